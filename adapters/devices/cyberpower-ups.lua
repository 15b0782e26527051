-- SPDX-License-Identifier: BSD-2-Clause
-- CyberPower UPSes.  See cyberpower-ups.md.
adapter "cyberpower-ups" {
	format = "snmp", title = "CyberPower UPSes",
	class = "ups",
	match = { oid = "1.3.6.1.4.1.3808.1.1.1", answers = "1.3.6.1.4.1.3808.1.1.1.1" },
	parts = { "rfc1628" },
	base = "1.3.6.1.4.1.3808.1.1.1",
	none = { -1 },
	tables = {
		ident = { at = "1.1", every = "1d", columns = { model = 1 } },
		advanced = { at = "1.2", every = "1d", columns = { serial = 3, rating = { 6, none = { 0 } } } },
		output = { at = "4.2", columns = { load = 3, power = 5 } },
	},
	assets = {
		{
			vendor = { const = "CyberPower" }, model = "ident.model", serial = "advanced.serial", power = "output.power",
			checks = {
				{ "power", near = "output.load / 100 * advanced.rating", within = 0.5, from = 100,
					when = "output.load >= 3" },
			},
		},
	},
}
