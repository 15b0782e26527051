-- SPDX-License-Identifier: BSD-2-Clause
-- Eaton ePDU G3 and later.  See eaton-epdu.md.
adapter "eaton-epdu" {
	format = "snmp", title = "Eaton ePDU G3 and later",
	class = "pdu", vendor = "Eaton",
	match = { oid = "1.3.6.1.4.1.534.6.6.7", answers = "1.3.6.1.4.1.534.6.6.7.1.2.1" },
	base = "1.3.6.1.4.1.534.6.6.7",
	none = { -1 },
	tables = {
		unit = { at = "1.2.1", index = "unit", every = "1d", columns = { product = 2, part = 3, serial = 4 } },
		total = { at = "3.5.1", index = "unit input", columns = { apparent = 3, power = 4 } },
		-- kind: 1 to 3 a phase, 4 the total of the input.
		input = { at = "3.4.1", index = "unit input line", columns = { kind = 2, power = 4 } },
		outlet = { at = "6.1.1", index = "unit outlet", every = "1d", columns = { name = 3, designator = 6 } },
		reading = { at = "6.5.1", index = "unit outlet", columns = { power = { 3, most = 5e4 } } },
	},
	assets = {
		{
			-- The lowest, 0, is the one that answers; the others follow in the daisy chain.
			each = "unit", self = "unit >= 0",
			model = { "unit.part", "unit.product" },
			serial = "unit.serial",
			-- The total; else the row that is one; else the phases.
			power = { "sum(total.power)", "sum(input[kind = 4].power)", "sum(input[kind != 4].power)" },
			checks = {
				{ "power", near = "sum(input[kind != 4].power)", within = 0.15, from = 50 },
				{ "power", near = "sum(reading.power)", within = 0.15, from = 100,
					when = "count(outlet.name) = count(reading.power)" },
				{ "power", most = "sum(total.apparent)", from = 50 },
			},
		},
	},
	feeds = { { each = "outlet", of = "unit", label = "name", outlet = "designator", power = "reading.power" } },
}
