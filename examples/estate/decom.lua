-- SPDX-License-Identifier: BSD-2-Clause
--
-- The configuration of the example estate: Larkfield Press leaves Mill Road.
-- decom.lua(5) explains every word; expected.tsv says what comes out.

as_of    "2026-10-01"			-- the day of the exports; leave it out to judge as of today
currency "GBP"

site "Mill Road" { exit_date = "2027-06-30", pue = 1.7, tariff = 0.21 }
site "Harbour"   { pue = 1.3, tariff = 0.21 }

-- The CMDB comes first: where two sources disagree, the one declared first wins.
-- The adapter knows ServiceNow's own columns; "u_..." are this site's.
source "cmdb" {
	adapter = "servicenow",
	files   = "cmdb.xml",
	fields  = {
		class = { "chassis_type", "sys_class_name",	-- the first whose value the map knows
			map = {
				["Blade"] = "blade", ["Blade Enclosure"] = "chassis",
				cmdb_ci_linux_server = "server", cmdb_ci_esx_server = "hypervisor",
				cmdb_ci_vm_instance = "vm", cmdb_ci_storage_device = "storage",
				cmdb_ci_ip_switch = "switch", cmdb_ci_pdu = "pdu",
			} },
		application = "u_application",
		owner = "managed_by_group/@display_value",
		role = "u_role",
		rack = "u_rack", position = "u_unit", height = "u_height",
		parent = "u_chassis/@display_value",
		uuid = "u_uuid",
		power_rated = "u_power_rated",
		support_contract = "u_contract/@display_value",
		support_end = "u_contract_end",
		support_cost = "u_contract_cost",
		notice_days = "u_contract_notice_days",
	},
}

-- What the machines say about themselves: serial numbers nobody typed.
source "ilo"   { adapter = "rimp",  files = "ilo/*.xml" }
source "idrac" { adapter = "idrac", files = "idrac/*.xml" }

-- The migration office's spreadsheet.  Fields are named by its column headings.
source "tracker" {
	adapter = "spreadsheetml",
	files   = "tracker.xml",
	sheet   = "Servers",
	header  = 2,
	fields  = {
		name = "Hostname", serial = "Serial No", application = "Application", wave = "Wave",
		strategy = { "Strategy", map = { Rehost = "rehost", Retire = "retire", Retain = "retain" } },
		migration_status = { "Status", map = {
			Planned = "planned", ["In progress"] = "inProgress", ["Cut over"] = "cutOver",
			Completed = "completed", Retained = "retained",
		} },
		cutover_date = { "Actual cutover", "Planned cutover" },
	},
}

-- Wave 3 keeps tickets of its own; the adapter knows the usual names of fields.
source "wave 3" { adapter = "jira", files = "wave3.xml" }

-- Evidence: sysstat's own history of some hosts, the graphs of the others.
source "sar"    { adapter = "sadf",    files = "sar/*.xml.gz" }
source "graphs" { adapter = "rrdtool", files = "graphs/*.xml" }	-- legend: "NAME METRIC"

policy "idle-quarter"
policy "keep-standby"
