-- SPDX-License-Identifier: BSD-2-Clause
-- Part: net-snmp's own objects (UCD-SNMP-MIB, UCD-DISKIO-MIB).  See ucd.md.

-- Ticks of all processors.  System contains interrupts where kernel is counted apart; user contains
-- guests.  Held against their sum, not against the clock: the agent reads them up to some seconds late.
local ticks = "(rate(ticks.user) + rate(ticks.nice) + rate(ticks.system) + rate(ticks.idle)"
	.. " + any(rate(ticks.wait), 0) + any(rate(ticks.steal), 0)"
	.. " + if(ticks.kernel > 0, 0, any(rate(ticks.interrupt), 0) + any(rate(ticks.softirq), 0)))"

local function used(table)
	return "100 * (" .. ("T.total - T.free - T.buffer - T.cached) / T.total"):gsub("T", table)
end

-- Whole disks: no partitions, and nothing that lies on disks that are listed as well.
local whole = "^(([hsv]|xv)d[a-z]+|nvme[0-9]+n[0-9]+|mmcblk[0-9]+|dasd[a-z]+|sata[0-9]+|rbd[0-9]+|nbd[0-9]+"
	.. "|(cciss|ida|rd)/c[0-9]+d[0-9]+|(ad|ada|da|nda|nvd|vtbd|mfid|mfisyspd|aacd|wd|sd|ld|xbd)[0-9]+)$"

adapter "ucd" {
	format = "snmp", title = "UCD-SNMP-MIB: processors, memory, disks",
	tables = {
		ticks = {
			at = "1.3.6.1.4.1.2021.11",
			columns = {
				percent = 11, -- of the last minute, idle
				-- All are 0 in the agent's first seconds.
				user = 50, nice = 51, system = 52, idle = { 53, none = { 0 } }, wait = 54, kernel = 55,
				interrupt = 56, softirq = 61, steal = 64,
			},
		},
		-- Before there are rates: ticks tell more, and are fewer.  A look is too old for rates after
		-- an hour as well.
		processor = {
			at = "1.3.6.1.2.1.25.3.3.1", index = "device", every = "1h",
			columns = { load = { 2, none = { -1 }, least = 0, most = 100 } },
		},
		ram = {
			at = "1.3.6.1.4.1.2021.4",
			columns = {
				total = { 5, as = "unsigned" }, free = { 6, as = "unsigned" },
				buffer = { 14, as = "unsigned" }, cached = { 15, as = "unsigned" },
			},
		},
		ramx = { -- from 2 TiB on the others are wrong
			at = "1.3.6.1.4.1.2021.4",
			columns = {
				total = { 20, as = "gauge" }, free = { 21, as = "gauge" },
				buffer = { 25, as = "gauge" }, cached = { 26, as = "gauge" },
			},
		},
		disk = {
			at = "1.3.6.1.4.1.2021.13.15.1.1", index = "diskindex", every = "1d",
			columns = { whole = { 2, pattern = whole } },
		},
		diskbytes = {
			at = "1.3.6.1.4.1.2021.13.15.1.1", index = "diskindex", columns = { read = 12, written = 13 },
		},
	},
	assets = {
		{
			cpu = {
				"100 * (1 - rate(ticks.idle) / " .. ticks .. ")",
				"mean(processor.load)",
				"100 - ticks.percent",
			},
			threads = "if(count(processor.load) > 0, count(processor.load))",
			memory = { used("ramx"), used("ram") },
			read = "sum(rate(diskbytes[exists(disk.whole)].read))",
			write = "sum(rate(diskbytes[exists(disk.whole)].written))",
		},
	},
}
