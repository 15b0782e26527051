-- SPDX-License-Identifier: BSD-2-Clause
-- Dell EMC PowerVault ME4 and ME5: see dell-me4.md.
adapter "dell-me4" {
	format = "snmp", title = "Dell EMC PowerVault ME4 and ME5", class = "storage", vendor = "Dell EMC",
	-- sysObjectID is no more than Dell's number.
	match = { descr = { "DELL EMC ME4*", "DELL EMC ME5*", "DELL EMC PowerVault ME*", "PowerVault ME*" }, score = 60 },
	parts = { "interfaces" },
	tables = {
		-- The Fibre Channel Management MIB, in the experimental tree; texts stand in quotation marks.
		unit = {
			at = "1.3.6.1.3.94.1.6.1", index = "unit:rest", every = "1d",
			columns = { product = 7, serial = 8, name = 20 },
		},
	},
	assets = {
		{
			name = { "system.name", "first(unit.name)" },
			serial = "first(unit.serial)",
			model = {
				{ "first(unit.product)", pattern = "(ME[0-9][0-9A-Za-z]*)" }, "first(unit.product)",
				{ "system.descr", pattern = "(ME[0-9][0-9A-Za-z]*)" },
			},
		},
	},
}
