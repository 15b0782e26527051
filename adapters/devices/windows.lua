-- SPDX-License-Identifier: BSD-2-Clause
-- Microsoft Windows.  See windows.md.

-- No 64-bit counters.  A Counter32 of octets wraps in 3.4 s at 10 Gbit/s; the packets tell whether it did:
-- what is counted as one is at most 65536 octets (segmentation offload).
local function bounded(unicast, other)
	return "min(if(port.speed > 0 and port.speed < 4294967295, port.speed / 8, "
		.. "if(portx.megabits > 0, portx.megabits * 125000, 1250000000)), "
		.. "(rate(" .. unicast .. ") + any(rate(" .. other .. "), 0)) * 65536)"
end

adapter "windows" {
	format = "snmp", title = "Microsoft Windows",
	match = { oid = "1.3.6.1.4.1.311.1.1.3.1" },
	parts = { "host-resources", "interfaces", "maker-agents" },
	tables = {
		octets = {
			at = "1.3.6.1.2.1.2.2.1", index = "ifindex",
			columns = {
				received = { 10, fastest = bounded("inunicast", "inother") },
				sent = { 16, fastest = bounded("outunicast", "outother") },
				inunicast = 11, inother = 12, outunicast = 17, outother = 18,
			},
		},
	},
}
