-- SPDX-License-Identifier: BSD-2-Clause
-- Enlogic.  See enlogic.md.

local lowest = "min(chain.number)"

-- Two MIBs at one root.  In the first, 11 is the serial number and 12 a date; in the second, 11 is the part
-- number (EN...) and 12 the serial number.
local function unit(plate, unit)
	local date = plate .. ".twelve ~ '*/*/*'"
	local part = plate .. ".eleven ~ 'EN????*'"
	return {
		model = { plate .. ".model", { plate .. ".eleven", when = part } },
		serial = {
			{ plate .. ".twelve", when = "not (" .. date .. ")" },
			{ plate .. ".eleven", when = "not (" .. part .. ")" },
		},
		checks = {
			{ "power", near = "sum(phase[" .. unit .. "].power)", within = 0.15, from = 50 },
			{ "power", most = "sum(phase[" .. unit .. "].current * voltage)", from = 50 },
		},
	}
end

local first, linked = unit("plate[unit = " .. lowest .. "]", "unit = " .. lowest), unit("plate", "unit = each.unit")

first.power = "unit[unit = " .. lowest .. "].power"
linked.each = "unit"
linked.where = "unit != " .. lowest
linked.power = "unit.power"

adapter "enlogic" {
	format = "snmp", title = "Enlogic rack PDUs",
	class = "pdu", vendor = "Enlogic",
	match = { oid = "1.3.6.1.4.1.38446", answers = { "1.3.6.1.4.1.38446.1.2.4", "1.3.6.1.4.1.38446.1.1.2" } },
	base = "1.3.6.1.4.1",
	none = { -1 },
	tables = {
		-- The units once more, to find the lowest whatever row is at hand.
		chain = { at = "38446.1.2.4.1", index = "number", every = "1d", columns = { power = 4 } },
		plate = { at = "38446.1.1.2.1", index = "unit", every = "1d", columns = { model = 10, eleven = 11, twelve = 12 } },
		unit = { at = "38446.1.2.4.1", index = "unit", columns = { power = 4, apparent = 5 } },
		phase = { at = "38446.1.3.4.1", index = "unit phase",
			columns = { current = { 5, scale = 0.01 }, voltage = 6, power = 7 } },
		switched = { at = "38446.1.5.4.1", index = "unit outlet", every = "1d", columns = { number = 2, name = 3 } },
		outlet = { at = "38446.1.5.9.1", index = "unit outlet", columns = { number = 2, name = 3, power = 6 } },
	},
	assets = { first, linked },
	feeds = {
		{ each = "outlet", where = "unit = " .. lowest, label = "name", outlet = { "number", "outlet" }, power = "power" },
		{ each = "outlet", where = "unit != " .. lowest, of = "unit", label = "name", outlet = { "number", "outlet" },
			power = "power" },
		{ each = "switched", where = "unit = " .. lowest .. " and not exists(outlet.number)", label = "name",
			outlet = { "number", "outlet" } },
		{ each = "switched", where = "unit != " .. lowest .. " and not exists(outlet.number)", of = "unit", label = "name",
			outlet = { "number", "outlet" } },
	},
}
