-- SPDX-License-Identifier: BSD-2-Clause
-- APC rack PDUs, second generation.  See apc-rpdu2.md.

-- What is said of one unit: of the one that answers (1), or of a linked one (the row at hand).
local function unit(status, module)
	return {
		model = { "ident" .. status .. ".model" },
		serial = { "ident" .. status .. ".serial" },
		power = {
			"status" .. status .. ".power",
			"sum(phase[module = " .. module .. "].power)",
		},
		checks = {
			-- Only where each outlet has a meter can their sum be the whole.
			{ "power", near = "if(any(properties" .. status .. ".outlets, 0) = any(properties" .. status ..
				".metered, -1), sum(metered[module = " .. module .. "].power))", within = 0.15, from = 100 },
			{ "power", near = "sum(phase[module = " .. module .. "].current * voltage)", within = 0.6, from = 100 },
		},
	}
end

local first, linked = unit("[unit = 1]", "1"), unit("", "each.module")

-- Cards of metered-by-phase units say -1 above and the watts of all phases here.
first.name = { "system.name", "ident[unit = 1].name", "status[unit = 1].name" }
first.model[2] = "card.model"
first.serial[2] = "card.serial"
first.power[3] = "card.power"
linked.each = "status"
linked.where = "unit != 1"

adapter "apc-rpdu2" {
	format = "snmp", title = "APC rack PDUs, second generation (AP7xxxB, AP8xxx, APDU)",
	class = "pdu", vendor = "APC",
	match = { oid = "1.3.6.1.4.1.318.1.3.4",
		answers = "1.3.6.1.4.1.318.1.1.26", score = 10 },
	base = "1.3.6.1.4.1.318.1.1.26",
	none = { -1 },
	tables = {
		ident = { at = "2.1", index = "unit", every = "1d", columns = { name = 3, model = 8, serial = 9 } },
		properties = { at = "4.2.1", index = "unit", every = "1d", columns = { outlets = 4, metered = 6 } },
		status = { at = "4.3.1", index = "unit",
			columns = { module = 2, name = 3, power = { 5, scale = 10 } } },
		phase = { at = "6.3.1", index = "phase",
			columns = { module = 2, current = { 5, scale = 0.1 }, voltage = 6, power = { 7, scale = 10 } } },
		switched = { at = "9.2.3.1", index = "outlet", every = "1d",
			columns = { module = 2, name = 3, number = 4 } },
		metered = { at = "9.4.3.1", index = "outlet",
			columns = { module = 2, name = 3, number = 4, power = 7 } },
		card = { at = "1.3.6.1.4.1.318.1.1.12.1", columns = { model = 5, serial = 6, power = 16 } },
		old = { at = "1.3.6.1.4.1.318.1.1.4.4.2.1", index = "outlet", every = "1d", columns = { name = 4 } },
	},
	assets = { first, linked },
	feeds = {
		{ each = "metered", where = "any(module, 1) = 1", label = "name", outlet = { "number", "outlet" },
			power = "power" },
		{ each = "metered", where = "module != 1", of = "status[module = metered.module]", label = "name",
			outlet = { "number", "outlet" }, power = "power" },
		-- Outlets that are switched but not metered.
		{ each = "switched", where = "any(module, 1) = 1 and not exists(metered.number)", label = "name",
			outlet = { "number", "outlet" } },
		{ each = "switched", where = "module != 1 and not exists(metered.number)",
			of = "status[module = switched.module]", label = "name", outlet = { "number", "outlet" } },
		{ each = "old", where = "not exists(metered.number) and not exists(switched.number)",
			label = "name", outlet = "outlet" },
	},
}
