-- SPDX-License-Identifier: BSD-2-Clause
-- Part: a maker's agent beside that of the system knows the hardware.  See maker-agents.md.

adapter "maker-agents" {
	format = "snmp", title = "Makers' agents on a host (HPE, Dell): serial number, model",
	tables = {
		hp = { at = "1.3.6.1.4.1.232.2.2", every = "1d", columns = { serial = "2.1", tag = "2.3", model = "4.2" } },
		dell = {
			at = "1.3.6.1.4.1.674.10892.1.300.10.1", index = "chassis", every = "1d", most = 16,
			columns = { model = 9, tag = 10, serial = 11 },
		},
	},
	assets = {
		{
			serial = { "hp.serial", "first(dell.serial)" },
			asset_tag = { "hp.tag", "first(dell.tag)" },
			model = { "hp.model", "first(dell.model)" },
			vendor = {
				{ const = "HPE", when = "exists(hp.serial)" },
				{ const = "Dell", when = "exists(first(dell.serial))" },
			},
			class = { { const = "server", when = "exists(any(hp.serial, first(dell.serial)))" } },
		},
	},
}
