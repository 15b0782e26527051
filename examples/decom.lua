-- SPDX-License-Identifier: BSD-2-Clause
--
-- decom's configuration: copy it to SYSCONFDIR/decom/decom.lua and change it.
-- Paths are relative to this file.  "decom check" reads it and says what is wrong;
-- decom.lua(5) lists every word; examples/estate has a larger one.

currency "EUR"

-- A data centre, named as your sources name it.
-- exit_date: when it must be empty.  tariff: money a kWh.  pue: the room's overhead.
site "DC1" { exit_date = "2027-06-30", pue = 1.6, tariff = 0.25 }

-- What is there: an export of your CMDB.  "decom adapter list" shows what can be read,
-- "decom adapter test servicenow FILE" what decom sees in a file.
source "cmdb" {
	adapter = "servicenow",
	files   = "/var/lib/decom/import/cmdb_*.xml",
	every   = "6h",
	-- Your own columns, and corrections: field = path.  "decom fields" lists the fields.
	fields  = {
		application = "u_application",
		rack = "u_rack", position = "u_rack_unit",
	},
}

-- What is planned: the migration tracker, as "XML Spreadsheet 2003".
source "tracker" {
	adapter = "spreadsheetml",
	files   = "/var/lib/decom/import/tracker.xml",
	sheet   = "Servers",
	fields  = {
		name = "Hostname", serial = "Serial No", wave = "Wave",
		migration_status = { "Status", map = {
			["Planned"] = "planned", ["In progress"] = "inProgress", ["Done"] = "completed",
		} },
		cutover_date = { "Actual cutover", "Planned cutover" },
	},
}

-- What it does: evidence from sysstat (sadf -x) and from graphs (rrdtool xport).
source "sar"    { adapter = "sadf",    files = "/var/lib/decom/import/sar/*.xml.gz" }
source "graphs" { adapter = "rrdtool", files = "/var/lib/decom/import/graphs/*.xml" }

-- What the devices say themselves, by SNMP: all addresses that the sources above know.
-- "decom probe ADDRESS" shows what would be read.  The files hold the passphrases, mode 0600.
-- credential "dc1" { version = 3, user = "decom", auth = { "SHA-256", file = "dc1.auth" },
--                    priv = { "AES", file = "dc1.priv" } }
-- source "devices" { adapter = "snmp", agents = "known", credential = "dc1", every = "5m" }

-- What counts as idle.  "decom policy list" shows what is there; your own go into policies/.
policy "idle-quarter"
policy "keep-standby"
