-- SPDX-License-Identifier: BSD-2-Clause
-- TrueNAS and FreeNAS: see truenas.md.
adapter "truenas" {
	format = "snmp", title = "TrueNAS and FreeNAS", class = "storage", vendor = "iXsystems",
	match = { answers = "1.3.6.1.4.1.50536.1", descr = { "TrueNAS*", "FreeNAS*" } },
	parts = { "interfaces", "host-resources", "ucd" },
}
