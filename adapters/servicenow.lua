-- SPDX-License-Identifier: BSD-2-Clause
-- ServiceNow: a list's Export > XML (unload), or the list's URL with ?XML (xml).  See servicenow.md.

-- A reference without its text is a bare sys_id, which names nothing to anybody else.
local hex8 = "[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]"
local sys_id = "!~'" .. hex8 .. hex8 .. hex8 .. hex8 .. "'"

-- Configuration items that are no hardware: software, addresses, parts, places.
local logical = "'cmdb_ci_service*'|'cmdb_ci_appl*'|'cmdb_ci_app_server*'|'cmdb_ci_business_*'|'cmdb_ci_web_*'"
	.. "|'cmdb_ci_db_*'|'cmdb_ci_database*'|'cmdb_ci_cluster*'|'cmdb_ci_file_system*'|'cmdb_ci_spkg*'"
	.. "|'cmdb_ci_endpoint*'|'cmdb_ci_certificate*'|'cmdb_ci_dns_*'|'cmdb_ci_ip_address*'|'cmdb_ci_ip_network*'"
	.. "|'cmdb_ci_ip_service*'|'cmdb_ci_network_adapter*'|'cmdb_ci_port*'|'cmdb_ci_disk*'|'cmdb_ci_storage_volume*'"
	.. "|'cmdb_ci_storage_pool*'|'cmdb_ci_lb_*'|'cmdb_ci_vlan*'|'cmdb_ci_rack*'|'cmdb_ci_zone*'|'cmdb_ci_datacenter*'"
	.. "|'cmdb_ci_computer_room*'|'cmdb_ci_outage*'|'cmdb_ci_environment*'|'cmdb_ci_group*'|'cmdb_ci_query_*'"
	.. "|'cmdb_ci_mapping_*'|'cmdb_ci_information_*'|'cmdb_ci_config_*'|'cmdb_ci_cloud_*'|'cmdb_ci_docker_*'"
	.. "|'cmdb_ci_kubernetes_*'"

local classes = {
	cmdb_ci_server = "server", cmdb_ci_linux_server = "server", cmdb_ci_win_server = "server",
	cmdb_ci_unix_server = "server", cmdb_ci_aix_server = "server", cmdb_ci_solaris_server = "server",
	cmdb_ci_hpux_server = "server", cmdb_ci_osx_server = "server", cmdb_ci_mainframe = "server",
	cmdb_ci_mainframe_hardware = "server", cmdb_ci_computer = "server", cmdb_ci_hyper_v_server = "hypervisor",
	cmdb_ci_esx_server = "hypervisor", cmdb_ci_hypervisor = "hypervisor",
	cmdb_ci_vm = "vm", cmdb_ci_vm_instance = "vm", cmdb_ci_vmware_instance = "vm", cmdb_ci_hyper_v_instance = "vm",
	cmdb_ci_chassis = "chassis", cmdb_ci_chassis_server = "chassis",
	cmdb_ci_storage_device = "storage", cmdb_ci_storage_server = "storage", cmdb_ci_msd = "storage",
	cmdb_ci_san = "storage", cmdb_ci_nas = "storage", cmdb_ci_tape_library = "storage",
	cmdb_ci_ip_switch = "switch", cmdb_ci_san_switch = "switch", cmdb_ci_storage_switch = "switch",
	cmdb_ci_netgear = "switch", cmdb_ci_ip_router = "router", cmdb_ci_ip_firewall = "firewall",
	cmdb_ci_firewall = "firewall", cmdb_ci_pdu = "pdu", cmdb_ci_rack_pdu = "pdu", cmdb_ci_ups = "ups",
	-- as the list's URL says them with sysparm_display_value=true
	["Server"] = "server", ["Linux Server"] = "server", ["Windows Server"] = "server", ["UNIX Server"] = "server",
	["AIX Server"] = "server", ["Solaris Server"] = "server", ["ESX Server"] = "hypervisor",
	["Hyper-V Server"] = "hypervisor", ["Virtual Machine Instance"] = "vm", ["Storage Device"] = "storage",
	["Storage Server"] = "storage", ["Mass Storage Device"] = "storage", ["IP Switch"] = "switch",
	["IP Router"] = "router", ["IP Firewall"] = "firewall", ["Firewall Device"] = "firewall",
	["Chassis"] = "chassis", ["PDU"] = "pdu", ["UPS"] = "ups",
}

-- The text of a reference, else what stands in it unless that is a sys_id.
local function reference(name)
	return { name .. "/@display_value", { name, when = name .. sys_id } }
end

local function first(a, b)
	return { a[1], a[2], b[1], b[2] }
end

-- What tables of configuration items and tables of assets call alike.
local function fields(own)
	local all = {
		serial = "serial_number", asset_tag = "asset_tag",
		vendor = reference("manufacturer"),
		site = reference("location"),
		owner = { "managed_by_group/@display_value", "support_group/@display_value", "owned_by/@display_value",
			"managed_by/@display_value", { "managed_by_group", when = "managed_by_group" .. sys_id },
			{ "support_group", when = "support_group" .. sys_id }, { "owned_by", when = "owned_by" .. sys_id } },
		install_status = { "install_status/@display_value", "install_status" },
		purchase_date = "purchase_date",
		-- "9800 USD": an amount in another currency than the estate's is refused, not taken for ours.
		purchase_cost = { { join = { "cost", "cost_cc" }, with = " " }, { "cost", when = "cost_cc!~'?*'" } },
		warranty_end = "warranty_expiration",
		lease_end = "lease_end",
	}
	for field, rule in pairs(own) do
		all[field] = rule
	end
	return all
end

adapter "servicenow" {
	title = "ServiceNow XML export",
	format = "xml",
	root = { "unload", "xml" },
	records = {
		{
			name = "cis", at = "cmdb_ci*", is = "asset", optional = true, cap = 10000,
			where = { "@action!='DELETE'|'delete_multiple'", "name()!~" .. logical, "sys_class_name!~" .. logical },
			fields = fields {
				name = { "name", "host_name" },
				uuid = { "u_uuid", "correlation_uuid" },
				model = { "model_id/@display_value", { "model_id", when = "model_id" .. sys_id }, "model_number" },
				class = {
					{ "chassis_type", map = { Blade = "blade", ["Blade Enclosure"] = "chassis",
						["Blade Chassis"] = "chassis" } },
					{ "sys_class_name", map = classes },
					{ "sys_class_name/@display_value", map = classes },
					{ "name()", map = classes, default = "other" },
				},
				address = { "ip_address", "fqdn" },
				environment = { "environment", "used_for", "classification" },
			},
		},
		{
			name = "assets", at = "alm_*", is = "asset", optional = true, cap = 10000,
			where = { "@action!='DELETE'|'delete_multiple'", "name()='alm_hardware'|'alm_asset'" },
			fields = fields {
				name = reference("ci"),
				model = reference("model"),
				residual_value = "residual",
			},
		},
		{
			name = "locations", at = "cmn_location", is = "site", optional = true, cap = 10000,
			where = { "@action!='DELETE'|'delete_multiple'" },
			fields = { name = "name", exit_date = "u_exit_date" },
		},
	},
}
