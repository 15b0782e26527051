-- SPDX-License-Identifier: BSD-2-Clause
-- Any UPS with the standard's MIB.  See ups-mib.md.
adapter "ups-mib" {
	format = "snmp", title = "UPSes with the standard UPS MIB (RFC 1628)",
	class = "ups",
	match = { answers = "1.3.6.1.2.1.33.1.1", score = -40 },
	parts = { "rfc1628" },
	tables = {},
}
