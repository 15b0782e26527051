-- SPDX-License-Identifier: BSD-2-Clause
-- Synology DSM: see synology.md.
adapter "synology" {
	format = "snmp", title = "Synology NAS (DSM)", class = "storage", vendor = "Synology",
	match = { answers = "1.3.6.1.4.1.6574.1.5" },
	parts = { "interfaces", "host-resources", "ucd" },
	base = "1.3.6.1.4.1.6574.1",
	tables = {
		box = { at = "5", every = "1d", columns = { model = 1, serial = 2 } },
	},
	assets = {
		{ serial = "box.serial", model = "box.model" },
	},
}
