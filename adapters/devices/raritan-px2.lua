-- SPDX-License-Identifier: BSD-2-Clause
-- Raritan PX2 and later.  See raritan-px2.md.

-- Sensors by number: 1 A, 4 V, 5 W, 6 VA.  One counts when it is available and in a state.
local measured = " and any(available, 1) = 1 and any(state, 4) != -1"

local function unit(pdu)
	local inlet = "inlet[" .. pdu .. "sensor = "
	local outlet = "reading[" .. pdu .. "sensor = 5" .. measured .. "]"
	return {
		power = { "sum(" .. inlet .. "5" .. measured .. "].value)" },
		checks = {
			{ "power", near = "sum(" .. outlet .. ".value)", within = 0.15, from = 50,
				when = "count(outlet" .. (pdu == "" and "" or "[pdu = 1]") .. ".label) = count(" .. outlet .. ".value)" },
			{ "power", most = "sum(" .. inlet .. "6" .. measured .. "].value)", from = 50 },
		},
	}
end

local first, linked = unit("pdu = 1 and "), unit("")

first.name = { "system.name", "config[pdu = 1].name" }
first.vendor = { "unit[pdu = 1].vendor", { const = "Raritan" } }
first.model = { "unit[pdu = 1].model", { "system.descr", pattern = "MD:([^ ]+)" } }
first.serial = "unit[pdu = 1].serial"
linked.each = "unit"
linked.where = "pdu != 1"
linked.vendor = { "unit.vendor", { const = "Raritan" } }
linked.model = "unit.model"
linked.serial = "unit.serial"

adapter "raritan-px2" {
	format = "snmp", title = "Raritan PX2, PX3, PX4 and PXC rack PDUs",
	class = "pdu",
	match = { oid = "1.3.6.1.4.1.13742.6", descr = "*Raritan*",
		answers = { "1.3.6.1.4.1.13742.6.3.2", "1.3.6.1.4.1.13742.6.5.2.3" } },
	base = "1.3.6.1.4.1.13742.6",
	tables = {
		unit = { at = "3.2.1.1", index = "pdu", every = "1d", columns = { vendor = 2, model = 3, serial = 4 } },
		config = { at = "3.2.2.1", index = "pdu", every = "1d", columns = { name = 13 } },
		inletsensor = { at = "3.3.4.1", index = "pdu inlet sensor", every = "1d", columns = { digits = 7 } },
		inlet = { at = "5.2.3.1", index = "pdu inlet sensor",
			columns = { available = 2, state = 3, value = { 4, digits = "inletsensor.digits" } } },
		outlet = { at = "3.5.3.1", index = "pdu outlet", every = "1d", columns = { label = 2, name = 3 } },
		outletsensor = { at = "3.5.4.1", index = "pdu outlet sensor", every = "1d", columns = { digits = 7 } },
		reading = { at = "5.4.3.1", index = "pdu outlet sensor",
			columns = { available = 2, state = 3, value = { 4, digits = "outletsensor.digits" } } },
	},
	assets = { first, linked },
	feeds = {
		{ each = "outlet", where = "pdu = 1", label = "name", outlet = "label",
			power = "first(reading[sensor = 5" .. measured .. "].value)" },
		{ each = "outlet", where = "pdu != 1", of = "unit", label = "name", outlet = "label",
			power = "first(reading[sensor = 5" .. measured .. "].value)" },
	},
}
