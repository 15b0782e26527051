-- SPDX-License-Identifier: BSD-2-Clause
-- HPE iLO and BladeSystem Onboard Administrator: /xmldata?item=all.  See rimp.md.

adapter "rimp" {
	title = "HPE iLO and Onboard Administrator xmldata",
	format = "xml",
	root = "RIMP",
	records = {
		{
			name = "ilo", at = ".", is = "asset", optional = true,
			where = { "HSI/SBSN" },
			fields = {
				serial = "HSI/SBSN", model = "HSI/SPN", uuid = "HSI/cUUID", vendor = { const = "HP" },
				class = { { const = "blade", when = "HSI/SPN~'* BL[0-9]*'" }, { const = "server" } },
				rack = "SPATIAL/RACK_ID", position = "SPATIAL/UPOSITION", height = { "SPATIAL/UHEIGHT", none = { "0", "0.00" } },
				address = { "HSI/NICS/NIC[DESCRIPTION~'iLO*']/IPADDR",
					{ file = "^([0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+)" } },
			},
		},
		{
			name = "enclosure", at = "INFRA2", is = "asset", optional = true,
			fields = {
				serial = "ENCL_SN", name = "ENCL", model = "PN", uuid = "UUID", asset_tag = "ASSET",
				vendor = { const = "HP" }, class = { const = "chassis" },
				rack = "RACK", height = { { "DIM/mmHeight", scale = 0.0225 } },
				power = "POWER/POWER_CONSUMED", power_rated = "POWER/CAPACITY",
				address = { { file = "^([0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+)" } },
			},
		},
		{
			name = "blades", at = "INFRA2/BLADES/BLADE", is = "asset", optional = true,
			fields = {
				serial = "BSN", name = "NAME", model = "SPN", vendor = "MANUFACTURER", uuid = "cUUID",
				class = { "TYPE", map = { SERVER = "blade", STORAGE = "storage" }, default = "blade" },
				parent = "^INFRA2/ENCL_SN", position = "BAY/CONNECTION",
				address = "MGMTIPADDR", power = "POWER/POWER_CONSUMED",
			},
		},
		{
			name = "switches", at = "INFRA2/SWITCHES/SWITCH", is = "asset", optional = true,
			fields = {
				serial = "BSN", model = "SPN", vendor = "MANUFACTURER", class = { const = "switch" },
				parent = "^INFRA2/ENCL_SN", position = "BAY/CONNECTION",
				address = "MGMTIPADDR", power = "POWER/POWER_CONSUMED",
			},
		},
	},
}
