-- SPDX-License-Identifier: BSD-2-Clause
-- Part: how many of a switch's ports have a live endpoint: see endpoints.md.  Needs the parts
-- interfaces, lldp and bridge.

-- Is this neighbour at the port at hand?
local here = "(lldpport.id = portx.name or lldpport.id = port.descr or lldpport.id = port.mac" ..
    " or lldpport.descr = portx.name or lldpport.descr = port.descr" ..
    " or not exists(lldpport.local) and local = port.ifindex)"
-- One that bridges or routes, and is not a host that does so for its guests.
local host = "(sysdesc ~ '*VMware*' or sysdesc ~ 'Linux*' or sysdesc ~ 'Ubuntu*'" ..
    " or sysdesc ~ 'Debian*' or sysdesc ~ 'Red Hat*' or sysdesc ~ 'SUSE*' or sysdesc ~ '*Windows*')"
local switch = "(exists(neighbour.local[" .. here ..
    " and (bit(capable, 2) = 1 or bit(capable, 4) = 1) and not " .. host .. "]) = 1" ..
    " or exists(cdp.device[bit(capable, 28) = 1 or bit(capable, 30) = 1 or bit(capable, 31) = 1]) = 1)"
-- A switch at this port, or at one that belongs to this aggregate.
local leads = "(" .. switch ..
    " or exists(stacked.status[higher = port.ifindex and " .. switch .. "]) = 1" ..
    " or exists(member.aggregate[aggregate = port.ifindex and " .. switch .. "]) = 1)"

-- Own addresses, configured and invalid ones were not heard behind a port; not all agents say so.
local other = "[port = baseport.bridge and not (status = 2|4|5) and not (address = port.mac)]"
local heard = "(exists(fdb.port" .. other .. ") = 1 or exists(qfdb.port" .. other .. ") = 1)"
local live = "count(port[oper = 1 and exists(baseport.interface[interface = port.ifindex" ..
    " and not (bridge = spanning.root) and " .. heard .. "]) = 1 and not " .. leads .. "])"

-- A Cisco shows the addresses of one VLAN in one community: what it shows is not all.
local partial = "system.descr ~ 'Cisco*'"
local management = "(portx.name ~ 'mgmt*' or portx.name ~ 'Fa0' or portx.name ~ 'Gi0/0'" ..
    " or portx.name ~ 'Ma[0-9]*')"
-- Ports that could have an endpoint: those that bridge; of a Cisco all but management.
local possible = "(" .. partial .. " and type = 6|62|69|117 and not " .. management ..
    " or not " .. partial .. " and exists(baseport.interface[interface = port.ifindex]) = 1)"

adapter "endpoints" {
	format = "snmp", title = "Live endpoints of a switch",
	assets = {
		{
			sessions = {
				"if(not " .. partial .. " and count(fdb.port) + count(qfdb.port) > 0, " .. live .. ")",
				"if(" .. partial .. " and " .. live .. " > 0, " .. live .. ")",
				-- Without addresses a 0 is proven only where no port that could have one is up.
				"if(count(baseport.interface) > 0 and count(port[oper = 1 and " .. possible ..
				    " and not " .. leads .. "]) = 0, 0)",
			},
		},
	},
}
