-- SPDX-License-Identifier: BSD-2-Clause
-- Eaton ePDU G3 and later.  See eaton-epdu.md.

-- Units of a daisy chain are numbered from 0.
local lowest = "min(chain.number)"

-- unit: what selects the rows of one unit; box: its row.
local function unit(unit, box)
	local phases = "sum(input[" .. unit .. " and kind != 4].power)"
	local outlet = "reading[" .. unit .. "]"
	return {
		model = { box .. ".part", box .. ".product" },
		serial = box .. ".serial",
		-- The total; else the row that is one; else the phases.
		power = { "sum(total[" .. unit .. "].power)", "sum(input[" .. unit .. " and kind = 4].power)", phases },
		checks = {
			{ "power", near = phases, within = 0.15, from = 50 },
			{ "power", near = "sum(" .. outlet .. ".power)", within = 0.15, from = 100,
				when = "count(outlet[" .. unit .. "].name) = count(" .. outlet .. ".power)" },
			{ "power", most = "sum(total[" .. unit .. "].apparent)", from = 50 },
		},
	}
end

local first, linked = unit("unit = " .. lowest, "unit[unit = " .. lowest .. "]"), unit("unit = each.unit", "unit")

linked.each = "unit"
linked.where = "unit != " .. lowest

adapter "eaton-epdu" {
	format = "snmp", title = "Eaton ePDU G3 and later",
	class = "pdu", vendor = "Eaton",
	match = { oid = "1.3.6.1.4.1.534.6.6.7", answers = "1.3.6.1.4.1.534.6.6.7.1.2.1" },
	base = "1.3.6.1.4.1.534.6.6",
	none = { -1 },
	tables = {
		-- The units once more, to find the lowest whatever row is at hand.
		chain = { at = "7.1.2.1", index = "number", every = "1d", columns = { serial = 4 } },
		unit = { at = "7.1.2.1", index = "unit", every = "1d", columns = { product = 2, part = 3, serial = 4 } },
		total = { at = "7.3.5.1", index = "unit input", columns = { apparent = 3, power = 4 } },
		-- kind: 1 to 3 a phase, 4 the total of the input.
		input = { at = "7.3.4.1", index = "unit input line", columns = { kind = 2, power = 4 } },
		outlet = { at = "7.6.1.1", index = "unit outlet", every = "1d", columns = { name = 3, designator = 6 } },
		reading = { at = "7.6.5.1", index = "unit outlet", columns = { power = 3 } },
	},
	assets = { first, linked },
	feeds = {
		{ each = "outlet", where = "unit = " .. lowest, label = "name", outlet = { "designator", "outlet" },
			power = "reading.power" },
		{ each = "outlet", where = "unit != " .. lowest, of = "unit", label = "name", outlet = { "designator", "outlet" },
			power = "reading.power" },
	},
}
