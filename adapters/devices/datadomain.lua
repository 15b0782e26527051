-- SPDX-License-Identifier: BSD-2-Clause
-- Dell EMC Data Domain: see datadomain.md.
adapter "datadomain" {
	format = "snmp", title = "Data Domain", class = "storage", vendor = "Dell EMC",
	match = { answers = "1.3.6.1.4.1.19746.1", descr = "Data Domain OS*" },
	parts = { "interfaces", "host-resources", "ucd" },
	base = "1.3.6.1.4.1.19746.1",
	tables = {
		box = { at = "13.1", every = "1d", columns = { serial = 1, model = 4 } },
	},
	assets = {
		{ serial = "box.serial", model = "box.model" },
	},
}
