-- SPDX-License-Identifier: BSD-2-Clause
-- Vertiv and Geist rack PDUs with an interchangeable monitoring device.  See vertiv-v5.md.

-- Phases and outlets are numbered through all units: they say something of one only when it is alone.
local alone = "count(unit[pdu >= 0].pdu) = 1"

adapter "vertiv-v5" {
	format = "snmp", title = "Vertiv and Geist rack PDUs (V5)",
	class = "pdu",
	match = { oid = "1.3.6.1.4.1.21239", answers = "1.3.6.1.4.1.21239.5.2" },
	base = "1.3.6.1.4.1.21239.5.2",
	tables = {
		product = { at = "1", every = "1d", columns = { model = 8, serial = 10, vendor = 15 } },
		-- 9999 is the highest value that the syntax allows: it may be more.
		unit = { at = "3.1.1", index = "pdu",
			columns = { available = 5, power = { 9, none = { 9999 } }, apparent = 10 } },
		phase = { at = "3.2.1", index = "phase",
			columns = { voltage = { 4, scale = 0.1 }, current = { 8, scale = 0.01 }, power = { 12, none = { 9999 } } } },
		switch = { at = "3.5.1", index = "outlet", every = "1d", columns = { name = 2, label = 3 } },
		outlet = { at = "3.6.1", index = "outlet", columns = { name = 2, label = 3, power = { 12, none = { 9999 }, most = 5e4 } } },
	},
	assets = {
		{
			-- The lowest is the one that answers.
			each = "unit", self = "pdu >= 0",
			vendor = { "product.vendor", { const = "Vertiv" } },
			power = "if(any(unit.available, 1) = 1, unit.power)",
			checks = {
				{ "power", near = "sum(phase.power)", within = 0.15, from = 50, when = alone },
				{ "power", near = "sum(phase.current * voltage)", within = 0.6, from = 100, when = alone },
				{ "power", most = "unit.apparent", from = 50 },
			},
		},
		-- The agent knows this of itself only.
		{ vendor = { "product.vendor", { const = "Vertiv" } }, model = "product.model", serial = "product.serial" },
	},
	feeds = {
		{ each = "outlet", label = { "label", "name" }, power = "power" },
		{ each = "switch", where = "not exists(outlet.name)", label = { "label", "name" } },
	},
}
