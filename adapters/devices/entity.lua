-- SPDX-License-Identifier: BSD-2-Clause
-- Part: ENTITY-MIB (RFC 6933), which box this is and which others are in its stack: see entity.md.
local physical = "1.3.6.1.2.1.47.1.1.1.1"
local changed = "1.3.6.1.2.1.47.1.4.1.0"

-- A chassis that is a box of its own, not one drawn inside another.
local function box(row)
	return "class = 3 and exists(serial) and not (above[above = " .. row .. ".within].class = 3)"
end
-- Without any: the first row with a serial that is no supply, fan, sensor or port.
local other = "exists(serial) and not (class = 6|7|8|10)"

-- A column of the row that is the agent itself: of the first box; without one, of that row.
local function of_box(column)
	return "entity." .. column .. "[" .. box("entity") .. "]"
end
local function of_other(column)
	return "if(not exists(entity[" .. box("entity") .. "]), entity." .. column .. "[" .. other .. "])"
end
local first = of_box("serial")

-- Of the box in this row.  One that provides service is half of a pair only where another box of the
-- agent stands by: agents say so of whatever works.
local first_box = "min(entity.entity[" .. box("entity") .. "])"
local function standby(row)
	local said = "first(state.standby[entity = " .. row .. "])"
	return "if(" .. said .. " = 'hot'|'cold' or count(state[entity.class = 3 and standby = 'hot'|'cold']) > 0, " .. said .. ")"
end

adapter "entity" {
	format = "snmp", title = "ENTITY-MIB: identity",
	tables = {
		entity = {
			at = physical, index = "entity", every = "1d", changes = changed,
			columns = {
				descr = 2, within = 4, class = 5, name = 7, serial = 11, vendor = 12,
				model = 13, tag = 15,
				uuid = { 18, pattern = "urn:uuid:([0-9A-Fa-f-]{36})" },
			},
		},
		-- The same rows under a name of their own: stack members beside the first.
		unit = {
			at = physical, index = "unit", every = "1d", changes = changed,
			columns = {
				within = 4, class = 5, name = 7, serial = 11, vendor = 12, model = 13, tag = 15,
				uuid = { 18, pattern = "urn:uuid:([0-9A-Fa-f-]{36})" },
			},
		},
		-- RFC 4268.
		state = {
			at = "1.3.6.1.2.1.131.1.1.1", index = "entity", every = "1h",
			columns = { standby = { 6, map = { [2] = "hot", [3] = "cold", [4] = "providing" } } },
		},
		-- And again: what holds a row.
		above = { at = physical, index = "above", every = "1d", changes = changed, columns = { class = 5 } },
	},
	assets = {
		{
			serial = { first, of_other("serial") },
			model = { of_box("model"), "first(entity.model[class = 3])", of_other("model") },
			uuid = { of_box("uuid"), of_other("uuid") },
			asset_tag = { of_box("tag"), of_other("tag") },
			standby = standby(first_box),
		},
		{
			each = "unit",
			where = box("unit") .. " and serial != " .. first ..
			    " and count(entity[class = 3 and serial = unit.serial and entity < unit.unit]) = 0",
			serial = "serial", model = "model", uuid = "uuid", asset_tag = "tag",
			standby = standby("unit.unit"),
		},
	},
}
