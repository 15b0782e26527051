-- SPDX-License-Identifier: BSD-2-Clause
-- Dell rack PDUs.  See dell-rpdu.md.
adapter "dell-rpdu" {
	format = "snmp", title = "Dell rack PDUs",
	class = "pdu", vendor = "Dell",
	match = { oid = "1.3.6.1.4.1.674.10903.200", answers = "1.3.6.1.4.1.674.10903.200.2.200" },
	base = "1.3.6.1.4.1.674.10903.200.2.200",
	none = { -1 },
	tables = {
		ident = { at = "100.2.1", index = "unit", every = "1d", columns = { model = 7, serial = 8 } },
		status = { at = "110.2.1", index = "unit", columns = { name = 2, power = { 3, scale = 10 } } },
		phase = { at = "120.2.1", index = "phase",
			columns = { current = { 4, scale = 0.1 }, voltage = 5, power = { 6, scale = 10 } } },
		outlet = { at = "130.2.2.1", index = "outlet", columns = { name = 3, power = { 8, most = 5e4 } } },
	},
	assets = {
		{
			name = { "system.name", "status.name" },
			model = "ident.model", serial = "ident.serial",
			power = { "status.power", "sum(phase.power)" },
			checks = {
				{ "power", near = "sum(phase.power)", within = 0.15, from = 50 },
				{ "power", near = "sum(outlet.power)", within = 0.15, from = 100,
					when = "count(outlet.name) = count(outlet.power)" },
				{ "power", near = "sum(phase.current * voltage)", within = 0.6, from = 100 },
			},
		},
	},
	feeds = { { each = "outlet", label = "name", outlet = "outlet", power = "power" } },
}
