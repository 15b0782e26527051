-- SPDX-License-Identifier: BSD-2-Clause
-- Huawei OceanStor and Dorado: see huawei-dorado.md.
adapter "huawei-dorado" {
	format = "snmp", title = "Huawei OceanStor arrays", class = "storage", vendor = "Huawei",
	match = { oid = { "1.3.6.1.4.1.2011.2.91", "1.3.6.1.4.1.34774" }, descr = "ISM SNMP Agent" },
	parts = { "interfaces" },
	base = "1.3.6.1.4.1.34774.4.1",
	tables = {
		device = { at = "1", every = "1d", columns = { id = 1 } },
		controller = { at = "23.5.2.1", index = "controller:rest", columns = { cpu = 8, memory = 9 } },
		enclosure = { at = "23.5.6.1", index = "enclosure:rest", every = "1d", columns = { serial = 9 } },
	},
	assets = {
		{
			serial = "device.id",
			cpu = "mean(controller.cpu)", memory = "mean(controller.memory)",
		},
		-- The controllers' own enclosure has the number of the array.
		{
			each = "enclosure", where = "exists(serial) and serial != device.id", serial = "serial",
		},
	},
}
