-- SPDX-License-Identifier: BSD-2-Clause
-- Fujitsu ETERNUS DX: see eternus.md.
adapter "eternus" {
	format = "snmp", title = "Fujitsu ETERNUS DX", class = "storage", vendor = "Fujitsu",
	match = { oid = "1.3.6.1.4.1.211.1.21.1.150" },
	base = "1.3.6.1.4.1.211.1.21.1.150",
	tables = {
		load = { at = "5.4.2.1", index = "module", columns = { busy = { 2, least = 0, most = 100 } } },
	},
	assets = {
		{ cpu = "mean(load.busy)" },
	},
}
