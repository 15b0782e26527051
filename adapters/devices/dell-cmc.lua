-- SPDX-License-Identifier: BSD-2-Clause
-- Dell Chassis Management Controller.  See dell-cmc.md.

adapter "dell-cmc" {
	format = "snmp", title = "Dell CMC: M1000e, VRTX, FX2",
	vendor = "Dell",
	match = { oid = "1.3.6.1.4.1.674.10892", answers = "1.3.6.1.4.1.674.10892.2.4.1.1.13", score = 20 },
	base = "1.3.6.1.4.1.674.10892.2",
	tables = {
		chassis = {
			at = "1.3.6.1.4.1.674.10892.2.1.1", every = "1d",
			columns = {
				product = 2, chassistag = 6, asset = 8, tag = 11, site = 15, rack = 17, position = 18, model = 19,
			},
		},
		-- Readings are text: "1721.000".
		power = { at = "4.1.1", index = "unit", columns = { watts = { 13, as = "number" } } },
		supply = {
			at = "4.2.1", index = "unit supply",
			columns = { volts = { 5, as = "number" }, amperes = { 6, as = "number" } },
		},
		blade = {
			at = "5.1.1", index = "slotindex", every = "1d",
			columns = { tag = 3, slot = { 5, pattern = "^0*([1-9][0-9]*)" }, model = 7 },
		},
	},
	assets = {
		{
			class = { const = "chassis" },
			serial = { "chassis.chassistag", "chassis.tag" },
			asset_tag = "chassis.asset",
			model = { "chassis.model", "chassis.product" },
			site = "chassis.site", rack = "chassis.rack", position = "chassis.position",
			power = "first(power.watts)",
			checks = { { "power", near = "sum(supply.volts * amperes)", within = 0.2, from = 100 } },
		},
		{
			each = "blade", where = "exists(blade.tag)",
			class = { const = "blade" },
			serial = "blade.tag", model = "blade.model", position = "blade.slot",
			parent = "any(chassis.chassistag, chassis.tag)",
		},
	},
}
