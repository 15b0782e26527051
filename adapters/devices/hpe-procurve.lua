-- SPDX-License-Identifier: BSD-2-Clause
-- HP and Aruba switches of the ProCurve line: see hpe-procurve.md.
adapter "hpe-procurve" {
	format = "snmp", title = "HP ProCurve and ArubaOS-S switches", class = "switch", vendor = "HP",
	-- Blade switches answer for their enclosure too, which is another family.
	match = {
		oid = "1.3.6.1.4.1.11.2.3.7.11", descr = { "*ProCurve*", "HP J*", "Aruba J*", "HPE J*" },
		score = 60,
	},
	parts = { "entity", "entity-sensor", "endpoints" },
	base = "1.3.6.1.4.1.11.2.14.11.5.1",
	tables = {
		cpu = { at = "9.6", columns = { load = { 1, least = 0 } } },
		memory = {
			at = "1.3.6.1.4.1.11.2.14.11.5.1.1.2.1.1.1", index = "slot",
			columns = { total = { 5, as = "unsigned" }, free = { 6, as = "unsigned" } },
		},
		enclosure = {
			at = "1.3.6.1.4.1.232.22.2.6.1.1.1", index = "rack chassis interconnect", every = "1d",
			columns = { serial = 7, slot = 13, chassis_serial = 15 },
		},
	},
	assets = {
		{
			cpu = "cpu.load",
			memory = "100 * (sum(memory.total) - sum(memory.free)) / sum(memory.total)",
			parent = "first(enclosure.chassis_serial[serial = first(entity.serial[class = 3])])",
		},
	},
}
