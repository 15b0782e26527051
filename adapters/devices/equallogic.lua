-- SPDX-License-Identifier: BSD-2-Clause
-- Dell EqualLogic: see equallogic.md.  The group answers for all its members.
adapter "equallogic" {
	format = "snmp", title = "Dell EqualLogic groups", class = "storage", vendor = "Dell",
	match = { oid = "1.3.6.1.4.1.12740" },
	base = "1.3.6.1.4.1.12740.2.1",
	tables = {
		member = { at = "1.3.6.1.4.1.12740.2.1.1.1", index = "group member", every = "1d", columns = { name = 9 } },
		info = {
			at = "11.1", index = "group member", every = "1d", columns = { model = 1, serial = 2, tag = 8 },
		},
		traffic = { at = "12.1", index = "group member", columns = { sent = 8, received = 9 } },
	},
	assets = {
		{
			each = "member", name = "name",
			-- Dell's service tag is what contracts and lists go by.
			serial = { "info.tag", "info.serial" }, model = "info.model",
			-- What the clients wrote the member has received.
			transmit = "rate(traffic.sent)", receive = "rate(traffic.received)",
		},
	},
}
