-- SPDX-License-Identifier: BSD-2-Clause
-- Rows of a database: mysql --xml, mysqldump --xml, PostgreSQL query_to_xml().  See sqlxml.md.

local classes = {
	["Server"] = "server", ["Rack server"] = "server", ["Compute"] = "server", ["Blade"] = "blade",
	["Blade server"] = "blade", ["Chassis"] = "chassis", ["Enclosure"] = "chassis", ["Hypervisor"] = "hypervisor",
	["ESX"] = "hypervisor", ["Virtual machine"] = "vm", ["Storage Array"] = "storage", ["SAN"] = "storage",
	["NAS"] = "storage", ["Switch"] = "switch", ["Access Switch"] = "switch", ["Core Switch"] = "switch",
	["Distribution Switch"] = "switch", ["Leaf"] = "switch", ["Spine"] = "switch", ["ToR Switch"] = "switch",
	["Router"] = "router", ["Firewall"] = "firewall", ["PDU"] = "pdu", ["CDU"] = "pdu", ["UPS"] = "ups",
}

-- What openDCIM and NetBox call their columns, and what people call those of a SELECT.
local function fields(own)
	local all = {
		name = { "Label", "name", "hostname", "host_name", "device_name", "device", "server" },
		serial = { "SerialNo", "serial", "serial_number", "serial_no", "service_tag" },
		asset_tag = { "AssetTag", "asset_tag", "asset_no", "asset_number", "asset_id" },
		uuid = { "uuid" },
		vendor = { "manufacturer", "vendor", "make" },
		model = { "model", "device_type", "product" },
		class = { "role", "device_role", "class", "DeviceType", "type", map = classes, default = "other" },
		address = { "PrimaryIP", "primary_ip", "primary_ip4", "ip_address", "ip", "address", pattern = "^ *([^/ ]+)" },
		site = { "site", "data_center", "datacenter", "dc" },
		room = { "room", "zone" },
		rack = { "rack", "cabinet" },
		position = { "Position", "u_position", "rack_position", pattern = "^ *0*([1-9][0-9]*)(\\.0+)? *$" },
		height = { "Height", "u_height", "units", none = { "0", "0.0" } },
		parent = { "parent", "parent_device", "chassis" },
		application = { "application", "service" },
		owner = { "owner", "tenant", "team" },
		environment = { "environment", "env" },
		install_status = { "status" },
		purchase_date = { "InstallDate", "purchase_date", "install_date" },
		purchase_cost = { "purchase_cost", "purchase_price" },
		warranty_end = { "WarrantyExpire", "warranty_end", "warranty_expire", "warranty_expires" },
		support_contract = { "WarrantyCo", "support_contract", "contract" },
		support_start = { "support_start" }, support_end = { "support_end" }, support_cost = { "support_cost" },
		notice_days = { "notice_days" }, notice_months = { "notice_months" }, lease_end = { "lease_end" },
		residual_value = { "residual_value" },
		-- Zero is what both write for "not known".
		power_rated = { "NominalWatts", "power_rated", "nominal_watts", none = { "0" } },
		power = { "power", "watts" },
		wave = { "wave", "move_group" },
		migration_status = { "migration_status" }, strategy = { "strategy" },
		cutover_date = { "cutover_date", "cutover" }, target = { "target" },
	}
	for field, rule in pairs(own) do
		all[field] = rule
	end
	return all
end

adapter "sqlxml" {
	title = "SQL rows as XML",
	format = "xml",
	-- table_to_xml() calls the root after its table: say it in the source with root = "...".
	root = { "resultset", "mysqldump", "table", "row" },
	forest = "row",
	lookups = {
		-- openDCIM keeps names in tables of their own, some of them behind the devices'.
		cabinet = { at = "/mysqldump/database/table_data[@name='fac_Cabinet']/row", late = true,
			key = "field[@name='CabinetID']", value = "field[@name='Location']" },
		cabinet_site = { at = "/mysqldump/database/table_data[@name='fac_Cabinet']/row", late = true,
			key = "field[@name='CabinetID']", value = "field[@name='DataCenterID']" },
		data_center = { at = "/mysqldump/database/table_data[@name='fac_DataCenter']/row", late = true,
			key = "field[@name='DataCenterID']", value = "field[@name='Name']" },
		device = { at = "/mysqldump/database/table_data[@name='fac_Device']/row", late = true,
			key = "field[@name='DeviceID']", value = "field[@name='Label']" },
		template_model = { at = "/mysqldump/database/table_data[@name='fac_DeviceTemplate']/row", late = true,
			key = "field[@name='TemplateID']", value = "field[@name='Model']" },
		template_maker = { at = "/mysqldump/database/table_data[@name='fac_DeviceTemplate']/row", late = true,
			key = "field[@name='TemplateID']", value = "field[@name='ManufacturerID']" },
		department = { at = "/mysqldump/database/table_data[@name='fac_Department']/row", late = true,
			key = "field[@name='DeptID']", value = "field[@name='Name']" },
		maker = { at = "/mysqldump/database/table_data[@name='fac_Manufacturer']/row", late = true,
			key = "field[@name='ManufacturerID']", value = "field[@name='Name']" },
	},
	records = {
		{
			name = "rows", at = "row", is = "asset", optional = true,
			column = { "field[@name='$']", "$" },
			fields = fields {},
		},
		{
			name = "dump", at = "/mysqldump/database/table_data/row", is = "asset", optional = true,
			table = "^table_data/@name", tables = { "fac_Device", "dcim_device" },
			column = "field[@name='$']",
			-- Keys of openDCIM's tables, where the column is one.
			fields = fields {
				rack = { { "Cabinet", lookup = "cabinet" }, "rack" },
				site = { { "Cabinet", lookup = { "cabinet_site", "data_center" } }, "site" },
				parent = { { "ParentDevice", lookup = "device" }, "parent" },
				owner = { { "Owner", lookup = "department" }, { "owner", "tenant", "team", pattern = "^(.*[^0-9 ].*)$" } },
				model = { { "TemplateID", lookup = "template_model" }, "model" },
				vendor = { { "TemplateID", lookup = { "template_maker", "maker" } }, "manufacturer" },
			},
		},
	},
}
