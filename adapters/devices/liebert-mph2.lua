-- SPDX-License-Identifier: BSD-2-Clause
-- Liebert MPH and MPH2.  See liebert-mph2.md.

-- pdu: what selects the rows of one PDU of the array; rack and entry: its rows.  An entry is an input.
local function unit(pdu, rack, entry)
	local outlet = "outlet[" .. pdu .. "]"
	return {
		model = entry .. ".model",
		serial = { rack .. ".serial", entry .. ".serial" },
		power = "sum(unit[" .. pdu .. "].power)",
		checks = {
			{ "power", near = "sum(branch[" .. pdu .. "].power)", within = 0.15, from = 50 },
			{ "power", near = "sum(" .. outlet .. ".power)", within = 0.15, from = 100,
				when = "count(" .. outlet .. ".number) = count(" .. outlet .. ".power)" },
			{ "power", near = "sum(line[" .. pdu .. "].current * voltage)", within = 0.6, from = 100 },
			{ "power", most = "sum(unit[" .. pdu .. "].apparent)", from = 50 },
		},
	}
end

local first = unit("pdu = 1", "rack[pdu = 1]", "unit[pdu = 1]")
local linked = unit("pdu = each.pdu", "rack", "unit")

linked.each = "unit"
linked.where = "entry = 1 and pdu != 1"

adapter "liebert-mph2" {
	format = "snmp", title = "Liebert MPH and MPH2 rack PDUs",
	class = "pdu", vendor = "Liebert",
	match = { oid = "1.3.6.1.4.1.476.1.42", answers = "1.3.6.1.4.1.476.1.42.3.8.30", score = 10 },
	base = "1.3.6.1.4.1.476.1.42.3.8",
	tables = {
		rack = { at = "20.1", index = "pdu", every = "1d", columns = { serial = 45 } },
		unit = { at = "30.20.1", index = "pdu entry",
			columns = { model = 20, serial = 55, power = 65, apparent = 90 } },
		line = { at = "30.40.1", index = "pdu module line",
			columns = { voltage = { 19, scale = 0.1 }, current = { 22, scale = 0.01 } } },
		branch = { at = "40.20.1", index = "pdu branch", columns = { power = 115 } },
		outlet = { at = "50.20.1", index = "pdu branch outlet",
			columns = { label = 10, name = 25, number = 30, power = 65 } },
	},
	assets = { first, linked },
	feeds = {
		{ each = "outlet", where = "pdu = 1", label = "label", outlet = { "name", "number" }, power = "power" },
		{ each = "outlet", where = "pdu != 1", of = "unit", label = "label", outlet = { "name", "number" },
			power = "power" },
	},
}
