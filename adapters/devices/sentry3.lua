-- SPDX-License-Identifier: BSD-2-Clause
-- Server Technology Sentry CDU.  See sentry3.md.
adapter "sentry3" {
	format = "snmp", title = "Server Technology Sentry switched and smart CDUs (Sentry3)",
	class = "pdu", vendor = "Server Technology",
	match = { oid = "1.3.6.1.4.1.1718.3", answers = "1.3.6.1.4.1.1718.3.2" },
	base = "1.3.6.1.4.1.1718.3",
	none = { -1 },
	tables = {
		all = { at = "1", columns = { towers = 4, power = 6 } },
		box = { at = "2.1.1", index = "tower", columns = { serial = 6, model = 7, power = 11 } },
		-- Agents are known that name only the first of their towers: what all have is a first infeed.
		tower = { at = "2.2.1", index = "tower place", every = "1d", columns = { id = 2, name = 3 } },
		infeed = { at = "2.2.1", index = "tower infeed",
			columns = { status = 5, current = { 7, scale = 0.01 }, voltage = { 11, scale = 0.1 }, power = 12,
				apparent = 13 } },
		outlet = { at = "2.3.1", index = "tower infeed outlet", every = "1d", columns = { id = 2, name = 3 } },
		reading = { at = "2.3.1", index = "tower infeed outlet", columns = { power = { 14, most = 5e4 } } },
	},
	assets = {
		{
			each = "tower", where = "place = 1 and (exists(id) or exists(name))", self = "tower = 1",
			model = "box.model", serial = "box.serial",
			power = {
				"box.power",
				-- An infeed that does not communicate (6) would make the sum too small.
				"if(count(infeed[status = 6]) = 0, sum(infeed.power))",
				"if(all.towers = 1, all.power)",
			},
			checks = {
				{ "power", near = "sum(infeed.power)", within = 0.15, from = 50 },
				{ "power", near = "sum(infeed.current * voltage)", within = 0.6, from = 100 },
				{ "power", most = "sum(infeed.apparent)", from = 50 },
			},
		},
	},
	feeds = { { each = "outlet", of = "tower", label = "name", outlet = "id", power = "reading.power" } },
}
