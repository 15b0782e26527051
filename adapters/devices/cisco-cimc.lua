-- SPDX-License-Identifier: BSD-2-Clause
-- Cisco CIMC: a rack server that no UCS manager manages.  See cisco-cimc.md.

adapter "cisco-cimc" {
	format = "snmp", title = "Cisco CIMC of a UCS rack server",
	vendor = "Cisco",
	-- A UCS manager has such rows as well, and fits better.
	match = { answers = "1.3.6.1.4.1.9.9.719.1.9.35" },
	base = "1.3.6.1.4.1.9.9.719.1",
	tables = {
		rack = {
			at = "9.35.1", index = "rackindex", every = "1d", most = 16,
			columns = { model = 32, serial = 47, uuid = { 50, as = "uuid" } },
		},
		board = { at = "9.14.1", index = "boardindex", columns = { watts = { 4, none = { 0, -1 } } } },
	},
	assets = {
		{
			name = false,
			class = { const = "server" },
			serial = "first(rack.serial)", model = "first(rack.model)", uuid = "first(rack.uuid)",
			power = "first(board.watts)",
		},
	},
}
