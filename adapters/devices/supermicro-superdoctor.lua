-- SPDX-License-Identifier: BSD-2-Clause
-- Supermicro SuperDoctor, an agent on the host.  See supermicro-superdoctor.md.

adapter "supermicro-superdoctor" {
	format = "snmp", title = "Supermicro SuperDoctor on a host",
	vendor = "Supermicro", class = "server",
	match = { answers = { "1.3.6.1.4.1.10876.2.1", "1.3.6.1.4.1.10876.100.1" } },
	parts = { "ucd", "host-resources", "interfaces" },
	tables = {
		-- Model and serial are the board's; there is no serial of the system.
		board = {
			at = "1.3.6.1.4.1.10876.100.1.6.1", index = "board", every = "1d",
			columns = { model = 11 },
		},
	},
	assets = { { model = "first(board.model)" } },
}
