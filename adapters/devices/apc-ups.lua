-- SPDX-License-Identifier: BSD-2-Clause
-- APC UPSes.  See apc-ups.md.
adapter "apc-ups" {
	format = "snmp", title = "APC UPSes (Smart-UPS, Symmetra)",
	class = "ups",
	match = { oid = "1.3.6.1.4.1.318.1.3", answers = "1.3.6.1.4.1.318.1.1.1.1" },
	parts = { "rfc1628" },
	base = "1.3.6.1.4.1.318.1.1.1",
	none = { -1 },
	tables = {
		ident = { at = "1.1", every = "1d", columns = { model = 1 } },
		advanced = { at = "1.2", every = "1d", columns = { serial = 3 } },
		output = { at = "4.2", columns = { voltage = 1, power = 8 } },
		precise = { at = "4.3", columns = { voltage = { 1, scale = 0.1 }, current = { 4, scale = 0.1 } } },
		phase = { at = "9.3.3.1", index = "output phase:rest", columns = { power = 13 } },
	},
	assets = {
		{
			vendor = { const = "APC" },
			model = "ident.model",
			-- The number in sysDescr is that of the management card.
			serial = "advanced.serial",
			power = { "output.power", "sum(phase[output = 1].power)" },
			checks = {
				{ "power", near = "any(precise.voltage, output.voltage) * precise.current", within = 0.6, from = 100 },
			},
		},
	},
}
