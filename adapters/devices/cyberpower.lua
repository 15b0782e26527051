-- SPDX-License-Identifier: BSD-2-Clause
-- CyberPower PDUs.  See cyberpower.md.
adapter "cyberpower" {
	format = "snmp", title = "CyberPower rack PDUs",
	class = "pdu", vendor = "CyberPower",
	match = { oid = "1.3.6.1.4.1.3808.1.1", answers = "1.3.6.1.4.1.3808.1.1.3.1", score = 5 },
	base = "1.3.6.1.4.1.3808.1.1",
	none = { -1 },
	tables = {
		info = { at = "3.1", every = "1d", columns = { model = 5, serial = 6 } },
		-- Phases (bank 0) first, then banks: the same watts twice.
		load = { at = "3.2.3.1.1", index = "load",
			columns = { current = { 2, scale = 0.1 }, bank = 5, voltage = { 6, scale = 0.1 }, power = 7 } },
		name = { at = "3.3.3.1.1", index = "outlet", every = "1d", columns = { name = 2 } },
		switched = { at = "6.6.1.4.1", index = "outlet", every = "1d", columns = { state = 5 } },
		outlet = { at = "6.6.2.4.1", index = "outlet", columns = { current = { 6, scale = 0.1 }, power = { 7, most = 5e4 } } },
	},
	assets = {
		{
			model = "info.model", serial = "info.serial",
			-- Without the column that says what is a bank only the first row is surely a phase.
			power = { "sum(load[bank = 0].power)", "if(count(load.bank) = 0, first(load.power))" },
			checks = {
				{ "power", near = "sum(outlet.power)", within = 0.2, from = 50 },
				{ "power", near = "any(sum(load[bank = 0].current * voltage), first(load.current) * first(load.voltage))",
					within = 0.6, from = 100 },
			},
		},
	},
	feeds = {
		{ each = "outlet", label = "name.name", outlet = "outlet", power = "power" },
		{ each = "switched", where = "not exists(outlet.power)", label = "name.name", outlet = "outlet" },
		{ each = "name", where = "not exists(outlet.power) and not exists(switched.state)", label = "name",
			outlet = "outlet" },
	},
}
