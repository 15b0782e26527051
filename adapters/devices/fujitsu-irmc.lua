-- SPDX-License-Identifier: BSD-2-Clause
-- Fujitsu iRMC.  See fujitsu-irmc.md.

adapter "fujitsu-irmc" {
	format = "snmp", title = "Fujitsu iRMC",
	vendor = "Fujitsu",
	-- ServerView on a host answers as well: the host's own family fits it better.
	match = { oid = "1.3.6.1.4.1.231", answers = "1.3.6.1.4.1.231.2.10.2.2.10.2.3", score = -40 },
	base = "1.3.6.1.4.1.231.2.10.2.2.10",
	none = { -1 },
	tables = {
		unit = {
			at = "2.3.1", index = "unit", every = "1d", columns = { model = 5, serial = 7, tag = 16 },
		},
		power = {
			at = "4.5.1", index = "unit",
			columns = { rated = { 4, none = { 0 } }, watts = { 5, none = { 0, 4294967295 } } },
		},
		supply = { at = "6.2.1", index = "unit supply", columns = { watts = 6 } },
		-- Type 2: all processors, type 8: memory, in percent.
		performance = { at = "4.3.1", index = "unit number", columns = { type = 3, value = 6 } },
	},
	assets = {
		{
			name = false,
			class = { const = "server" },
			serial = "first(unit.serial)", model = "first(unit.model)", asset_tag = "first(unit.tag)",
			power_rated = "first(power.rated)",
			power = "first(power.watts)",
			cpu = "first(performance[type = 2].value)",
			memory = "first(performance[type = 8].value)",
			checks = {
				{ "power", near = "sum(supply.watts)", within = 0.3, from = 50 },
				{ "power", most = "first(power.rated) * 1.1" },
			},
		},
	},
}
