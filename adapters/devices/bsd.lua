-- SPDX-License-Identifier: BSD-2-Clause
-- FreeBSD, NetBSD, OpenBSD, DragonFly.  See bsd.md.

adapter "bsd" {
	format = "snmp", title = "FreeBSD, NetBSD, OpenBSD, DragonFly",
	match = {
		oid = {
			"1.3.6.1.4.1.8072.3.2.7", "1.3.6.1.4.1.8072.3.2.8", "1.3.6.1.4.1.8072.3.2.12", "1.3.6.1.4.1.8072.3.2.17",
			"1.3.6.1.4.1.12325.1.1.2.1", "1.3.6.1.4.1.30155.23.1",
		},
		descr = { "FreeBSD *", "NetBSD *", "OpenBSD *", "DragonFly *", "* FreeBSD *" },
	},
	parts = { "ucd", "host-resources", "interfaces" },
}
