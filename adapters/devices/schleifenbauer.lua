-- SPDX-License-Identifier: BSD-2-Clause
-- Schleifenbauer hybrid PDUs.  See schleifenbauer.md.

-- There are no watts; volts x amperes x power factor are.  Where the volts are 0, nothing is measured.
local columns = { factor = { 4, scale = 0.0001 }, current = { 5, scale = 0.01 }, voltage = { 7, scale = 0.01, none = { 0 } } }

local lowest = "min(chain.number)"
local own = "[unit = " .. lowest .. "]"

adapter "schleifenbauer" {
	format = "snmp", title = "Schleifenbauer hybrid PDUs",
	class = "pdu", vendor = "Schleifenbauer",
	match = { oid = "1.3.6.1.4.1.31034", answers = "1.3.6.1.4.1.31034.12.1.1.2.1" },
	base = "1.3.6.1.4.1.31034.12.1.1",
	tables = {
		-- The units once more, to find the lowest whatever row is at hand.
		chain = { at = "2.1.1.1", index = "number", every = "1d", columns = { serial = 6 } },
		unit = { at = "2.1.1.1", index = "unit", every = "1d", columns = { product = 5, serial = 6, name = 10 } },
		input = { at = "2.6.1.1", index = "unit input", columns = columns },
		outlet = { at = "2.7.1.1", index = "unit outlet", every = "1d", columns = { name = 2 } },
		reading = { at = "2.7.2.1", index = "unit outlet", columns = columns },
	},
	assets = {
		{
			name = { "system.name", "unit" .. own .. ".name" },
			model = "unit" .. own .. ".product", serial = "unit" .. own .. ".serial",
			power = "sum(input" .. own .. ".voltage * current * factor)",
		},
		{
			each = "unit", where = "unit != " .. lowest, model = "unit.product", serial = "unit.serial",
			power = "sum(input.voltage * current * factor)",
		},
	},
	feeds = {
		{ each = "outlet", where = "unit = " .. lowest, label = "name", outlet = "outlet",
			power = "reading.voltage * reading.current * reading.factor" },
		{ each = "outlet", where = "unit != " .. lowest, of = "unit", label = "name", outlet = "outlet",
			power = "reading.voltage * reading.current * reading.factor" },
	},
}
