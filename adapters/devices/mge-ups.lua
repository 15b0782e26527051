-- SPDX-License-Identifier: BSD-2-Clause
-- MGE and Eaton UPSes with the MG MIB.  See mge-ups.md.
adapter "mge-ups" {
	format = "snmp", title = "MGE and Eaton UPSes (MG MIB)",
	class = "ups",
	match = { oid = "1.3.6.1.4.1.705.1", answers = "1.3.6.1.4.1.705.1.1" },
	-- The MG MIB has no watts: they are those of the other two.
	parts = { "xups", "rfc1628" },
	base = "1.3.6.1.4.1.705.1",
	tables = { ident = { at = "1", every = "1d", columns = { family = 1, model = 2, serial = 7 } } },
	assets = {
		{
			vendor = { "xident.vendor", "upsident.vendor", { const = "Eaton" } },
			model = { "ident.family .. ' ' .. ident.model", "ident.model" },
			serial = "ident.serial",
		},
	},
}
