-- SPDX-License-Identifier: BSD-2-Clause
-- Chatsworth eConnect.  See chatsworth.md.
adapter "chatsworth" {
	format = "snmp", title = "Chatsworth Products eConnect PDUs",
	class = "pdu", vendor = "Chatsworth Products",
	match = { oid = "1.3.6.1.4.1.30932", answers = { "1.3.6.1.4.1.30932.1.1.1", "1.3.6.1.4.1.30932.1.10.1" } },
	base = "1.3.6.1.4.1.30932.1",
	tables = {
		info = { at = "1.1", every = "1d", columns = { model = 2 } },
		-- role: 1 is the one that answers.
		unit = { at = "10.1.2.10.1", index = "mac:text", every = "1d",
			columns = { model = 2, role = 13, serial = 18 } },
		outlet = { at = "10.1.4.10.1", index = "outlet mac:text", every = "1d", columns = { name = 4 } },
	},
	-- What the device calls power is volt-amperes: there are no watts.
	assets = {
		{ each = "unit", self = "any(role, 1) = 1", model = "unit.model", serial = "unit.serial" },
		{ model = "info.model" },
	},
	feeds = { { each = "outlet", of = "unit", label = "name", outlet = "outlet" } },
}
