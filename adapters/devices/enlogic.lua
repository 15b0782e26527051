-- SPDX-License-Identifier: BSD-2-Clause
-- Enlogic.  See enlogic.md.

-- Two MIBs at one root.  In the first, 11 is the serial number and 12 a date; in the second, 11 is the part
-- number (EN...) and 12 the serial number.
local date, part = "plate.twelve ~ '*/*/*'", "plate.eleven ~ 'EN????*'"

adapter "enlogic" {
	format = "snmp", title = "Enlogic rack PDUs",
	class = "pdu", vendor = "Enlogic",
	match = { oid = "1.3.6.1.4.1.38446", answers = { "1.3.6.1.4.1.38446.1.2.4", "1.3.6.1.4.1.38446.1.1.2" } },
	base = "1.3.6.1.4.1.38446.1",
	none = { -1 },
	tables = {
		plate = { at = "1.2.1", index = "unit", every = "1d", columns = { model = 10, eleven = 11, twelve = 12 } },
		unit = { at = "2.4.1", index = "unit", columns = { power = 4, apparent = 5 } },
		phase = { at = "3.4.1", index = "unit phase",
			columns = { current = { 5, scale = 0.01 }, voltage = 6, power = 7 } },
		switched = { at = "5.4.1", index = "unit outlet", every = "1d", columns = { number = 2, name = 3 } },
		outlet = { at = "5.9.1", index = "unit outlet", columns = { number = 2, name = 3, power = { 6, most = 5e4 } } },
	},
	assets = {
		{
			-- The lowest is the one that answers.
			each = "unit", self = "unit >= 0",
			model = { "plate.model", { "plate.eleven", when = part } },
			serial = {
				{ "plate.twelve", when = "not (" .. date .. ")" },
				{ "plate.eleven", when = "not (" .. part .. ")" },
			},
			power = "unit.power",
			checks = {
				{ "power", near = "sum(phase.power)", within = 0.15, from = 50 },
				{ "power", most = "sum(phase.current * voltage)", from = 50 },
				{ "power", most = "unit.apparent", from = 50 },
			},
		},
	},
	feeds = {
		{ each = "outlet", of = "unit", label = "name", outlet = "number", power = "power" },
		{ each = "switched", where = "not exists(outlet.number)", of = "unit", label = "name", outlet = "number" },
	},
}
