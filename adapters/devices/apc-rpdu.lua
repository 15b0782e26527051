-- SPDX-License-Identifier: BSD-2-Clause
-- APC rack PDUs and switches of the first generation.  See apc-rpdu.md.
adapter "apc-rpdu" {
	format = "snmp", title = "APC rack PDUs, first generation, and MasterSwitch",
	class = "pdu", vendor = "APC",
	match = { oid = "1.3.6.1.4.1.318.1.3.4",
		answers = { "1.3.6.1.4.1.318.1.1.12.1", "1.3.6.1.4.1.318.1.1.4.1" } },
	base = "1.3.6.1.4.1.318.1.1",
	none = { -1 },
	tables = {
		card = { at = "12.1", columns = { model = 5, serial = 6, voltage = 15, power = 16 } },
		master = { at = "4.1", every = "1d", columns = { model = 4, serial = 5 } },
		load = { at = "12.2.3.1.1", index = "load", columns = { current = { 2, scale = 0.1 }, bank = 5 } },
		outlet = { at = "12.3.5.1.1", index = "outlet", every = "1d", columns = { name = 2 } },
		named = { at = "4.4.2.1", index = "outlet", every = "1d", columns = { name = 4 } },
	},
	assets = {
		{
			model = { "card.model", "master.model" },
			serial = { "card.serial", "master.serial" },
			power = "card.power",
			-- Rows are phases (bank 0) and banks.
			checks = { { "power", near = "sum(load[bank = 0].current) * card.voltage", within = 0.6, from = 100 } },
		},
	},
	feeds = {
		{ each = "outlet", label = "name", outlet = "outlet" },
		{ each = "named", where = "not exists(outlet.name)", label = "name", outlet = "outlet" },
	},
}
