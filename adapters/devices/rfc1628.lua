-- SPDX-License-Identifier: BSD-2-Clause
-- Part: the UPS MIB (RFC 1628), for ups-mib and the vendors' own.  See ups-mib.md.
local live = "upsline[voltage > 0]"

adapter "rfc1628" {
	format = "snmp", title = "UPS MIB (RFC 1628)",
	none = { -1 },
	tables = {
		upsident = { at = "1.3.6.1.2.1.33.1.1", every = "1d", columns = { vendor = 1, model = 2 } },
		-- Some cards add an arc to the index: 1.0, 2.0, 3.0.
		upsline = { at = "1.3.6.1.2.1.33.1.4.4.1", index = "line:rest",
			columns = { voltage = 2, current = { 3, scale = 0.1 }, power = 4, load = 5 } },
		upsrating = { at = "1.3.6.1.2.1.33.1.9", every = "1d",
			columns = { va = { 5, none = { 0 } }, watts = { 6, none = { 0 } } } },
	},
	assets = {
		{
			vendor = "upsident.vendor", model = "upsident.model",
			power = "sum(upsline.power)",
			-- Many cards leave a 0 where they know nothing.
			checks = {
				{ "power", near = "sum(upsline.current * voltage)", within = 0.6, from = 100 },
				{ "power", near = "mean(" .. live .. ".load) / 100 * any(upsrating.watts, upsrating.va)", within = 0.5,
					from = 100, when = "mean(" .. live .. ".load) >= 3" },
			},
		},
	},
}
