-- SPDX-License-Identifier: BSD-2-Clause
-- HP and HPE PDUs.  See hpe-pdu.md.

-- Units of the second generation are numbered from 0, modular ones from 1.
local lowest = "min(chain.number)"

-- unit: what selects the rows of one unit of the second generation; box: its row.
local function unit(unit, box)
	local outlet = "outlet[" .. unit .. "]"
	return {
		model = { box .. ".model" }, serial = { box .. ".serial" },
		power = { "sum(unit[" .. unit .. "].power)", "sum(phase[" .. unit .. "].power)" },
		checks = {
			{ "power", near = "sum(phase[" .. unit .. "].power)", within = 0.15, from = 50 },
			{ "power", near = "sum(phase[" .. unit .. "].current * voltage)", within = 0.6, from = 50 },
			{ "power", near = "sum(" .. outlet .. ".power)", within = 0.2, from = 50,
				when = "count(" .. outlet .. ".name) = count(" .. outlet .. ".power)" },
		},
	}
end

local first, linked = unit("unit = " .. lowest, "box[unit = " .. lowest .. "]"), unit("unit = each.unit", "box")

first.model[2], first.serial[2] = "card.model", "card.serial"
first.model[3], first.serial[3] = "modular[pdu = 1].model", "modular[pdu = 1].serial"
first.power[3] = "modular[pdu = 1].power"
first.checks[4] = { "power", near = "sum(load[pdu = 1].power)", within = 0.2, from = 50 }
first.checks[5] = { "power", most = "modular[pdu = 1].apparent", from = 50 }
linked.each = "unit"
linked.where = "unit != " .. lowest

adapter "hpe-pdu" {
	format = "snmp", title = "HP and HPE rack PDUs (second generation, modular)",
	class = "pdu", vendor = "HPE",
	match = { oid = "1.3.6.1.4.1.232.165", answers = { "1.3.6.1.4.1.232.165.7", "1.3.6.1.4.1.232.165.5" } },
	base = "1.3.6.1.4.1.232",
	none = { -1 },
	tables = {
		-- The units once more, to find the lowest whatever row is at hand.
		chain = { at = "165.7.2.1.1", index = "number", every = "1d", columns = { frequency = 2 } },
		card = { at = "165.1.2", every = "1d", columns = { model = 2, serial = 7 } },
		box = { at = "165.7.1.2.1", index = "unit", every = "1d", columns = { model = 3, serial = 7 } },
		unit = { at = "165.7.2.1.1", index = "unit", columns = { power = 5 } },
		phase = { at = "165.7.2.2.1", index = "unit phase",
			columns = { voltage = { 3, scale = 0.001 }, current = { 11, scale = 0.001 }, power = 21 } },
		outlet = { at = "165.7.5.1.1", index = "unit outlet", columns = { name = 2, power = 14 } },
		modular = { at = "165.5.1.2.1", index = "pdu",
			columns = { model = 3, serial = 8, power = 38, apparent = 39 } },
		load = { at = "165.5.2.1.1", index = "pdu output", columns = { power = 9 } },
	},
	assets = {
		first, linked,
		{
			each = "modular", where = "pdu != 1", model = "modular.model", serial = "modular.serial",
			power = "modular.power",
			checks = {
				{ "power", near = "sum(load.power)", within = 0.2, from = 50 },
				{ "power", most = "modular.apparent", from = 50 },
			},
		},
	},
	feeds = {
		{ each = "outlet", where = "unit = " .. lowest, label = "name", outlet = "outlet", power = "power" },
		{ each = "outlet", where = "unit != " .. lowest, of = "unit", label = "name", outlet = "outlet", power = "power" },
	},
}
