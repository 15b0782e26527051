-- SPDX-License-Identifier: BSD-2-Clause
-- Part: each port that is up, and what is plugged in there: see ports.md.  Needs the parts
-- interfaces and lldp.

-- Is this neighbour at the port at hand?
local here = "(lldpport.id = portx.name or lldpport.id = port.descr or lldpport.id = port.mac" ..
    " or lldpport.descr = portx.name or lldpport.descr = port.descr" ..
    " or not exists(lldpport.local) and local = port.ifindex)"

adapter "ports" {
	format = "snmp", title = "Ports and what is plugged in",
	feeds = {
		{
			each = "port", where = "type = 6|62|69|117 and oper = 1",
			label = {
				"first(neighbour.sysname[" .. here .. "])",
				"first(cdp.name)",
				-- Some agents repeat the port's own name there.
				"if(not (portx.alias = portx.name) and not (portx.alias = descr), portx.alias)",
			},
			outlet = { "portx.name", "descr" },
			-- What the port sends is what the asset receives.
			receive = { "rate(portx.out64)", "rate(out32)" },
			transmit = { "rate(portx.in64)", "rate(in32)" },
		},
	},
}
