-- SPDX-License-Identifier: BSD-2-Clause
-- Liebert UPSes.  See liebert-ups.md.
local load = "point[at = '1.3.6.1.4.1.476.1.42.3.5.2.1.5']"

adapter "liebert-ups" {
	format = "snmp", title = "Liebert and Vertiv UPSes",
	class = "ups",
	match = { oid = "1.3.6.1.4.1.476.1.42", answers = "1.3.6.1.4.1.476.1.42.3.5" },
	parts = { "rfc1628" },
	base = "1.3.6.1.4.1.476.1.42",
	tables = {
		device = { at = "2.4.2.1", index = "device", every = "1d", columns = { vendor = 3, model = 4 } },
		-- Where it is measured is an OID: 5 of the well known points is the output to the load.
		point = { at = "3.5.2.2.1", index = "point", columns = { at = { 2, as = "oid" }, apparent = 7, power = 8 } },
	},
	assets = {
		{
			vendor = { const = "Liebert" },
			-- The agent's own identity is that of the card: the serial number is not the UPS's.
			model = "device.model",
			power = "first(" .. load .. ".power)",
			checks = { { "power", most = "first(" .. load .. ".apparent)", from = 50 } },
		},
	},
}
