-- SPDX-License-Identifier: BSD-2-Clause
-- HP and HPE PDUs.  See hpe-pdu.md.
adapter "hpe-pdu" {
	format = "snmp", title = "HP and HPE rack PDUs (second generation, modular)",
	class = "pdu", vendor = "HPE",
	match = { oid = "1.3.6.1.4.1.232.165", answers = { "1.3.6.1.4.1.232.165.7", "1.3.6.1.4.1.232.165.5" } },
	base = "1.3.6.1.4.1.232.165",
	none = { -1 },
	tables = {
		card = { at = "1.2", every = "1d", columns = { model = 2, serial = 7 } },
		box = { at = "7.1.2.1", index = "unit", every = "1d", columns = { model = 3, serial = 7 } },
		unit = { at = "7.2.1.1", index = "unit", columns = { frequency = 2, power = 5 } },
		phase = { at = "7.2.2.1", index = "unit phase",
			columns = { voltage = { 3, scale = 0.001 }, current = { 11, scale = 0.001 }, power = 21 } },
		outlet = { at = "7.5.1.1", index = "unit outlet", columns = { name = 2, power = { 14, most = 5e4 } } },
		modular = { at = "5.1.2.1", index = "pdu", columns = { model = 3, serial = 8, power = 38, apparent = 39 } },
		load = { at = "5.2.1.1", index = "pdu output", columns = { power = 9 } },
	},
	assets = {
		{
			-- Second generation: the lowest, 0, is the one that answers.
			each = "unit", where = "exists(frequency) or exists(power)", self = "unit >= 0",
			model = "box.model", serial = "box.serial",
			power = { "unit.power", "sum(phase.power)" },
			checks = {
				{ "power", near = "sum(phase.power)", within = 0.15, from = 50 },
				{ "power", near = "sum(phase.current * voltage)", within = 0.6, from = 50 },
				{ "power", near = "sum(outlet.power)", within = 0.2, from = 50,
					when = "count(outlet.name) = count(outlet.power)" },
			},
		},
		{
			each = "modular", self = "pdu >= 0",
			model = "modular.model", serial = "modular.serial",
			power = "modular.power",
			checks = {
				{ "power", near = "sum(load.power)", within = 0.2, from = 50 },
				{ "power", most = "modular.apparent", from = 50 },
			},
		},
		{ model = "card.model", serial = "card.serial" },
	},
	feeds = { { each = "outlet", of = "unit", label = "name", power = "power" } },
}
