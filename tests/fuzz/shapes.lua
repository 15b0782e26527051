-- SPDX-License-Identifier: BSD-2-Clause
-- For fuzz_xml: what none of decom's own adapters does, or not all at once.
adapter "shapes" {
	root = { "list", "node", "Project" },
	namespaces = { a = "urn:a" },
	forest = "host",
	lookups = {
		alias = { at = "head/A", key = { "k", "@k" }, value = "v" },
		late = { at = "tail/A", key = "k", value = "v", late = true },
		outline = { at = "//node", level = "@level", from = 1, value = "name" },
	},
	records = {
		{ name = "nodes", at = "//node", is = "asset", total = "@total", cap = { 1, 2 },
		  where = { "name!~'x*'|'y?'|'[z]'", "^node/@level!='9'" },
		  fields = {
			name = "name", serial = { "id//serial", "//a:serial" }, parent = "^node/name",
			rack = { "p[@n='Rack'][k='r'|'s']/list/v", list = "; " },
			owner = { "@owner", lookup = { "alias", "late" }, list = ", " },
			wave = { "@level", lookup = "outline" }, role = "c[k=alias('role')]/v",
			room = { join = { "room", "@hall" }, with = "-" }, target = ".",
			application = { "name()", pattern = "^(n[a-z]*)" }, power = { sum = { "*/@w", "//w" } },
		  } },
		{ name = "rows", at = "table/row", is = "asset",
		  grid = { cell = "c", text = "t[@e!='1']", index = "@i", across = "@x", down = "@y", sheet = "^table/@name" },
		  fields = { name = "Name", serial = { "Serial", "S/N" }, rack = "Rack", site = { file = "^([a-z])" } } },
		{ name = "series", at = "//row", is = "sample",
		  legend = { names = "^data/legend/entry", values = "v*", pattern = "^(.*[^ ]) +([^ ]+)$" },
		  time = { "./t", { series = { "^data/start", "^data/step" } }, date = "epoch" }, interval = "^data/step",
		  fields = { name = "^data/@name", cpu = "cpu", network = { "net", scale = 8 } } },
	},
}
