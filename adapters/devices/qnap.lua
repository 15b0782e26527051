-- SPDX-License-Identifier: BSD-2-Clause
-- QNAP: see qnap.md.
adapter "qnap" {
	format = "snmp", title = "QNAP NAS", class = "storage", vendor = "QNAP",
	match = { answers = { "1.3.6.1.4.1.24681.1.3", "1.3.6.1.4.1.24681.1.4", "1.3.6.1.4.1.24681.1.2" } },
	parts = { "interfaces" },
	base = "1.3.6.1.4.1.24681.1",
	tables = {
		box = { at = "3", every = "1d", columns = { model = 12 } },
		-- Bytes: gauges, although they are sent as counters.
		load = {
			at = "3",
			columns = {
				cpu = { 1, as = "number" }, total = { 2, as = "gauge" }, free = { 3, as = "gauge" },
			},
		},
		-- The same as text in older releases: "12.50 %", "2013.5 MB".
		old = {
			at = "2",
			columns = {
				cpu = { 1, pattern = "([0-9.]+) *%", as = "number" },
				total = { 2, pattern = "([0-9.]+) *MB", as = "number" },
				free = { 3, pattern = "([0-9.]+) *MB", as = "number" },
			},
		},
		oldbox = { at = "2", every = "1d", columns = { model = 12 } },
		enclosure = {
			at = "4.1.1.1.1.1.2.1", index = "enclosure", every = "1d", columns = { model = 3, serial = 4 },
		},
	},
	assets = {
		{
			serial = "first(enclosure.serial)",
			model = { "box.model", "oldbox.model", "first(enclosure.model)" },
			cpu = { "load.cpu", "old.cpu" },
			memory = {
				"100 * (load.total - load.free) / load.total",
				"100 * (old.total - old.free) / old.total",
			},
		},
	},
}
