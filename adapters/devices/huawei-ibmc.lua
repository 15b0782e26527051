-- SPDX-License-Identifier: BSD-2-Clause
-- Huawei iBMC.  See huawei-ibmc.md.

adapter "huawei-ibmc" {
	format = "snmp", title = "Huawei iBMC",
	vendor = "Huawei",
	match = { oid = "1.3.6.1.4.1.2011.2.235", answers = "1.3.6.1.4.1.2011.2.235.1.1.1" },
	base = "1.3.6.1.4.1.2011.2.235.1.1",
	none = { -1, 65535 },
	tables = {
		machine = {
			at = "1.3.6.1.4.1.2011.2.235.1.1.1", every = "1d",
			columns = { model = 6, serial = 7, uuid = { 10, as = "uuid" } },
		},
		use = {
			at = "1.3.6.1.4.1.2011.2.235.1.1.1",
			columns = { watts = { 13, none = { 0 } }, cpu = { 23, none = { 255 } }, memory = { 25, none = { 255 } } },
		},
		fru = { at = "19.50.1", index = "fru", every = "1d", columns = { model = 9, serial = 10, tag = 13 } },
		supply = {
			at = "6.50.1", index = "supply",
			columns = { rated = { 6, none = { 0 } }, watts = { 8, none = { 0 } } },
		},
	},
	assets = {
		{
			name = false,
			class = { const = "server" },
			serial = { "machine.serial", "first(fru.serial)" },
			model = { "machine.model", "first(fru.model)" },
			asset_tag = "first(fru.tag)", uuid = "machine.uuid",
			power = "use.watts",
			-- Both are 0 where the part on the host is missing: no evidence.
			cpu = { { "use.cpu", when = "use.cpu > 0 or use.memory > 0" } },
			memory = { { "use.memory", when = "use.memory > 0" } },
			checks = {
				{ "power", near = "sum(supply.watts)", within = 0.25, from = 50 },
				{ "power", most = "sum(supply.rated)" },
			},
		},
	},
}
