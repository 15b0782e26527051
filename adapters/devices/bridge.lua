-- SPDX-License-Identifier: BSD-2-Clause
-- Part: BRIDGE-MIB and Q-BRIDGE-MIB, behind which port which addresses were heard: see bridge.md.
adapter "bridge" {
	format = "snmp", title = "BRIDGE-MIB: addresses learnt",
	tables = {
		-- A bridge port is no ifIndex, even where the two look alike.
		baseport = {
			at = "1.3.6.1.2.1.17.1.4.1", index = "bridge", every = "1h",
			columns = { interface = 2 },
		},
		spanning = { at = "1.3.6.1.2.1.17.2", every = "1h", columns = { root = 7 } },
		fdb = {
			at = "1.3.6.1.2.1.17.4.3.1", index = "address:mac", every = "1h", most = 8192,
			columns = { port = 2, status = 3 },
		},
		qfdb = {
			at = "1.3.6.1.2.1.17.7.1.2.2.1", index = "vlan address:mac", every = "1h", most = 8192,
			columns = { port = 2, status = 3 },
		},
		-- Which aggregate a port belongs to: addresses are learnt on the aggregate.
		stacked = {
			at = "1.3.6.1.2.1.31.1.2.1", index = "higher lower", every = "1h", columns = { status = 3 },
		},
		member = {
			at = "1.2.840.10006.300.43.1.2.1.1", index = "lower", every = "1h",
			columns = { aggregate = { 13, none = { 0 } } },
		},
		lower = {
			at = "1.3.6.1.2.1.31.1.1.1", index = "lower", every = "1h", columns = { name = 1 },
		},
		lowercdp = {
			at = "1.3.6.1.4.1.9.9.23.1.2.1.1", index = "lower device", every = "1h",
			columns = { capable = 9 },
		},
	},
}
