-- SPDX-License-Identifier: BSD-2-Clause
-- Dell EMC Networking OS10: see dell-os10.md.
adapter "dell-os10" {
	format = "snmp", title = "Dell EMC switches (OS10)", class = "switch", vendor = "Dell EMC",
	match = { oid = "1.3.6.1.4.1.674.11000.5000.100.2", descr = "*OS10*" },
	parts = { "host-resources", "ucd", "endpoints" },
	tables = {
		-- entPhysicalSerialNum is a part's number here: the service tag is in the asset ID.
		chassis = { at = "1.3.6.1.4.1.674.11000.5000.100.4.1.1.3.1", index = "chassis", every = "1d",
			columns = { part = 5, tag = 7 } },
		further = { at = "1.3.6.1.4.1.674.11000.5000.100.4.1.1.3.1", index = "further", every = "1d",
			columns = { part = 5, tag = 7 } },
		entity = {
			at = "1.3.6.1.2.1.47.1.1.1.1", index = "entity", every = "1d",
			changes = "1.3.6.1.2.1.47.1.4.1.0",
			columns = { class = 5, part = 11, model = 13, tag = 15 },
		},
	},
	assets = {
		{
			serial = { "first(chassis.tag)", "first(entity.tag[class = 3])" },
			model = "first(entity.model[class = 3])",
		},
		{
			each = "further", where = "exists(tag) and tag != first(chassis.tag)",
			serial = "tag", model = "first(entity.model[class = 3 and tag = further.tag])",
		},
	},
}
