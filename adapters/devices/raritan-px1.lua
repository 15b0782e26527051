-- SPDX-License-Identifier: BSD-2-Clause
-- Raritan Dominion PX.  See raritan-px1.md.
adapter "raritan-px1" {
	format = "snmp", title = "Raritan Dominion PX (first generation)",
	class = "pdu", vendor = "Raritan",
	match = { oid = "1.3.6.1.4.1.13742.4", descr = "*Raritan*Dominion PX*",
		answers = { "1.3.6.1.4.1.13742.4.1.20", "1.3.6.1.4.1.13742.4.1.2" } },
	base = "1.3.6.1.4.1.13742.4.1",
	tables = {
		info = { at = "1", every = "1d", columns = { serial = 2, name = 12 } },
		inlet = { at = "20.2.1", index = "inlet",
			columns = { current = { 7, scale = 0.001 }, voltage = { 8, scale = 0.001 }, power = 9, apparent = 10 } },
		outlet = { at = "2.2.1", index = "outlet", columns = { label = 2, power = { 7, most = 5e4 } } },
	},
	assets = {
		{
			name = { "system.name", "info.name" },
			model = { { "system.descr", pattern = "(Dominion PX)" } },
			serial = "info.serial",
			power = "sum(inlet.power)",
			checks = {
				{ "power", near = "sum(inlet.current * voltage)", within = 0.6, from = 50 },
				{ "power", most = "sum(inlet.apparent)", from = 50 },
			},
		},
	},
	feeds = { { each = "outlet", label = "label", outlet = "outlet", power = "power" } },
}
