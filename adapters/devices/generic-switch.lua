-- SPDX-License-Identifier: BSD-2-Clause
-- Whatever answers BRIDGE-MIB and is no family of its own: see generic-switch.md.
adapter "generic-switch" {
	format = "snmp", title = "Any switch (BRIDGE-MIB)", class = "switch",
	match = { answers = "1.3.6.1.2.1.17.1.4.1.2", score = -75 },
	parts = { "entity", "entity-sensor", "endpoints" },
	assets = {
		{ vendor = { "first(entity.vendor[class = 3])", "first(entity.vendor[exists(serial)])" } },
	},
}
