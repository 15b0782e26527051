-- SPDX-License-Identifier: BSD-2-Clause
-- Linux with net-snmp.  See linux.md.

adapter "linux" {
	format = "snmp", title = "Linux with net-snmp",
	match = { oid = { "1.3.6.1.4.1.8072.3.2.10", "1.3.6.1.4.1.2021.250.10" }, descr = "Linux *" },
	parts = { "ucd", "host-resources", "interfaces", "maker-agents" },
}
