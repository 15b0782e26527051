-- SPDX-License-Identifier: BSD-2-Clause
-- UPSes with a Phoenixtec card.  See phoenixtec.md.
adapter "phoenixtec" {
	format = "snmp", title = "UPSes with a Phoenixtec card (XPPC MIB)",
	class = "ups",
	match = { oid = "1.3.6.1.4.1.935.1.1.1", answers = "1.3.6.1.4.1.935.1.1.1.4" },
	parts = { "rfc1628" },
	base = "1.3.6.1.4.1.935.1.1.1",
	tables = {
		ident = { at = "1.1", every = "1d", columns = { model = 1 } },
		smart = { at = "1.2", every = "1d", columns = { serial = 3 } },
		output = { at = "4.2", columns = { load = 3 } },
	},
	assets = {
		{
			vendor = { "upsident.vendor", { const = "Phoenixtec" } },
			model = { "ident.model", "upsident.model" },
			serial = "smart.serial",
			-- The standard's watts are 0 on cards that know none.
			checks = {
				{ "power", near = "output.load / 100 * any(upsrating.watts, upsrating.va)", within = 0.7, from = 10 },
			},
		},
	},
}
