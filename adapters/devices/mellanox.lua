-- SPDX-License-Identifier: BSD-2-Clause
-- Mellanox and NVIDIA switches (MLNX-OS, Onyx): see mellanox.md.
local consumed =
    "first(reading.value[form.type = 6 and status = 1 and part.descr ~ '*CONSUMER_POWER'])"

adapter "mellanox" {
	format = "snmp", title = "Mellanox switches (Onyx, MLNX-OS)", class = "switch", vendor = "Mellanox",
	match = { descr = { "Onyx,*", "*MLNX-OS*", "Mellanox*" }, score = 40 },
	parts = { "host-resources", "entity", "endpoints" },
	tables = {
		-- No class and no container is filled in: the names tell what a sensor is at.
		part = {
			at = "1.3.6.1.2.1.47.1.1.1.1", index = "part", every = "1d", columns = { descr = 2, kind = 7 },
		},
		reading = {
			at = "1.3.6.1.2.1.99.1.1.1", index = "part",
			columns = {
				value = { 4, factor = "10 ^ (3 * (form.scale - 9))", digits = "form.precision" }, status = 5,
			},
		},
		form = {
			at = "1.3.6.1.2.1.99.1.1.1", index = "part", every = "1d",
			columns = { type = 1, scale = 2, precision = 3 },
		},
	},
	assets = {
		{
			-- "Onyx,MODEL,VERSION" and "Mellanox MODEL,MLNX-OS,VERSION".
			model = {
				"entity.model[class = 3]", { "system.descr", pattern = "^Onyx,([^,]+)," },
				{ "system.descr", pattern = "^Mellanox ([^,]+)," },
			},
			power = "sum(reading.value[form.type = 6 and status = 1 and part.descr ~ '*PS?/POWER'])",
			checks = {
				-- What the box consumes, where it has a monitor for it: the same watts once more.
				{ "power", near = consumed, within = 0.25, from = 20 },
				{ "power", least = "1" },
			},
		},
	},
}
