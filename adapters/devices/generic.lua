-- SPDX-License-Identifier: BSD-2-Clause
-- Anything that answers at all, when no family knows it: see generic.md.
adapter "generic" {
	format = "snmp", title = "Any SNMP agent",
	match = { answers = "1.3.6.1.2.1.1", score = -95 },
	parts = { "interfaces", "entity", "entity-sensor", "host-resources", "ucd" },
	assets = {
		{ vendor = { "first(entity.vendor[class = 3])", "first(entity.vendor[exists(serial)])" } },
	},
}
