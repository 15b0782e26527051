-- SPDX-License-Identifier: BSD-2-Clause
-- Part: the XUPS MIB, for eaton-xups and mge-ups.  See eaton-xups.md.
adapter "xups" {
	format = "snmp", title = "Powerware XUPS MIB",
	base = "1.3.6.1.4.1.534.1",
	none = { -1 },
	tables = {
		xident = { at = "1", every = "1d", columns = { vendor = 1, model = 2, serial = 6 } },
		xoutput = { at = "4", columns = { load = 1 } },
		xtotal = { at = "4.9", columns = { power = 3 } },
		-- Amperes without decimals.
		xline = { at = "4.4.1", index = "line", columns = { voltage = 2, current = 3, power = 4 } },
		xrating = { at = "10", every = "1d", columns = { watts = { 3, none = { 0 } } } },
	},
	assets = {
		{
			model = "xident.model", serial = "xident.serial",
			power = { "xtotal.power", "sum(xline.power)" },
			checks = {
				{ "power", near = "sum(xline.power)", within = 0.2, from = 100 },
				{ "power", near = "sum(xline.current * voltage)", within = 0.6, from = 1000 },
				{ "power", near = "xoutput.load / 100 * xrating.watts", within = 0.5, from = 100,
					when = "xoutput.load >= 3" },
			},
		},
	},
}
