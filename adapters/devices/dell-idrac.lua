-- SPDX-License-Identifier: BSD-2-Clause
-- Dell iDRAC.  See dell-idrac.md.

adapter "dell-idrac" {
	format = "snmp", title = "Dell iDRAC",
	vendor = "Dell",
	match = {
		oid = { "1.3.6.1.4.1.674.10892.5", "1.3.6.1.4.1.674.10892.2" },
		answers = { "1.3.6.1.4.1.674.10892.5.4.600", "1.3.6.1.4.1.674.10892.5.1.3", "1.3.6.1.4.1.674.10892.2.1.1" },
	},
	base = "1.3.6.1.4.1.674.10892",
	tables = {
		rac = { at = "2.1.1", every = "1d", columns = { product = 2, tag = 11 } },
		chassis = { at = "5.1.2", every = "1d", columns = { tag = 1 } },
		machine = {
			at = "5.1.3", every = "1d",
			columns = {
				name = 1, tag = 2, asset = 4, slot = { 5, pattern = "^0*([1-9][0-9]*)" }, form = 7, site = 8, rack = 10,
				position = 11, model = 12, room = 15, height = { 16, none = { 0, 255 } },
			},
		},
		enclosure = { at = "5.4.300.10.1", index = "unit", every = "1d", columns = { model = 9, tag = 11 } },
		power = { at = "5.2", columns = { state = 4 } },
		-- Watts and amperes stand in one table; its rows differ from model to model.
		probe = {
			at = "5.4.600.30.1", index = "unit probe",
			columns = {
				type = 7,
				watts = { 6, none = { -1 } },
				amperes = { 6, none = { -1 }, scale = 0.1 },
			},
		},
		supply = { at = "5.4.600.12.1", index = "unit supply", every = "1h", columns = { volts = { 16, none = { -1 } } } },
	},
	assets = {
		{
			-- The controller's own name is not that of the host.
			name = "machine.name",
			serial = { "machine.tag", "rac.tag", "first(enclosure.tag)" },
			asset_tag = "machine.asset",
			model = { "machine.model", "first(enclosure.model)" },
			class = { { const = "blade", when = "machine.form = 7|8|9|10|11" }, { const = "server" } },
			parent = { { "chassis.tag", when = "chassis.tag != any(machine.tag, rac.tag)" } },
			position = { { "machine.slot", when = "chassis.tag != any(machine.tag, rac.tag)" }, "machine.position" },
			height = { { "machine.height", when = "not (machine.form = 7|8|9|10|11)" } },
			site = "machine.site", room = "machine.room", rack = "machine.rack",
			-- What the board draws; supplies of a chassis feed its other nodes as well.
			power = "first(probe[type = 26].watts)",
			checks = {
				{ "power", most = "1.3 * max(supply.volts) * sum(probe[type = 23].amperes) + 50",
					when = "sum(probe[type = 23].amperes) > 0" },
			},
		},
	},
}
