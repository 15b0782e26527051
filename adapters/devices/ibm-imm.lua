-- SPDX-License-Identifier: BSD-2-Clause
-- IBM Integrated Management Module.  See ibm-imm.md.

adapter "ibm-imm" {
	format = "snmp", title = "IBM IMM, IMM2",
	vendor = "IBM",
	-- sysObjectID and sysDescr are those of any Linux.
	match = { answers = "1.3.6.1.4.1.2.3.51.3.1.5.2.1" },
	base = "1.3.6.1.4.1.2.3.51.3",
	tables = {
		machine = {
			at = "1.3.6.1.4.1.2.3.51.3.1.5.2.1", every = "1d",
			columns = { type = 1, serial = 3, uuid = { 4, as = "uuid" }, model = 5 },
		},
		gauge = {
			at = "1.3.6.1.4.1.2.3.51.3.1.10.1",
			columns = {
				capacity = { 9, as = "number", none = { 0, -1 } }, watts = { 10, as = "number", none = { 0, -1 } },
			},
		},
	},
	assets = {
		{
			name = false,
			class = { const = "server" },
			serial = "machine.serial", uuid = "machine.uuid", model = { "machine.model", "machine.type" },
			power = "gauge.watts",
			checks = { { "power", most = "gauge.capacity" } },
		},
	},
}
