-- SPDX-License-Identifier: BSD-2-Clause
-- Pure Storage FlashArray: see pure.md.
adapter "pure" {
	format = "snmp", title = "Pure Storage FlashArray", class = "storage", vendor = "Pure Storage",
	match = { oid = "1.3.6.1.4.1.40482" },
	parts = { "interfaces" },
	tables = {
		-- Rates already, in Integer32: from 2^31 B/s on they are negative.
		array = {
			at = "1.3.6.1.4.1.40482.4",
			columns = { read = { 1, as = "unsigned" }, write = { 2, as = "unsigned" } },
		},
	},
	assets = {
		{ read = "array.read", write = "array.write" },
	},
}
