-- SPDX-License-Identifier: BSD-2-Clause
-- Liebert MPH and MPH2.  See liebert-mph2.md.
adapter "liebert-mph2" {
	format = "snmp", title = "Liebert MPH and MPH2 rack PDUs",
	class = "pdu", vendor = "Liebert",
	match = { oid = "1.3.6.1.4.1.476.1.42", answers = "1.3.6.1.4.1.476.1.42.3.8.30", score = 10 },
	base = "1.3.6.1.4.1.476.1.42.3.8",
	none = { 2147483647, 4294967295 },
	tables = {
		rack = { at = "20.1", index = "pdu", every = "1d", columns = { serial = 45 } },
		-- The inputs of each PDU of an array: the first stands for it.
		unit = { at = "30.20.1", index = "pdu entry", every = "1d", columns = { model = 20, serial = 55 } },
		entry = { at = "30.20.1", index = "pdu input", columns = { power = 65, apparent = 90 } },
		line = { at = "30.40.1", index = "pdu input line",
			columns = { voltage = { 19, scale = 0.1 }, current = { 22, scale = 0.01 } } },
		branch = { at = "40.20.1", index = "pdu branch", columns = { power = 115 } },
		outlet = { at = "50.20.1", index = "pdu branch outlet",
			columns = { label = 10, name = 25, number = 30, power = { 65, most = 5e4 } } },
	},
	assets = {
		{
			-- The lowest is the one that answers.
			each = "unit", where = "entry = 1", self = "pdu >= 0",
			model = "unit.model", serial = { "rack.serial", "unit.serial" },
			power = "sum(entry.power)",
			checks = {
				{ "power", near = "sum(branch.power)", within = 0.15, from = 50 },
				{ "power", near = "sum(outlet.power)", within = 0.15, from = 100,
					when = "count(outlet.number) = count(outlet.power)" },
				{ "power", near = "sum(line.current * voltage)", within = 0.6, from = 100 },
				{ "power", most = "sum(entry.apparent)", from = 50 },
			},
		},
	},
	feeds = { { each = "outlet", of = "unit", label = "label", outlet = { "name", "number" }, power = "power" } },
}
