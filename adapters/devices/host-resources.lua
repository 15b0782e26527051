-- SPDX-License-Identifier: BSD-2-Clause
-- Part: what a host says of itself (HOST-RESOURCES-MIB).  See host-resources.md.

-- hrStorageRam; what the kernel gives back when it is asked for has that type as well.
local ram = "1.3.6.1.2.1.25.2.1.2"
local memory = "any(first(storage[exists(main)].%s), first(storage[type = '" .. ram .. "' and not exists(cache)].%s))"
local function main(expression)
	return (memory:gsub("%%s", expression))
end

adapter "host-resources" {
	format = "snmp", title = "HOST-RESOURCES-MIB: processors, memory, users, uptime",
	tables = {
		host = { at = "1.3.6.1.2.1.25.1", columns = { uptime = { 1, scale = 0.01 }, users = 5 } },
		processor = {
			at = "1.3.6.1.2.1.25.3.3.1", index = "device",
			columns = { load = { 2, none = { -1 }, least = 0, most = 100 } },
		},
		storage = {
			at = "1.3.6.1.2.1.25.2.3.1", index = "storageindex",
			unless = "1.3.6.1.4.1.2021.4.5", -- the part ucd has it in fewer objects
			columns = {
				type = { 2, as = "oid" }, unit = 4, size = { 5, as = "unsigned" }, used = { 6, as = "unsigned" },
				main = { 3, pattern = "^(([Pp]hysical|[Rr]eal) [Mm]emory)$" },
				cache = { 3, pattern = "^([Mm]emory [Bb]uffers|([Cc]ached|[Bb]uffered|[Ss]hared|[Aa]vailable) [Mm]emory)$" },
				reclaimable = { 3, pattern = "^([Mm]emory [Bb]uffers|[Cc]ached [Mm]emory)$" },
			},
		},
	},
	assets = {
		{
			cpu = "mean(processor.load)",
			threads = "if(count(processor.load) > 0, count(processor.load))",
			memory = "100 * (" .. main("used * unit") .. " - any(sum(storage[exists(reclaimable)].used * unit), 0)) / "
				.. main("size * unit"),
			logins = "host.users",
			uptime = "host.uptime",
			checks = { { "uptime", least = "system.uptime / 100 - 60" } },
		},
	},
}
