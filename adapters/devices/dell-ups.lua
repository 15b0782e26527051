-- SPDX-License-Identifier: BSD-2-Clause
-- Dell UPSes.  See dell-ups.md.
adapter "dell-ups" {
	format = "snmp", title = "Dell UPSes",
	class = "ups",
	match = { oid = "1.3.6.1.4.1.674.10902.2", answers = "1.3.6.1.4.1.674.10902.2.100" },
	parts = { "rfc1628" },
	base = "1.3.6.1.4.1.674.10902.2",
	tables = {
		product = { at = "100", every = "1d", columns = { model = 1 } },
		ident = { at = "120.1", every = "1d", columns = { serial = 2 } },
	},
	-- 120.2.6, the consumption averaged over an hour, has no unit: the watts are those of RFC 1628.
	assets = { { vendor = { const = "Dell" }, model = "product.model", serial = "ident.serial" } },
}
