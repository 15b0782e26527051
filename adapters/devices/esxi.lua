-- SPDX-License-Identifier: BSD-2-Clause
-- VMware ESXi and its guests.  See esxi.md.

adapter "esxi" {
	format = "snmp", title = "VMware ESXi",
	match = { oid = "1.3.6.1.4.1.6876", answers = "1.3.6.1.4.1.6876.1.1" },
	parts = { "interfaces" },
	tables = {
		product = { at = "1.3.6.1.4.1.6876.1", every = "1d", columns = { name = 1 } },
		-- The hardware is a row of class backplane, whatever its index.
		entity = {
			at = "1.3.6.1.2.1.47.1.1.1.1", index = "entity", every = "1d", most = 512,
			columns = {
				serial = 11, vendor = 12, model = 13, tag = 15,
				uuid = { 18, pattern = "^urn:uuid:([0-9A-Fa-f-]+)$" },
			},
		},
		host = { at = "1.3.6.1.2.1.25.1", columns = { uptime = { 1, scale = 0.01 } } },
		processor = {
			at = "1.3.6.1.2.1.25.3.3.1", index = "device",
			columns = { load = { 2, none = { -1 }, least = 0, most = 100 } },
		},
		storage = {
			at = "1.3.6.1.2.1.25.2.3.1", index = "storageindex",
			columns = {
				type = { 2, as = "oid" }, unit = 4, size = { 5, as = "unsigned" }, used = { 6, as = "unsigned" },
			},
		},
		guest = {
			at = "1.3.6.1.4.1.6876.2.1.1", index = "vm", every = "1h", most = 4096,
			columns = { name = 2, state = 6, uuid = { 10, as = "uuid" } },
		},
	},
	assets = {
		{
			-- vCenter answers as well.
			class = { { const = "hypervisor", when = "product.name ~ '*ESX*'" } },
			serial = "first(entity[exists(serial)].serial)",
			asset_tag = "first(entity[exists(serial)].tag)",
			vendor = "first(entity[exists(serial)].vendor)",
			model = "first(entity[exists(serial)].model)",
			uuid = "first(entity[exists(uuid)].uuid)",
			cpu = "mean(processor.load)",
			threads = "if(count(processor.load) > 0, count(processor.load))",
			memory = "100 * first(storage[type = '1.3.6.1.2.1.25.2.1.2'].used * unit)"
				.. " / first(storage[type = '1.3.6.1.2.1.25.2.1.2'].size * unit)",
			uptime = "host.uptime",
			checks = { { "uptime", least = "system.uptime / 100 - 60" } },
		},
		{
			each = "guest", where = "exists(guest.uuid) or exists(guest.name)",
			name = "guest.name", uuid = "guest.uuid", install_status = "guest.state",
			class = { const = "vm" }, vendor = { const = "VMware" },
			parent = "any(first(entity[exists(serial)].serial), system.name)",
		},
	},
}
