-- SPDX-License-Identifier: BSD-2-Clause
-- Geist sensors and remote power managers.  See vertiv-v4.md.
adapter "vertiv-v4" {
	format = "snmp", title = "Geist Watchdog environment monitors (V4)",
	class = "other",
	match = { oid = "1.3.6.1.4.1.21239", answers = "1.3.6.1.4.1.21239.5.1" },
	base = "1.3.6.1.4.1.21239.5.1",
	tables = {
		info = { at = "1", every = "1d", columns = { title = 1, model = 8, serial = 10 } },
		manager = { at = "10.1", index = "device", columns = { name = 3, available = 4,
			voltage = 6, current = { 10, scale = 0.1 }, power = 11, apparent = 12 } },
	},
	assets = {
		{ vendor = { const = "Geist" }, model = { "info.model", "info.title" }, serial = "info.serial" },
		-- A remote power manager on the sensor bus: two outlets and one meter.
		{
			each = "manager", where = "available = 1", class = "pdu", vendor = { const = "Geist" },
			power = "manager.power",
			checks = {
				{ "power", near = "manager.current * manager.voltage", within = 0.6, from = 100 },
				{ "power", most = "manager.apparent", from = 50 },
			},
		},
	},
}
