-- SPDX-License-Identifier: BSD-2-Clause
-- Eaton and Powerware UPSes.  See eaton-xups.md.
adapter "eaton-xups" {
	format = "snmp", title = "Eaton and Powerware UPSes (XUPS MIB)",
	class = "ups",
	match = { oid = "1.3.6.1.4.1.534.1", answers = "1.3.6.1.4.1.534.1.4" },
	parts = { "rfc1628", "xups" },
	tables = {},
	assets = { { vendor = { "xident.vendor", { const = "Eaton" } } } },
}
