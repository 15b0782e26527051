-- SPDX-License-Identifier: BSD-2-Clause
-- APC rack PDUs, second generation.  See apc-rpdu2.md.
adapter "apc-rpdu2" {
	format = "snmp", title = "APC rack PDUs, second generation (AP7xxxB, AP8xxx, APDU)",
	class = "pdu", vendor = "APC",
	match = { oid = "1.3.6.1.4.1.318.1.3.4", answers = "1.3.6.1.4.1.318.1.1.26", score = 10 },
	base = "1.3.6.1.4.1.318.1.1",
	none = { -1 },
	tables = {
		ident = { at = "26.2.1", index = "unit", every = "1d", columns = { name = 3, model = 8, serial = 9 } },
		properties = { at = "26.4.2.1", index = "unit", every = "1d", columns = { outlets = 4, metered = 6 } },
		unit = { at = "26.4.3.1", index = "unit", columns = { module = 2, name = 3, power = { 5, scale = 10 } } },
		phase = { at = "26.6.3.1", index = "phase",
			columns = { module = 2, current = { 5, scale = 0.1 }, voltage = 6, power = { 7, scale = 10 } } },
		outlet = { at = "26.9.4.3.1", index = "outlet", columns = { module = 2, name = 3, number = 4, power = { 7, most = 5e4 } } },
		switched = { at = "26.9.2.3.1", index = "outlet", every = "1d", columns = { module = 2, name = 3, number = 4 } },
		named = { at = "4.4.2.1", index = "outlet", every = "1d", columns = { name = 4 } },
		card = { at = "12.1", columns = { model = 5, serial = 6, power = 16 } },
	},
	assets = {
		{
			-- The first unit is the one that answers; the others are linked to it.
			each = "unit", self = "unit = 1",
			name = { "system.name", "ident.name", "unit.name", when = "unit = 1" },
			model = { "ident.model", { "card.model", when = "unit = 1" } },
			serial = { "ident.serial", { "card.serial", when = "unit = 1" } },
			-- Cards of units without a meter of their own say -1, and the watts of all phases elsewhere.
			power = { "unit.power", "sum(phase[module = each.module].power)", { "card.power", when = "unit = 1" } },
			checks = {
				-- Only where each outlet has a meter can their sum be the whole.
				{ "power", near = "sum(outlet[module = each.module].power)", within = 0.15, from = 100,
					when = "properties.outlets = properties.metered" },
				{ "power", near = "sum(phase[module = each.module].current * voltage)", within = 0.6, from = 100 },
			},
		},
	},
	feeds = {
		{ each = "outlet", of = "unit[module = each.module]", label = "name", outlet = "number", power = "power" },
		-- Outlets without a meter.
		{ each = "switched", where = "not exists(outlet.number)", of = "unit[module = each.module]", label = "name",
			outlet = "number" },
		{ each = "named", where = "not exists(outlet.number) and not exists(switched.number)", label = "name" },
	},
}
