-- SPDX-License-Identifier: BSD-2-Clause
-- Inventory of the GLPI, FusionInventory and OCS agents.  See glpi.md.

local guests = "VMTYPE~'kvm'|'qemu*'|'libvirt'|'xen'|'*vmware*'|'virtualbox'|'*hyper*v*'|'bhyve'|'proxmox*'|'ldom'"

local kinds = { NETWORKING = "switch", SWITCH = "switch", ROUTER = "router", FIREWALL = "firewall",
	STORAGE = "storage", COMPUTER = "server", POWER = "pdu", PDU = "pdu", UPS = "ups", PRINTER = "other",
	PHONE = "other", VIDEO = "other", KVM = "other" }

adapter "glpi" {
	title = "GLPI, FusionInventory and OCS agents",
	format = "xml",
	root = "REQUEST",
	records = {
		{
			-- The host that the agent runs on: one a file.
			name = "host", at = ".", is = "asset", optional = true,
			where = { "CONTENT/HARDWARE/NAME" },
			fields = {
				name = "CONTENT/HARDWARE/NAME",
				serial = "CONTENT/BIOS/SSN",	-- MSN is the board's
				asset_tag = "CONTENT/BIOS/ASSETTAG", uuid = "CONTENT/HARDWARE/UUID",
				vendor = { "CONTENT/BIOS/SMANUFACTURER", "CONTENT/BIOS/MMANUFACTURER" },
				model = { "CONTENT/BIOS/SMODEL", "CONTENT/BIOS/MMODEL" },
				class = {
					{ const = "vm", when = "CONTENT/HARDWARE/VMSYSTEM!='Physical'|''" },
					{ const = "hypervisor", when = "CONTENT/VIRTUALMACHINES/" .. guests },
					{ "CONTENT/HARDWARE/CHASSIS_TYPE", map = { Blade = "blade", ["Blade Enclosure"] = "chassis",
						Notebook = "other", Laptop = "other", Portable = "other", Desktop = "other",
						["Low Profile Desktop"] = "other", ["Mini Tower"] = "other", ["All in One"] = "other",
						["Sub Notebook"] = "other", Convertible = "other", Tablet = "other" }, default = "server" },
				},
				-- Several, joined by a slash: the first, or the last where that is the loopback's.
				address = { { "CONTENT/HARDWARE/IPADDR", pattern = "^ *([^/ ]+)" },
					{ "CONTENT/HARDWARE/IPADDR", pattern = "/([^/ ]+) *$" } },
				site = "CONTENT/ACCOUNTINFO[KEYNAME='TAG']/KEYVALUE",
			},
		},
		{
			-- Its guests; containers are not machines.
			name = "guests", at = "CONTENT/VIRTUALMACHINES", is = "asset", optional = true,
			where = { guests, "NAME" },
			fields = { name = "NAME", uuid = "UUID", class = { const = "vm" }, parent = "^CONTENT/HARDWARE/NAME",
				install_status = "STATUS" },
		},
		{
			-- What netinventory and netdiscovery asked by SNMP.
			name = "devices", at = "CONTENT/DEVICE", is = "asset", optional = true,
			fields = {
				name = { "INFO/NAME", "SNMPHOSTNAME", "DNSHOSTNAME", "NETBIOSNAME" },
				serial = { "INFO/SERIAL", "SERIAL" },
				vendor = { "INFO/MANUFACTURER", "MANUFACTURER" }, model = { "INFO/MODEL", "MODEL", "MODELSNMP" },
				class = { "INFO/TYPE", "TYPE", map = kinds, default = "other" },
				address = { "INFO/IPS/IP", "IP" },
				site = { "INFO/LOCATION", "LOCATION" },
			},
		},
	},
}
