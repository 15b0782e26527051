-- SPDX-License-Identifier: BSD-2-Clause
-- Tripp Lite PowerAlert.  See tripplite.md.

local lowest = "min(chain.number)"

-- device: what selects the rows of one device; its rows of the three tables.
local function unit(device, row)
	return {
		vendor = { "device" .. row .. ".vendor", { const = "Tripp Lite" } },
		model = "device" .. row .. ".model",
		serial = "ident" .. row .. ".serial",
		class = { "if(exists(pdu" .. row .. ".number), 'pdu', if(exists(ups" .. row .. ".number), 'ups', 'other'))" },
		power = { "pdu" .. row .. ".power", "sum(output[" .. device .. "].power)", "ups" .. row .. ".power" },
		checks = {
			{ "power", near = "sum(output[" .. device .. "].current * voltage)", within = 0.6, from = 100 },
		},
	}
end

local first, linked = unit("device = " .. lowest, "[device = " .. lowest .. "]"), unit("device = each.device", "")

linked.each = "device"
linked.where = "device != " .. lowest

adapter "tripplite" {
	format = "snmp", title = "Tripp Lite PowerAlert (PDUs and UPSes)",
	match = { oid = "1.3.6.1.4.1.850.1.1", answers = "1.3.6.1.4.1.850.1.1.1.2" },
	base = "1.3.6.1.4.1",
	none = { -1 },
	tables = {
		-- The devices once more, to find the lowest whatever row is at hand.
		chain = { at = "850.1.1.1.2.1", index = "number", every = "1d", columns = { model = 5 } },
		device = { at = "850.1.1.1.2.1", index = "device", every = "1d", columns = { vendor = 4, model = 5 } },
		ident = { at = "850.1.1.2.1.1", index = "device", every = "1d", columns = { serial = 5 } },
		pdu = { at = "850.1.1.3.2.2.1.1", index = "device", columns = { number = 1, power = 9 } },
		ups = { at = "850.1.1.3.1.2.1.1", index = "device", columns = { number = 1, power = 12 } },
		output = { at = "850.1.1.3.2.3.2.1.1", index = "device line",
			columns = { voltage = { 4, scale = 0.1 }, current = { 5, scale = 0.01 }, power = 8 } },
		outlet = { at = "850.1.1.3.2.3.3.1.1", index = "device outlet", columns = { name = 2, power = 9 } },
	},
	assets = { first, linked },
	feeds = {
		{ each = "outlet", where = "device = " .. lowest, label = "name", outlet = "outlet", power = "power" },
		{ each = "outlet", where = "device != " .. lowest, of = "device", label = "name", outlet = "outlet", power = "power" },
	},
}
