-- SPDX-License-Identifier: BSD-2-Clause
-- Tripp Lite PowerAlert.  See tripplite.md.
adapter "tripplite" {
	format = "snmp", title = "Tripp Lite PowerAlert (PDUs and UPSes)",
	match = { oid = "1.3.6.1.4.1.850.1.1", answers = "1.3.6.1.4.1.850.1.1.1.2" },
	base = "1.3.6.1.4.1.850.1.1",
	none = { -1 },
	tables = {
		device = { at = "1.2.1", index = "device", every = "1d", columns = { vendor = 4, model = 5 } },
		ident = { at = "2.1.1", index = "device", every = "1d", columns = { serial = 5 } },
		pdu = { at = "3.2.2.1.1", index = "device", columns = { number = 1, power = 9 } },
		ups = { at = "3.1.2.1.1", index = "device", columns = { number = 1, power = 12 } },
		output = { at = "3.2.3.2.1.1", index = "device line",
			columns = { voltage = { 4, scale = 0.1 }, current = { 5, scale = 0.01 }, power = 8 } },
		outlet = { at = "3.2.3.3.1.1", index = "device outlet", columns = { name = 2, power = { 9, most = 5e4 } } },
	},
	assets = {
		{
			-- The lowest stands for the agent.
			each = "device", self = "device >= 0",
			vendor = { "device.vendor", { const = "Tripp Lite" } },
			model = "device.model", serial = "ident.serial",
			class = { "if(exists(pdu.number) or exists(pdu.power), 'pdu', if(exists(ups.number) or exists(ups.power), 'ups', 'other'))" },
			power = { "pdu.power", "sum(output.power)", "ups.power" },
			checks = { { "power", near = "sum(output.current * voltage)", within = 0.6, from = 100 } },
		},
	},
	feeds = { { each = "outlet", of = "device", label = "name", power = "power" } },
}
