-- SPDX-License-Identifier: BSD-2-Clause
-- Cisco UCS manager: fabric interconnect, chassis, blades, rack servers.  See cisco-ucs.md.

-- Readings stand in rows of their own, joined by the distinguished name ("sys/chassis-1/blade-3").
local board = "first(boardpower[board.dn ~ %s.dn .. '/*'].watts)"

adapter "cisco-ucs" {
	format = "snmp", title = "Cisco UCS manager",
	vendor = "Cisco",
	match = {
		oid = "1.3.6.1.4.1.9.12.3.1.3",
		answers = { "1.3.6.1.4.1.9.9.719.1.9.2", "1.3.6.1.4.1.9.9.719.1.9.35" }, score = 20,
	},
	base = "1.3.6.1.4.1.9.9.719.1",
	pace = { first = 20, least = 1, budget = "30s" },
	tables = {
		-- The interconnect itself.
		entity = {
			at = "1.3.6.1.2.1.47.1.1.1.1", index = "entity", every = "1d", most = 1024,
			columns = { class = 5, serial = 11, model = 13 },
		},
		chassis = { at = "15.7.1", index = "chassisindex", every = "1d", columns = { dn = 2, model = 25, serial = 32 } },
		chassisstats = { at = "15.10.1", index = "statsindex", every = "1d", columns = { dn = 2 } },
		chassispower = { at = "15.10.1", index = "statsindex", columns = { watts = { 4, none = { 0, -1 } } } },
		blade = {
			at = "9.2.1", index = "bladeindex", every = "1d",
			columns = { dn = 2, model = 32, serial = 47, slot = 49, uuid = { 52, as = "uuid" }, tag = 70 },
		},
		rack = {
			at = "9.35.1", index = "rackindex", every = "1d",
			columns = { dn = 2, model = 32, serial = 47, uuid = { 50, as = "uuid" } },
		},
		board = { at = "9.14.1", index = "boardindex", every = "1d", columns = { dn = 2 } },
		boardpower = { at = "9.14.1", index = "boardindex", columns = { watts = { 4, none = { 0, -1 } } } },
	},
	assets = {
		{
			class = { const = "switch" },
			serial = "first(entity[class = 3].serial)", model = "first(entity[class = 3].model)",
		},
		{
			each = "chassis", where = "exists(chassis.serial)",
			class = { const = "chassis" },
			serial = "chassis.serial", model = "chassis.model",
			power = "first(chassispower[chassisstats.dn = chassis.dn .. '/stats'].watts)",
			checks = { { "power", least = "0.8 * sum(boardpower[board.dn ~ chassis.dn .. '/*'].watts)" } },
		},
		{
			each = "blade", where = "exists(blade.serial)",
			class = { const = "blade" },
			serial = "blade.serial", model = "blade.model", uuid = "blade.uuid", asset_tag = "blade.tag",
			position = "blade.slot",
			parent = "first(chassis[blade.dn ~ dn .. '/*'].serial)",
			power = board:format("blade"),
		},
		{
			each = "rack", where = "exists(rack.serial)",
			class = { const = "server" },
			serial = "rack.serial", model = "rack.model", uuid = "rack.uuid",
			power = board:format("rack"),
		},
	},
}
