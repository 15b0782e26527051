-- SPDX-License-Identifier: BSD-2-Clause
-- Raritan PX2 and later.  See raritan-px2.md.

-- Sensors by number: 1 A, 4 V, 5 W, 6 VA.  One counts when it is available and in a state.
local function sensor(number)
	return "[sensor = " .. number .. " and any(available, 1) = 1 and any(state, 4) != -1].value"
end

adapter "raritan-px2" {
	format = "snmp", title = "Raritan PX2, PX3, PX4 and PXC rack PDUs",
	class = "pdu",
	match = { oid = "1.3.6.1.4.1.13742.6", descr = "*Raritan*",
		answers = { "1.3.6.1.4.1.13742.6.3.2", "1.3.6.1.4.1.13742.6.5.2.3" } },
	base = "1.3.6.1.4.1.13742.6",
	tables = {
		unit = { at = "3.2", index = "pdu", every = "1d",
			columns = { vendor = "1.1.2", model = "1.1.3", serial = "1.1.4", name = "2.1.13" } },
		inletsensor = { at = "3.3.4.1", index = "pdu inlet sensor", every = "1d", columns = { digits = 7 } },
		inlet = { at = "5.2.3.1", index = "pdu inlet sensor",
			columns = { available = 2, state = 3, value = { 4, digits = "inletsensor.digits" } } },
		outlet = { at = "3.5.3.1", index = "pdu outlet", every = "1d", columns = { label = 2, name = 3 } },
		outletsensor = { at = "3.5.4.1", index = "pdu outlet sensor", every = "1d", columns = { digits = 7 } },
		reading = { at = "5.4.3.1", index = "pdu outlet sensor",
			columns = { available = 2, state = 3, value = { 4, digits = "outletsensor.digits" } } },
	},
	assets = {
		{
			-- The lowest is the one that answers; the others are linked to it.
			each = "unit", self = "pdu >= 0",
			name = { "system.name", "unit.name", when = "pdu = 1" },
			vendor = { "unit.vendor", { const = "Raritan" } },
			model = { "unit.model", { "system.descr", pattern = "MD:([^ ]+)", when = "pdu = 1" } },
			serial = "unit.serial",
			power = "sum(inlet" .. sensor(5) .. ")",
			checks = {
				{ "power", near = "sum(reading" .. sensor(5) .. ")", within = 0.15, from = 50,
					when = "count(outlet.label) = count(reading" .. sensor(5) .. ")" },
				{ "power", most = "sum(inlet" .. sensor(6) .. ")", from = 50 },
			},
		},
	},
	feeds = {
		{ each = "outlet", of = "unit", label = "name", outlet = "label", power = "first(reading" .. sensor(5) .. ")" },
	},
}
