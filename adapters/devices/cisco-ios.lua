-- SPDX-License-Identifier: BSD-2-Clause
-- Cisco IOS, IOS XE and IOS XR: see cisco-ios.md.

-- Routers and firewalls say so only in words.
local router = "system.descr ~ '*IOS XR*' | '*ASR*' | '*ISR*' | '*, C[1-3][0-9]00 Software*'" ..
    " | '*, [1-7][0-9]00 Software*'"
local firewall = "system.descr ~ '*Adaptive Security Appliance*' | '*Firepower*'"
local other = "system.descr ~ '*Controller*' | '*Access Point*' | '*AP Software*'"

adapter "cisco-ios" {
	format = "snmp", title = "Cisco IOS switches and routers", class = "switch", vendor = "Cisco",
	match = {
		oid = "1.3.6.1.4.1.9.1", descr = { "Cisco IOS*", "Cisco Internetwork Operating System*" },
		score = 30,
	},
	parts = { "cisco", "entity", "entity-sensor", "endpoints" },
	tables = {
		-- Of boxes whose ENTITY-MIB leaves the chassis empty.
		old = { at = "1.3.6.1.4.1.9.3.6", every = "1d", columns = { serial = 3 } },
	},
	assets = {
		{
			class = {
				{ const = "firewall", when = firewall }, { const = "router", when = router },
				{ const = "other", when = other },
			},
			serial = { "old.serial", when = "not exists(entity.serial[class = 3 and exists(serial)])" },
		},
	},
}
