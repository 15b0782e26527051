-- SPDX-License-Identifier: BSD-2-Clause
-- Part: ENTITY-SENSOR-MIB (RFC 3433), what the box draws: see entity-sensor.md.
local physical = "1.3.6.1.2.1.47.1.1.1.1"

-- The watts of one supply (class 6) or chassis (class 3): sensors that are it, or are in it.
-- Of several (input and output of a supply) the highest.
local function watts(class)
	return "sum(if(holder.class = " .. class .. ", max(sensor.value[scale.type = 6" ..
	    " and not (status = 2|3) and (entity = holder.holder or kind.within = holder.holder)])))"
end

adapter "entity-sensor" {
	format = "snmp", title = "ENTITY-SENSOR-MIB: power",
	tables = {
		sensor = {
			at = "1.3.6.1.2.1.99.1.1.1", index = "entity",
			columns = {
				value = { 4, factor = "10 ^ (3 * (scale.scale - 9))", digits = "scale.precision" },
				status = 5,
			},
		},
		scale = {
			at = "1.3.6.1.2.1.99.1.1.1", index = "entity", every = "1d",
			columns = { type = 1, scale = 2, precision = 3 },
		},
		kind = { at = physical, index = "entity", every = "1d", columns = { within = 4 } },
		holder = { at = physical, index = "holder", every = "1d", columns = { class = 5 } },
	},
	assets = {
		{
			power = { watts(6), watts(3) },
			checks = { { "power", least = "1" } },
		},
	},
}
