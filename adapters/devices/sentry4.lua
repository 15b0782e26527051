-- SPDX-License-Identifier: BSD-2-Clause
-- Server Technology PRO1 and PRO2.  See sentry4.md.
adapter "sentry4" {
	format = "snmp", title = "Server Technology PRO1, PRO2 and PRO4X rack PDUs (Sentry4)",
	class = "pdu", vendor = "Server Technology",
	match = { oid = "1.3.6.1.4.1.1718.4", answers = { "1.3.6.1.4.1.1718.4.1.2", "1.3.6.1.4.1.1718.4.1.3" } },
	base = "1.3.6.1.4.1.1718.4.1",
	none = { -1 },
	tables = {
		unit = { at = "2", index = "unit", every = "1d",
			columns = { serial = "2.1.4", model = "2.1.5", tag = "2.1.6", state = "3.1.1" } },
		cord = { at = "3.3.1", index = "unit cord", columns = { state = 1, power = 3, apparent = 5 } },
		phase = { at = "5.3.1", index = "unit cord phase",
			columns = { voltage = { 3, scale = 0.1 }, current = { 6, scale = 0.01 }, power = 8 } },
		outlet = { at = "8.2.1", index = "unit cord outlet", every = "1d", columns = { id = 2, name = 3 } },
		reading = { at = "8.3.1", index = "unit cord outlet", columns = { power = { 7, most = 5e4 } } },
	},
	assets = {
		{
			-- Unit 1 is the master, which answers; the others are its links.
			each = "unit", where = "exists(state) or exists(serial) or exists(model)", self = "unit = 1",
			model = "unit.model", serial = "unit.serial", asset_tag = "unit.tag",
			-- A cord without a value would make the sum too small.
			power = "if(count(cord[exists(state) and not exists(power)]) = 0, sum(cord.power))",
			checks = {
				{ "power", near = "sum(phase.power)", within = 0.15, from = 50 },
				{ "power", near = "sum(phase.current * voltage)", within = 0.6, from = 100 },
				{ "power", most = "sum(cord.apparent)", from = 50 },
			},
		},
	},
	feeds = { { each = "outlet", of = "unit", label = "name", outlet = "id", power = "reading.power" } },
}
