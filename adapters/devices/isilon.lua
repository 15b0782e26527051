-- SPDX-License-Identifier: BSD-2-Clause
-- Dell EMC Isilon and PowerScale (OneFS): see isilon.md.  Each node answers for itself.
adapter "isilon" {
	format = "snmp", title = "Isilon and PowerScale nodes (OneFS)", class = "storage", vendor = "Dell EMC",
	match = { oid = "1.3.6.1.4.1.12124", descr = "*OneFS*" },
	parts = { "interfaces" },
	base = "1.3.6.1.4.1.12124.2",
	tables = {
		node = { at = "1", every = "1d", columns = { name = 1 } },
		-- Bytes into and out of the file system through this node.
		traffic = { at = "2.1", columns = { into = 1, out = 3 } },
		-- Thousandths, not per cent.
		cpu = { at = "2.3", columns = { idle = { 5, least = 0, most = 1000 } } },
		chassis = { at = "51.1", index = "chassis", every = "1d", columns = { serial = 3, model = 4 } },
	},
	assets = {
		{
			name = { "node.name", "system.name" },
			serial = "first(chassis.serial)", model = "first(chassis.model)",
			cpu = "100 - cpu.idle / 10",
			read = "rate(traffic.out)", write = "rate(traffic.into)",
		},
	},
}
