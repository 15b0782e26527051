-- SPDX-License-Identifier: BSD-2-Clause
-- Cisco Nexus: see cisco-nxos.md.  Interconnects of UCS run NX-OS too, and answer more.
adapter "cisco-nxos" {
	format = "snmp", title = "Cisco Nexus switches (NX-OS)", class = "switch", vendor = "Cisco",
	match = {
		oid = "1.3.6.1.4.1.9.12.3.1.3", descr = "Cisco NX-OS*", score = 30,
	},
	parts = { "cisco", "entity", "entity-sensor", "endpoints" },
}
