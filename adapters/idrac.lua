-- SPDX-License-Identifier: BSD-2-Clause
-- Dell iDRAC: hardware inventory export.  See idrac.md.

local function system(name)
	return "Component[@Classname='DCIM_SystemView']/PROPERTY[@NAME='" .. name .. "']/VALUE"
end

local supply = "Component[@Classname='DCIM_PowerSupplyView']/PROPERTY"
local generation = system("SystemGeneration")
local modular = generation .. "~'*Modular*'"
local monolithic = generation .. "!~'*Modular*'"

adapter "idrac" {
	title = "Dell iDRAC hardware inventory",
	format = "xml",
	root = "Inventory",
	records = {
		{
			-- One host a file; the components come in any order.
			name = "system", at = ".", is = "asset",
			where = { system("ServiceTag") },
			fields = {
				serial = system("ServiceTag"), asset_tag = system("AssetTag"), uuid = system("UUID"),
				name = system("HostName"), vendor = system("Manufacturer"), model = system("Model"),
				class = { { generation, pattern = "G ([A-Za-z]+)",
					map = { Monolithic = "server", Modular = "blade" }, default = "server" } },
				-- A blade says its chassis' tag and height; a rack server repeats its own.
				parent = { { system("ChassisServiceTag"), when = modular } },
				position = { { system("BaseBoardChassisSlot"), when = modular, pattern = "0*([1-9][0-9]*)" } },
				height = { { system("ChassisSystemHeight"), when = monolithic, none = { "0", "255" } } },
				power_rated = {
					{ sum = { supply .. "[@NAME='TotalOutputPower']/VALUE" }, scale = 0.5,
						when = supply .. "[@NAME='RedundancyStatus']/DisplayValue='Fully Redundant'" },
					{ sum = { supply .. "[@NAME='TotalOutputPower']/VALUE" } },
				},
			},
		},
	},
}
