-- SPDX-License-Identifier: BSD-2-Clause
-- Nimble Storage: see nimble.md.
adapter "nimble" {
	format = "snmp", title = "Nimble Storage arrays", class = "storage", vendor = "Nimble Storage",
	match = { oid = "1.3.6.1.4.1.37447", descr = "Nimble Storage*" },
	parts = { "interfaces" },
	base = "1.3.6.1.4.1.37447.1",
	tables = {
		-- Read and written by the clients: of all volumes, and of each.
		io = { at = "3", columns = { read = 8, written = 10 } },
		volume = { at = "2.1", index = "volume", columns = { read = 15, written = 36 } },
	},
	assets = {
		{
			read = { "rate(io.read)", "sum(rate(volume.read))" },
			write = { "rate(io.written)", "sum(rate(volume.written))" },
		},
	},
}
