-- SPDX-License-Identifier: BSD-2-Clause
-- Lenovo XClarity Controller.  See lenovo-xcc.md.

adapter "lenovo-xcc" {
	format = "snmp", title = "Lenovo XClarity Controller",
	vendor = "Lenovo",
	match = { oid = "1.3.6.1.4.1.19046.11.1", answers = "1.3.6.1.4.1.19046.11.1.1.5.2.1" },
	base = "1.3.6.1.4.1.19046.11.1",
	tables = {
		machine = {
			at = "1.3.6.1.4.1.19046.11.1.1.5.2.1", every = "1d",
			columns = { type = 1, serial = 3, uuid = { 4, as = "uuid" }, model = 5 },
		},
		-- Columns 11 and 12 are watts of processors and memory, not their use in percent.
		gauge = {
			at = "1.3.6.1.4.1.19046.11.1.1.10.1",
			columns = {
				capacity = { 9, as = "number", none = { 0, -1 } }, watts = { 10, as = "number", none = { -1 } },
				cpu = { 11, as = "number", none = { -1 } }, memory = { 12, as = "number", none = { -1 } },
			},
		},
		state = { at = "5.1", columns = { on = 1 } },
	},
	assets = {
		{
			name = false,
			class = { const = "server" },
			serial = "machine.serial", uuid = "machine.uuid", model = { "machine.model", "machine.type" },
			-- 0 W from a machine that is on was not measured.
			power = { { "gauge.watts", when = "gauge.watts > 0 or state.on = 0" } },
			checks = {
				{ "power", most = "gauge.capacity" },
				{ "power", least = "0.8 * (gauge.cpu + gauge.memory)" },
			},
		},
	},
}
