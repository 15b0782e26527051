-- SPDX-License-Identifier: BSD-2-Clause
-- Part: what goes through the cards of a host (IF-MIB).  See interfaces.md.

-- What only repeats the traffic of a card that is listed as well, or never leaves the host.
local virtual = "^(lo[0-9]*$|[Bb]ond|team|[Bb]ridge|br[0-9]|br-|brq|virbr|vmbr|xenbr|docker|veth|vnet|vif[0-9]|tap|tun"
	.. "|wg[0-9]|fwbr|fwpr|fwln|ovs-|qbr|qvb|qvo|cni|cali|cilium|flannel|kube|lxc|lxd|dummy|ifb|macvlan|macvtap|ipvlan"
	.. "|vxlan|geneve|gre|erspan|sit[0-9]|ip6tnl|teql|nlmon|epair|lagg|vlan|pflog|pfsync|vmk|usb"
	.. "|WAN Miniport|Microsoft Network Adapter Multiplexor|HPE? Network Team|TEAM :|TAP-|Teredo"
	.. "|Hyper-V Virtual Ethernet Adapter|.*(LightWeight Filter|QoS Packet Scheduler)|[a-z0-9]+\\.[0-9]+$)"

-- Bytes a second that fit through a port; of one that does not say its speed a gigabit is assumed.
local line = "if(portx.megabits > 0, portx.megabits * 125000, if(port.speed > 0, port.speed / 8, 125000000))"

-- Ethernet, wireless, InfiniBand; with a plug where the agent says so.
local card = "[port.type = 6|62|69|71|117|199 and any(portx.connector, 1) = 1"
	.. " and not exists(any(portx.virtual, port.virtual))]"

local function through(column)
	return "if(count(octetsx." .. column .. ") > 0, sum(rate(octetsx" .. card .. "." .. column .. ")), "
		.. "sum(rate(octets" .. card .. "." .. column .. ")))"
end

adapter "interfaces" {
	format = "snmp", title = "IF-MIB: network cards of a host",
	tables = {
		port = {
			at = "1.3.6.1.2.1.2.2.1", index = "ifindex", every = "1d", changes = "1.3.6.1.2.1.31.1.5.0",
			columns = { type = 3, speed = 5, virtual = { 2, pattern = virtual } },
		},
		portx = {
			at = "1.3.6.1.2.1.31.1.1.1", index = "ifindex", every = "1d", changes = "1.3.6.1.2.1.31.1.5.0",
			columns = { megabits = 15, connector = 17, virtual = { 1, pattern = virtual } },
		},
		octets = {
			at = "1.3.6.1.2.1.2.2.1", index = "ifindex", unless = "octetsx.received",
			columns = { received = { 10, fastest = line }, sent = { 16, fastest = line } },
		},
		octetsx = {
			at = "1.3.6.1.2.1.31.1.1.1", index = "ifindex", reset = "discontinuity",
			columns = { received = 6, sent = 10, discontinuity = 19 },
		},
	},
	assets = { { receive = through("received"), transmit = through("sent") } },
}
