-- SPDX-License-Identifier: BSD-2-Clause
-- APC rack PDUs, second generation.  See apc-rpdu2.md.

-- What is said of one unit: row selects its rows where units are rows, module where they are a column.
local function said(row, module)
	return {
		model = { "ident" .. row .. ".model" },
		serial = { "ident" .. row .. ".serial" },
		power = { "unit" .. row .. ".power", "sum(phase[module = " .. module .. "].power)" },
		checks = {
			-- Only where each outlet has a meter can their sum be the whole.
			{ "power", near = "sum(outlet[module = " .. module .. "].power)", within = 0.15, from = 100,
				when = "properties" .. row .. ".outlets = properties" .. row .. ".metered" },
			{ "power", near = "sum(phase[module = " .. module .. "].current * voltage)", within = 0.6, from = 100 },
		},
	}
end

-- The unit that answers is the first; the others are linked to it.
local first, linked = said("[unit = 1]", "1"), said("", "each.module")

-- Cards of metered-by-phase units say -1 above and the watts of all phases here.
first.name = { "system.name", "ident[unit = 1].name", "unit[unit = 1].name" }
first.model[2] = "card.model"
first.serial[2] = "card.serial"
first.power[3] = "card.power"
linked.each = "unit"
linked.where = "unit != 1"

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
		outlet = { at = "26.9.4.3.1", index = "outlet", columns = { module = 2, name = 3, number = 4, power = 7 } },
		switched = { at = "26.9.2.3.1", index = "outlet", every = "1d", columns = { module = 2, name = 3, number = 4 } },
		named = { at = "4.4.2.1", index = "outlet", every = "1d", columns = { name = 4 } },
		card = { at = "12.1", columns = { model = 5, serial = 6, power = 16 } },
	},
	assets = { first, linked },
	feeds = {
		{ each = "outlet", where = "any(module, 1) = 1", label = "name", outlet = { "number", "outlet" },
			power = "power" },
		{ each = "outlet", where = "module != 1", of = "unit[module = each.module]", label = "name",
			outlet = { "number", "outlet" }, power = "power" },
		-- Outlets without a meter.
		{ each = "switched", where = "any(module, 1) = 1 and not exists(outlet.number)", label = "name",
			outlet = { "number", "outlet" } },
		{ each = "switched", where = "module != 1 and not exists(outlet.number)", of = "unit[module = each.module]",
			label = "name", outlet = { "number", "outlet" } },
		{ each = "named", where = "not exists(outlet.number) and not exists(switched.number)", label = "name",
			outlet = "outlet" },
	},
}
