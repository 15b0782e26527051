-- SPDX-License-Identifier: BSD-2-Clause
-- Dell Compellent and SC series: see compellent.md.
adapter "compellent" {
	format = "snmp", title = "Dell Storage Center (Compellent, SC)", class = "storage", vendor = "Dell",
	match = { oid = "1.3.6.1.4.1.674.11000.2000.500.1", descr = "*Storage Center*" },
	base = "1.3.6.1.4.1.674.11000.2000.500.1.2",
	tables = {
		controller = {
			at = "13.1", index = "controller", every = "1d",
			columns = { name = 4, model = 7, tag = 8, asset = 9 },
		},
		enclosure = {
			at = "15.1", index = "enclosure", every = "1d", columns = { model = 7, tag = 9, asset = 10 },
		},
	},
	assets = {
		{
			each = "controller", where = "exists(tag)",
			name = "name", serial = "tag", model = "model", asset_tag = "asset",
		},
		{
			each = "enclosure", where = "exists(tag)",
			serial = "tag", model = "model", asset_tag = "asset",
		},
	},
}
