-- SPDX-License-Identifier: BSD-2-Clause
-- Cumulus Linux: see cumulus.md.
adapter "cumulus" {
	format = "snmp", title = "Switches with Cumulus Linux", class = "switch", vendor = "Cumulus Networks",
	match = { oid = "1.3.6.1.4.1.40310", descr = "Cumulus Linux*" },
	parts = { "host-resources", "ucd", "entity", "entity-sensor", "endpoints" },
}
