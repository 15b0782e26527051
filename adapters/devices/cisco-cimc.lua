-- SPDX-License-Identifier: BSD-2-Clause
-- Cisco CIMC: a rack server that no UCS manager manages.  See cisco-cimc.md.

adapter "cisco-cimc" {
	format = "snmp", title = "Cisco CIMC of a UCS rack server",
	vendor = "Cisco",
	-- A UCS manager has such rows as well, and fits better.
	match = {
		descr = "Cisco Integrated Management Controller*",
		answers = { "1.3.6.1.4.1.9.9.719.1.9.35", "1.3.6.1.4.1.9.9.719.1.9.6" }, score = 30,
	},
	base = "1.3.6.1.4.1.9.9.719.1",
	tables = {
		rack = {
			at = "9.35.1", index = "rackindex", every = "1d", most = 16,
			columns = { model = 32, serial = 47, uuid = { 50, as = "uuid" } },
		},
		-- In a rack server the board bears the server's serial.
		board = { at = "9.6.1", index = "boardindex", every = "1d", most = 16, columns = { model = 6, serial = 14 } },
		stats = { at = "9.14.1", index = "statsindex", columns = { watts = { 4, none = { 0, -1 } } } },
	},
	assets = {
		{
			name = false,
			class = { const = "server" },
			serial = { "first(rack.serial)", "first(board.serial)" },
			model = { "first(rack.model)", "first(board.model)" },
			uuid = "first(rack.uuid)",
			power = "first(stats.watts)",
		},
	},
}
