-- SPDX-License-Identifier: BSD-2-Clause
-- Supermicro BMC (ATEN).  See supermicro-bmc.md.

adapter "supermicro-bmc" {
	format = "snmp", title = "Supermicro BMC",
	vendor = "Supermicro",
	match = { oid = "1.3.6.1.4.1.21317", answers = "1.3.6.1.4.1.21317.1" },
	base = "1.3.6.1.4.1.21317.1",
	tables = {
		product = { at = "16.3", every = "1d", columns = { name = 3, model = 4, serial = 6, tag = 7 } },
		-- A supply that says 0 W says nothing: the MIB begins at 1.
		supply = {
			at = "14.2.1", index = "supply",
			columns = {
				good = 2, volts = { 3, as = "number" }, amperes = { 4, as = "number" },
				watts = { 5, none = { 0, -1, 65535 } },
			},
		},
	},
	assets = {
		{
			name = false,
			class = { const = "server" },
			serial = "product.serial", asset_tag = "product.tag", model = { "product.model", "product.name" },
			power = "sum(supply[good = 1].watts)",
			-- Volts by amperes is the apparent power: with a poor factor a good deal more.
			checks = {
				{ "power", most = "1.2 * sum(supply[good = 1].volts * amperes) + 10",
					when = "sum(supply[good = 1].volts * amperes) > 0" },
			},
		},
	},
}
