-- SPDX-License-Identifier: BSD-2-Clause
-- Chatsworth eConnect.  See chatsworth.md.
adapter "chatsworth" {
	format = "snmp", title = "Chatsworth Products eConnect PDUs",
	class = "pdu", vendor = "Chatsworth Products",
	match = { oid = "1.3.6.1.4.1.30932", answers = { "1.3.6.1.4.1.30932.1.1.1", "1.3.6.1.4.1.30932.1.10.1" } },
	base = "1.3.6.1.4.1",
	tables = {
		info = { at = "30932.1.1.1", every = "1d", columns = { model = 2 } },
		-- role: 1 is the one that answers.
		unit = { at = "30932.1.10.1.2.10.1", index = "mac:text", every = "1d",
			columns = { model = 2, role = 13, serial = 18 } },
		outlet = { at = "30932.1.10.1.4.10.1", index = "outlet mac:text", every = "1d", columns = { name = 4 } },
	},
	-- What the device calls power is volt-amperes: there are no watts.
	assets = {
		{ model = { "unit[role = 1].model", "info.model" }, serial = "unit[role = 1].serial" },
		{ each = "unit", where = "role != 1", model = "unit.model", serial = "unit.serial" },
	},
	feeds = {
		{ each = "outlet", where = "any(unit.role, 1) = 1", label = "name", outlet = "outlet" },
		{ each = "outlet", where = "unit.role != 1", of = "unit", label = "name", outlet = "outlet" },
	},
}
