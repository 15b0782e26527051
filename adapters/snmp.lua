-- SPDX-License-Identifier: BSD-2-Clause
-- What a source says that polls agents: each agent is read by the family, of those in
-- devices/, that fits it best.  See decom-snmp(7).
adapter "snmp" {
	format = "snmp",
	title = "SNMP agents, each by the device family that fits it best",
}
