-- SPDX-License-Identifier: BSD-2-Clause
-- Part: what Cisco's switches and routers have in common: see cisco.md.
adapter "cisco" {
	format = "snmp", title = "Cisco: CPU, memory, power",
	base = "1.3.6.1.4.1.9.9",
	tables = {
		-- The means of 5 minutes and of one; the columns .3 to .5 are deprecated and differ.
		cpu = {
			at = "109.1.1.1.1", index = "cpu",
			columns = {
				minutes = 8, minute = 7,
				used64 = { 17, as = "gauge" }, free64 = { 19, as = "gauge" }, used = 12, free = 13,
			},
		},
		pool = { at = "48.1.1.1", index = "pool", columns = { name = 2, used = 5, free = 6 } },
		-- The unit is text: "CentiAmps @ 12V".
		supply = {
			at = "117.1.1.1.1", index = "supply",
			columns = {
				volts = { 2, pattern = "@ *([0-9.]+) *V", as = "number" },
				unit = { 2, pattern = "^([A-Za-z]+)" },
				drawn = {
					4, none = { -1 }, least = 0,
					factor = { "unit", Watts = 1, Amps = 1, DeciAmps = 0.1, CentiAmps = 0.01,
					    MilliAmps = 0.001 },
				},
			},
		},
		csensor = {
			at = "91.1.1.1.1", index = "sensor",
			columns = {
				type = 1, status = 5,
				value = { 4, factor = "10 ^ (3 * (scale - 9))", digits = "precision" },
				scale = 2, precision = 3,
			},
		},
		place = {
			at = "1.3.6.1.2.1.47.1.1.1.1", index = "sensor", every = "1d", columns = { within = 4 },
		},
		frame = {
			at = "1.3.6.1.2.1.47.1.1.1.1", index = "frame", every = "1d", columns = { class = 5 },
		},
	},
	assets = {
		{
			cpu = { "mean(cpu.minutes)", "mean(cpu.minute)" },
			memory = {
				"100 * sum(cpu.used64) / (sum(cpu.used64) + sum(cpu.free64))",
				"100 * sum(cpu.used) / (sum(cpu.used) + sum(cpu.free))",
				"100 * pool.used[name = 'Processor'] / (pool.used[name = 'Processor']" ..
				    " + pool.free[name = 'Processor'])",
			},
			power = {
				"sum(if(supply.unit = 'Watts', supply.drawn, supply.drawn * supply.volts))",
				"sum(if(frame.class = 6, max(csensor.value[type = 6 and not (status = 2|3)" ..
				    " and (sensor = frame.frame or place.within = frame.frame)])))",
			},
			checks = { { "power", least = "1" } },
		},
	},
}
