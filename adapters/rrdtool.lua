-- SPDX-License-Identifier: BSD-2-Clause
-- rrdtool xport.  See rrdtool.md.

adapter "rrdtool" {
	title = "rrdtool xport",
	format = "xml",
	root = "xport",
	records = {
		{
			name = "rows", at = "data/row", is = "sample",
			-- "web-03 cpu", or "cpu" in a file that has the asset's name.
			legend = { names = "^xport/meta/legend/entry", values = "v*", pattern = "^(.*[^ ]) +([^ ]+)$" },
			-- Without --showtime a row has no time of its own.
			time = { "./t", { series = { "^xport/meta/start", "^xport/meta/step" } }, date = "epoch" },
			interval = "^xport/meta/step",
			fields = {
				name = { file = "^(.+)\\.xml(\\.gz)?$" },
				cpu = "cpu", memory = { "memory", "mem" },
				receive = { "receive", "rx" }, transmit = { "transmit", "tx" }, network = "network",
				read = "read", write = "write", disk = "disk",
				power = { "power", "watts" }, logins = "logins", sessions = "sessions", uptime = "uptime",
			},
		},
	},
}
