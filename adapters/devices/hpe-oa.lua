-- SPDX-License-Identifier: BSD-2-Clause
-- HPE Onboard Administrator: BladeSystem c3000 and c7000.  See hpe-oa.md.

adapter "hpe-oa" {
	format = "snmp", title = "HPE Onboard Administrator",
	vendor = "HPE",
	-- A switch in the enclosure answers with the enclosure's row, but has no blades.
	match = { oid = "1.3.6.1.4.1.11.5.7.1.2", answers = "1.3.6.1.4.1.232.22.2.4.1.1.1" },
	base = "1.3.6.1.4.1.232",
	none = { -1 },
	tables = {
		enclosure = {
			at = "22.2.3.1.1.1", index = "enclosure", every = "1d", columns = { model = 3, tag = 4, serial = 7 },
		},
		rack = { at = "22.2.2.1.1", index = "rackindex", every = "1d", columns = { name = { 2, none = { "UnnamedRack" } } } },
		-- A row for each bay and half bay there could be; most say "Unknown".
		blade = {
			at = "22.2.4.1.1.1", index = "blade", every = "1d",
			columns = { name = 4, bay = { 8, least = 1 }, serial = 16, model = 17 },
		},
		supply = {
			at = "22.2.5.1.1.1", index = "supply",
			columns = { most = { 9, none = { 0 } }, watts = 10 },
		},
	},
	assets = {
		{
			class = { const = "chassis" },
			serial = "first(enclosure.serial)", asset_tag = "first(enclosure.tag)", model = "first(enclosure.model)",
			rack = "first(rack.name)",
			power = "sum(supply.watts)",
			checks = { { "power", most = "sum(supply.most)" } },
		},
		{
			each = "blade", where = "exists(blade.serial)",
			class = { const = "blade" },
			name = "blade.name", serial = "blade.serial", model = "blade.model", position = "blade.bay",
			parent = "first(enclosure.serial)",
		},
	},
}
