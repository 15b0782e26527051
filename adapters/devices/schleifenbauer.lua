-- SPDX-License-Identifier: BSD-2-Clause
-- Schleifenbauer hybrid PDUs.  See schleifenbauer.md.

-- There are no watts; volts x amperes x power factor are.  Where the volts are 0, nothing is measured.
local columns = {
	factor = { 4, scale = 0.0001 }, current = { 5, scale = 0.01 }, voltage = { 7, scale = 0.01, none = { 0 } },
}

adapter "schleifenbauer" {
	format = "snmp", title = "Schleifenbauer hybrid PDUs",
	class = "pdu", vendor = "Schleifenbauer",
	match = { oid = "1.3.6.1.4.1.31034", answers = "1.3.6.1.4.1.31034.12.1.1.2.1" },
	base = "1.3.6.1.4.1.31034.12.1.1.2",
	tables = {
		unit = { at = "1.1.1", index = "unit", every = "1d", columns = { product = 5, serial = 6, name = 10 } },
		input = { at = "6.1.1", index = "unit input", columns = columns },
		outlet = { at = "7.1.1", index = "unit outlet", every = "1d", columns = { name = 2 } },
		reading = { at = "7.2.1", index = "unit outlet", columns = columns },
	},
	assets = {
		{
			-- The lowest on the data bus is the one that answers.
			each = "unit", self = "unit >= 0",
			name = { "system.name", "unit.name", when = "unit = 1" },
			model = "unit.product", serial = "unit.serial",
			power = "sum(input.voltage * current * factor)",
		},
	},
	feeds = {
		{ each = "outlet", of = "unit", label = "name", power = "reading.voltage * reading.current * reading.factor" },
	},
}
