-- SPDX-License-Identifier: BSD-2-Clause
-- Part: LLDP-MIB and CISCO-CDP-MIB, who is at the other end: see lldp.md.  The rows are used by the
-- parts ports and endpoints.
adapter "lldp" {
	format = "snmp", title = "Neighbours",
	tables = {
		-- The time mark changes whenever the row does: it is no part of any key.
		neighbour = {
			at = "1.0.8802.1.1.2.1.4.1.1", index = "mark local number", every = "1h",
			columns = {
				sysname = { 9, none = { "Not Advertised" } },
				sysdesc = { 10, none = { "Not Advertised" } },
				capable = 12,
			},
		},
		-- The local port number is no ifIndex: joined by what the port calls itself.
		lldpport = {
			at = "1.0.8802.1.1.2.1.3.7.1", index = "local", every = "1d",
			columns = { id = 3, descr = 4 },
		},
		-- Here the port is the ifIndex, and the name ends in a serial: "core-1(ABC1234567D)".
		cdp = {
			at = "1.3.6.1.4.1.9.9.23.1.2.1.1", index = "ifindex device", every = "1h",
			columns = { name = { 6, pattern = "^([A-Za-z0-9][A-Za-z0-9._ -]*)" }, capable = 9 },
		},
	},
}
