-- SPDX-License-Identifier: BSD-2-Clause
-- Part: each port that is up, and what is plugged in there: see ports.md.

-- Is this neighbour at the port at hand?
local here = "(lldpport.id = linkx.name or lldpport.id = link.descr or lldpport.id = link.mac" ..
    " or lldpport.descr = linkx.name or lldpport.descr = link.descr" ..
    " or not exists(lldpport.local) and local = link.ifindex)"

adapter "ports" {
	format = "snmp", title = "Ports and what is plugged in",
	parts = { "interfaces", "lldp" },
	tables = {
		link = {
			at = "1.3.6.1.2.1.2.2.1", index = "ifindex", every = "1h",
			columns = { descr = 2, type = 3, mac = { 6, as = "mac" }, oper = 8 },
		},
		linkx = {
			at = "1.3.6.1.2.1.31.1.1.1", index = "ifindex", every = "1h",
			columns = { name = 1, alias = 18 },
		},
	},
	feeds = {
		{
			each = "link", where = "type = 6|62|69|117 and oper = 1",
			label = {
				"first(neighbour.sysname[" .. here .. "])",
				"first(cdp.name)",
				-- Some agents repeat the port's own name there.
				"if(not (linkx.alias = linkx.name) and not (linkx.alias = descr), linkx.alias)",
			},
			outlet = { "linkx.name", "descr" },
			-- What the port sends is what the asset receives.
			receive = { "rate(octetsx.sent)", "rate(octets.sent)" },
			transmit = { "rate(octetsx.received)", "rate(octets.received)" },
		},
	},
}
