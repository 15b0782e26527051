-- SPDX-License-Identifier: BSD-2-Clause
-- Server Technology PRO1 and PRO2.  See sentry4.md.

-- unit: what selects the rows of one unit.
local function unit(unit)
	local cord = "cord[" .. unit .. "]"
	return {
		-- A cord without a value would make the sum too small.
		power = "if(count(cord[" .. unit .. " and not exists(power)]) = 0, sum(" .. cord .. ".power))",
		checks = {
			{ "power", near = "sum(phase[" .. unit .. "].power)", within = 0.15, from = 50 },
			{ "power", near = "sum(phase[" .. unit .. "].current * voltage)", within = 0.6, from = 100 },
			{ "power", most = "sum(" .. cord .. ".apparent)", from = 50 },
		},
	}
end

local first, linked = unit("unit = 1"), unit("unit = each.unit")

first.model = "box[unit = 1].model"
first.serial = "box[unit = 1].serial"
first.asset_tag = "box[unit = 1].tag"
linked.each = "unit"
linked.where = "unit != 1"
linked.model = "box.model"
linked.serial = "box.serial"
linked.asset_tag = "box.tag"

adapter "sentry4" {
	format = "snmp", title = "Server Technology PRO1, PRO2 and PRO4X rack PDUs (Sentry4)",
	class = "pdu", vendor = "Server Technology",
	match = { oid = "1.3.6.1.4.1.1718.4", answers = { "1.3.6.1.4.1.1718.4.1.2", "1.3.6.1.4.1.1718.4.1.3" } },
	base = "1.3.6.1.4.1.1718.4.1",
	none = { -1 },
	tables = {
		box = { at = "2.2.1", index = "unit", every = "1d", columns = { serial = 4, model = 5, tag = 6 } },
		unit = { at = "2.3.1", index = "unit", every = "1d", columns = { state = 1 } },
		cord = { at = "3.3.1", index = "unit cord", columns = { state = 1, power = 3, apparent = 5 } },
		phase = { at = "5.3.1", index = "unit cord phase",
			columns = { voltage = { 3, scale = 0.1 }, current = { 6, scale = 0.01 }, power = 8 } },
		outlet = { at = "8.2.1", index = "unit cord outlet", every = "1d", columns = { id = 2, name = 3 } },
		reading = { at = "8.3.1", index = "unit cord outlet", columns = { state = 1, power = 7 } },
	},
	assets = { first, linked },
	feeds = {
		{ each = "outlet", where = "unit = 1", label = "name", outlet = "id", power = "reading.power" },
		{ each = "outlet", where = "unit != 1", of = "unit", label = "name", outlet = "id",
			power = "reading.power" },
	},
}
