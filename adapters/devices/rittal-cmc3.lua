-- SPDX-License-Identifier: BSD-2-Clause
-- Rittal CMC III.  See rittal-cmc3.md.

-- Watts of the variables of one device with that name; the unit stands beside each.
local function watts(name, device)
	return "sum(reading[variable.name ~ '" .. name .. "' and variable.unit = 'W'" .. device .. "].value)"
end

local total, phases = "Total.Power.Active.Value", "Phase L?.Power.Active.Value"

local function unit(device)
	return {
		power = { watts(total, device), watts(phases, device) },
		checks = { { "power", near = watts(phases, device), within = 0.15, from = 50 } },
	}
end

-- A PDU answers for itself; a processing unit for the PDUs on its bus, and is none.
local pdu, other, bus = unit(""), {}, unit(" and device = unit.device")

pdu.when = "system.descr ~ '*Rittal PDU*' or unit[device = 1].name ~ 'PDU*'"
pdu.class = "pdu"
pdu.model = { "unit[device = 2].article", "unit[device = 1].article", "unit[device = 1].name" }
pdu.serial = "box.serial"
other.when = "not (" .. pdu.when .. ")"
other.class = "other"
other.model = { "unit[device = 1].name", "unit[device = 1].article" }
other.serial = "box.serial"
bus.each = "unit"
bus.where = "device != 1 and not (" .. pdu.when .. ") and count(variable[device = unit.device and name = '" .. total .. "'].name) > 0"
bus.class = "pdu"
bus.model = { "unit.article", "unit.name" }
bus.serial = "unit.serial"

adapter "rittal-cmc3" {
	format = "snmp", title = "Rittal CMC III and PDUs with its controller",
	vendor = "Rittal",
	match = { oid = "1.3.6.1.4.1.2606.7", answers = "1.3.6.1.4.1.2606.7.4.2.2" },
	base = "1.3.6.1.4.1.2606.7",
	pace = { budget = "60s" },
	tables = {
		box = { at = "2", every = "1d", columns = { serial = 6 } },
		unit = { at = "4.1.2.1", index = "device", every = "1d", columns = { name = 2, article = 7, serial = 13 } },
		variable = { at = "4.2.2.1", index = "device variable", every = "1d", most = 20000,
			columns = { name = 3, unit = 5, scale = 7, text = 10 } },
		reading = { at = "4.2.2.1", index = "device variable", most = 20000,
			-- -100: in hundredths, 100: in hundreds, 0 and 1: as it is.
			columns = { value = { 11, factor = "if(variable.scale < 0, -1 / variable.scale, if(variable.scale > 0, variable.scale, 1))" } } },
	},
	assets = { pdu, other, bus },
	feeds = {
		{
			each = "variable", where = "name ~ 'Sockets.Socket *.General.DescName'",
			label = "text", outlet = { "name", pattern = "Socket 0*([0-9]+)" },
		},
	},
}
