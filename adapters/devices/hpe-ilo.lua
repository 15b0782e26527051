-- SPDX-License-Identifier: BSD-2-Clause
-- HPE iLO, and the host's data where an agent on the host adds them.  See hpe-ilo.md.

-- hrProcessorLoad of the controller has one or two rows; that of the host one for each thread.
local host = "count(processor.load) >= sum(cpu.cores)"
local ram = "first(storage[exists(main)].%s * unit)"
local cached = "any(sum(storage[exists(reclaimable)].used * unit), 0)"

adapter "hpe-ilo" {
	format = "snmp", title = "HPE iLO",
	vendor = "HPE",
	-- A Linux or Windows host with HPE's agents answers as well: its own family fits it better.
	match = {
		oid = "1.3.6.1.4.1.232.9.4",
		answers = { "1.3.6.1.4.1.232.2.2.2.1", "1.3.6.1.4.1.232.6.2.9.3.1", "1.3.6.1.4.1.232.6.2.15" }, score = -40,
	},
	base = "1.3.6.1.4.1.232",
	none = { -1, -99 },
	tables = {
		machine = { at = "2.2", every = "1d", columns = { serial = "2.1", tag = "2.3", model = "4.2" } },
		guid = { at = "11.2.10", every = "1d", columns = { uuid = { 6, as = "uuid" } } },
		cpu = { at = "1.3.6.1.4.1.232.1.2.2.1.1", index = "cpu", every = "1d", columns = { cores = { 15, least = 1 } } },
		meter = { at = "6.2.15", columns = { watts = { 3, none = { 0 } } } },
		supply = {
			at = "6.2.9.3.1", index = "chassis bay",
			columns = { present = 3, watts = 7, rated = { 8, none = { 0 } } },
		},
		load = { at = "11.2.3.1.1", index = "cpu", columns = { minute = { 2, least = 0, most = 100 } } },
		memory = { at = "11.2.13", columns = { size = { 1, none = { 0 } }, free = 2 } },
		host = { at = "1.3.6.1.2.1.25.1", columns = { uptime = { 1, scale = 0.01 } } },
		processor = { at = "1.3.6.1.2.1.25.3.3.1", index = "device", columns = { load = { 2, least = 0, most = 100 } } },
		storage = {
			at = "1.3.6.1.2.1.25.2.3.1", index = "storageindex", every = "1h",
			columns = {
				unit = 4, size = { 5, as = "unsigned" }, used = { 6, as = "unsigned" },
				main = { 3, pattern = "^([Pp]hysical [Mm]emory)$" },
				reclaimable = { 3, pattern = "^([Mm]emory [Bb]uffers|[Cc]ached [Mm]emory)$" },
			},
		},
	},
	assets = {
		{
			name = false,
			serial = "machine.serial", asset_tag = "machine.tag", model = "machine.model", uuid = "guid.uuid",
			class = {
				{ const = "blade", when = "machine.model ~ '* BL*' or machine.model ~ 'Synergy*'" },
				{ const = "server" },
			},
			power = { "meter.watts", "sum(supply[present = 3].watts)" },
			cpu = { { "mean(processor.load)", when = host }, "mean(load.minute)" },
			memory = {
				-- The maker's own count takes the cache of Linux for used.
				{ "100 * (" .. ram:format("used") .. " - " .. cached .. ") / " .. ram:format("size"), when = host },
				"100 * (memory.size - memory.free) / memory.size",
			},
			uptime = { { "host.uptime", when = host } },
			checks = {
				{ "power", near = "sum(supply[present = 3].watts)", within = 0.4, from = 60 },
				{ "power", most = "sum(supply[present = 3].rated)" },
			},
		},
	},
}
