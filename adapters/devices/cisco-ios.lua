-- SPDX-License-Identifier: BSD-2-Clause
-- Cisco IOS, IOS XE and IOS XR: see cisco-ios.md.

-- Routers say so only in words.
local router = "system.descr ~ '*IOS XR*' or system.descr ~ '*ASR*' or system.descr ~ '*ISR*'" ..
    " or system.descr ~ '*, C[1-3][0-9]00 Software*' or system.descr ~ '*, [1-7][0-9]00 Software*'"

adapter "cisco-ios" {
	format = "snmp", title = "Cisco IOS switches and routers", class = "switch", vendor = "Cisco",
	match = {
		oid = "1.3.6.1.4.1.9.1", descr = { "Cisco IOS*", "Cisco Internetwork Operating System*" },
		score = 30,
	},
	parts = { "cisco", "entity", "entity-sensor", "endpoints" },
	assets = {
		{ class = { const = "router", when = router } },
	},
}
