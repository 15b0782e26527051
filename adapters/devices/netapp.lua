-- SPDX-License-Identifier: BSD-2-Clause
-- NetApp Data ONTAP, 7-mode and cluster mode: see netapp.md.
adapter "netapp" {
	format = "snmp", title = "NetApp filers (Data ONTAP)", class = "storage", vendor = "NetApp",
	match = { oid = "1.3.6.1.4.1.789", descr = "NetApp Release*" },
	parts = { "interfaces" },
	base = "1.3.6.1.4.1.789.1",
	tables = {
		product = { at = "1", every = "1d", columns = { model = 5, serial = 9 } },
		-- busy % (3) is "since last asked", by anyone: two pollers spoil each other's.
		cpu = { at = "2.1", columns = { up = { 1, as = "counter" }, busy = { 2, as = "counter" } } },
		-- The halves are served by old releases, the whole numbers by newer ones.
		misc = {
			at = "2.2",
			columns = {
				received = 30, sent = 31, read = 32, written = 33,
				received_halves = { join = { 11, 12 }, as = "counter" },
				sent_halves = { join = { 13, 14 }, as = "counter" },
				read_halves = { join = { 15, 16 }, as = "counter" },
				written_halves = { join = { 17, 18 }, as = "counter" },
			},
		},
		-- Cluster mode: a row per node, whichever node answers.
		node = {
			at = "25.2.1", index = "node:rest", every = "1d",
			columns = { name = 1, model = 4, serial = 5, tag = 6 },
		},
		nodecpu = {
			at = "25.2.1", index = "node:rest",
			columns = {
				uptime = 7, up = { 15, as = "counter" }, busy = { 16, as = "counter" },
			},
		},
		shelf = {
			at = "21.1.2.1", index = "shelf", every = "1d",
			columns = { model = 7, product = 5, serial = 9 },
		},
		twin = { at = "21.1.2.1", index = "twin", every = "1d", columns = { serial = 9 } },
	},
	assets = {
		{
			when = "count(node.serial) = 0",
			serial = "product.serial", model = "product.model",
			cpu = "100 * delta(cpu.busy) / delta(cpu.up)",
			read = { "rate(misc.read)", "rate(misc.read_halves)" },
			write = { "rate(misc.written)", "rate(misc.written_halves)" },
			receive = { "rate(misc.received)", "rate(misc.received_halves)" },
			transmit = { "rate(misc.sent)", "rate(misc.sent_halves)" },
		},
		{
			each = "node", where = "exists(serial)",
			name = "name", serial = "serial", model = "model", asset_tag = "tag",
			cpu = "100 * delta(nodecpu.busy) / delta(nodecpu.up)", uptime = "nodecpu.uptime / 100",
		},
		{
			-- A shelf with two paths is two rows.
			each = "shelf",
			where = "exists(serial) and count(twin[serial = shelf.serial and twin < shelf.shelf]) = 0",
			serial = "serial", model = { "model", "product" },
		},
	},
}
