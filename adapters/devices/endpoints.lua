-- SPDX-License-Identifier: BSD-2-Clause
-- Part: how many of a switch's ports have a live endpoint: see endpoints.md.

-- Is this neighbour at the port at hand?
local here = "(lldpport.id = linkx.name or lldpport.id = link.descr or lldpport.id = link.mac" ..
    " or lldpport.descr = linkx.name or lldpport.descr = link.descr" ..
    " or not exists(lldpport.local) and local = link.ifindex)"
-- One that bridges or routes, and is not a host that does so for its guests.
local host = "sysdesc ~ '*VMware*' | 'Linux*' | 'Ubuntu*' | 'Debian*' | 'Red Hat*' | 'SUSE*' | '*Windows*'"
local forwards = "(bit(capable, 2) = 1 or bit(capable, 4) = 1) and not (" .. host .. ")"
local function cdp(rows)
	return "exists(" .. rows .. "[bit(capable, 28) = 1 or bit(capable, 30) = 1 or bit(capable, 31) = 1])"
end
local switch = "(exists(neighbour[" .. here .. " and " .. forwards .. "]) = 1 or " .. cdp("cdp") .. " = 1)"
-- The same at a port that belongs to the aggregate at hand.
local below = "(exists(neighbour[(lldpport.id = lower.name or lldpport.descr = lower.name) and " ..
    forwards .. "]) = 1 or " .. cdp("lowercdp") .. " = 1)"
local leads = "(" .. switch .. " or exists(stacked[higher = link.ifindex and " .. below .. "]) = 1" ..
    " or exists(member[aggregate = link.ifindex and " .. below .. "]) = 1)"

-- Own addresses, configured and invalid ones were not heard behind a port; not all agents say so.
local other = "[port = baseport.bridge and not (status = 2|4|5) and not (address = link.mac)]"
local heard = "(exists(fdb" .. other .. ") = 1 or exists(qfdb" .. other .. ") = 1)"
local live = "count(link[oper = 1 and exists(baseport[interface = link.ifindex" ..
    " and not (bridge = spanning.root) and " .. heard .. "]) = 1 and not " .. leads .. "])"

-- A Cisco shows the addresses of one VLAN in one community: what it shows is not all.
local partial = "system.descr ~ 'Cisco*'"
local management = "(linkx.name ~ 'mgmt*' | 'Fa0' | 'Gi0/0' | 'Ma[0-9]*')"
-- Ports that could have an endpoint: those that bridge; of a Cisco all but management.
local possible = "(" .. partial .. " and type = 6|62|69|117 and not " .. management ..
    " or not " .. partial .. " and exists(baseport[interface = link.ifindex]) = 1)"

local none_possible = "count(baseport.interface) > 0 and count(link[oper = 1 and " .. possible ..
    " and not " .. leads .. "]) = 0"

-- What is measured is history; what is known now is a fact of the switch.
local endpoints = {
	{ live, when = "not (" .. partial .. ") and count(fdb.port) + count(qfdb.port) > 0" },
	{ live, when = partial, none = { "0" } },
	-- Without addresses a 0 is proven only where no port that could have one is up.
	{ const = "0", when = none_possible },
}

adapter "endpoints" {
	format = "snmp", title = "Live endpoints of a switch",
	parts = { "ports", "lldp", "bridge" },
	assets = { { sessions = endpoints, endpoints = endpoints } },
}
