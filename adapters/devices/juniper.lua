-- SPDX-License-Identifier: BSD-2-Clause
-- Juniper Junos: see juniper.md.
local says = "any(box.descr, system.descr)"

adapter "juniper" {
	format = "snmp", title = "Juniper switches, routers and firewalls (Junos)", vendor = "Juniper",
	match = { oid = "1.3.6.1.4.1.2636", descr = "Juniper Networks*" },
	parts = { "endpoints" },
	base = "1.3.6.1.4.1.2636.3",
	tables = {
		box = { at = "1", every = "1d", columns = { descr = 2, serial = 3 } },
		-- 0 is "not available".
		operating = {
			at = "1.3.6.1.4.1.2636.3.1.13.1", index = "kind l1 l2 l3",
			columns = { descr = 5, cpu = { 8, none = { 0 } }, buffer = { 11, none = { 0 } } },
		},
		vcmember = {
			at = "40.1.4.1.1.1", index = "vcmember", every = "1d", columns = { serial = 2, model = 8 },
		},
		further = {
			at = "40.1.4.1.1.1", index = "further", every = "1d", columns = { serial = 2, model = 8 },
		},
	},
	assets = {
		{
			class = {
				{ const = "firewall", when = says .. " ~ '*SRX[0-9]*'" },
				{ const = "switch", when = says .. " ~ '*EX[0-9]*' | '*QFX*' | '*Switch*'" },
				{ const = "router" },
			},
			serial = { "box.serial", "first(vcmember.serial)" },
			model = {
				"first(vcmember.model[serial = box.serial])",
				{ "box.descr", pattern = "([A-Z]+[0-9]+[A-Za-z0-9-]*)" },
				{ "system.descr", pattern = "Juniper Networks, Inc\\. ([A-Za-z0-9-]+) " },
			},
			cpu = "max(operating.cpu[descr ~ '*Routing Engine*'])",
			memory = "max(operating.buffer[descr ~ '*Routing Engine*'])",
		},
		{
			each = "further", where = "exists(serial) and serial != any(box.serial, first(vcmember.serial))",
			class = { const = "switch" }, serial = "serial", model = "model",
		},
	},
}
