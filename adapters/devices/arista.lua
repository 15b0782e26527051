-- SPDX-License-Identifier: BSD-2-Clause
-- Arista EOS: see arista.md.
adapter "arista" {
	format = "snmp", title = "Arista switches (EOS)", class = "switch", vendor = "Arista",
	match = { oid = "1.3.6.1.4.1.30065.1", descr = "Arista Networks EOS*" },
	parts = { "entity", "entity-sensor", "endpoints" },
	base = "1.3.6.1.2.1.25",
	tables = {
		-- The first row is the whole, the others are its cores.
		processor = { at = "3.3.1", index = "device", columns = { load = 2 } },
		memory = { at = "2.3.1", index = "storage", columns = { descr = 3, size = 5, used = 6 } },
	},
	assets = {
		{
			cpu = "first(processor.load)",
			memory = "100 * (memory.used[descr = 'RAM'] - memory.used[descr = 'RAM (Buffers)']" ..
			    " - memory.used[descr = 'RAM (Cache)']) / memory.size[descr = 'RAM']",
		},
	},
}
