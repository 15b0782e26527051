-- SPDX-License-Identifier: BSD-2-Clause
--
-- Writes the exports of the example estate, the same bytes every time:
--	lua5.4 make.lua [FOLDER]
-- Larkfield Press, an imaginary publisher, leaves its data centre "Mill Road"
-- by 2027-06-30 and keeps the one at "Harbour".  The table below is what is
-- really there; each tool's export shows the part of it that this tool would
-- know, in the shape in which it would write it.  README.md says what decom
-- should make of them.

local folder = (arg[1] or "."):gsub("/*$", "/")

-- Time ------------------------------------------------------------------------

local DAY = 86400

local function day(iso)			-- seconds at 00:00 UTC
	local y, m, d = iso:match("(%d+)-(%d+)-(%d+)")
	y, m, d = tonumber(y), tonumber(m), tonumber(d)
	if m <= 2 then y, m = y - 1, m + 12 end
	local days = 365 * y + y // 4 - y // 100 + y // 400 + (153 * (m - 3) + 2) // 5 + d - 719469
	return days * DAY
end

local AS_OF, FIRST = day "2026-10-01", day "2026-06-13"	-- 110 days of evidence

-- A sample's time is the end of its interval: this is the day it tells about.
local function about(time) return os.date("!*t", time - 1) end

-- Chance: the same for the same name, and no other library's generator ---------

local function hash(text)
	local h = 2166136261
	for i = 1, #text do h = ((h ~ text:byte(i)) * 16777619) & 0xffffffff end
	return h
end

local function chance(name)		-- a function that gives numbers from 0 to 1
	local state = hash(name) | 1
	return function()
		state = (state * 6364136223846793005 + 1442695040888963407) & 0x7fffffffffffffff
		return (state >> 31) / (1 << 32)
	end
end

local function hex(text, n)
	local s = ""
	for i = 1, n // 8 do s = s .. string.format("%08x", hash(text .. i)) end
	return s
end

local function uuid(name)
	local h = hex(name, 32)
	return table.concat({ h:sub(1, 8), h:sub(9, 12), "4" .. h:sub(14, 16), "a" .. h:sub(18, 20), h:sub(21, 32) }, "-")
end

-- The estate ------------------------------------------------------------------

-- behaviour: what the machine does.  seen: which tool watches it.
-- plan: status, strategy, wave, cutover (the tracker's words).
local kinds = {
	dl360 = { "HPE", "ProLiant DL360 Gen9", "server", height = 1, rated = 500, draw = { 95, 210 }, life = 2017 },
	dl380 = { "HPE", "ProLiant DL380 Gen10", "server", height = 2, rated = 800, draw = { 130, 310 }, life = 2020 },
	r640 = { "Dell Inc.", "PowerEdge R640", "server", height = 1, rated = 750, draw = { 110, 260 }, life = 2019 },
	r740 = { "Dell Inc.", "PowerEdge R740", "server", height = 2, rated = 1100, draw = { 160, 390 }, life = 2020 },
	white = { "Supermicro", "SYS-5019S", "server", height = 1, rated = 350, draw = { 60, 120 }, life = 2016 },
	c7000 = { "HPE", "BladeSystem c7000 Enclosure G3", "chassis", height = 10, rated = 7200, life = 2016 },
	bl460 = { "HPE", "ProLiant BL460c Gen9", "blade", rated = 400, draw = { 85, 190 }, life = 2016 },
	esx = { "Dell Inc.", "PowerEdge R740xd", "hypervisor", height = 2, rated = 1100, draw = { 210, 420 }, life = 2021 },
	vm = { "VMware, Inc.", "VMware Virtual Platform", "vm", life = 2021 },
	array = { "NetApp", "FAS2650", "storage", height = 2, rated = 900, draw = { 310, 340 }, life = 2018 },
	switch = { "Arista", "DCS-7050SX-64", "switch", height = 1, rated = 250, life = 2018 },
	pdu = { "APC", "AP8853", "pdu", height = 0, life = 2016 },
}

local assets = {}

local function asset(name, kind, place, application, behaviour, seen, plan, more)
	local k = kinds[kind]
	local site, rack, position = place:match("^(%w+) ?(%S*) ?(%S*)$")
	local a = {
		name = name, kind = k, site = ({ MR = "Mill Road", HB = "Harbour" })[site],
		rack = rack ~= "" and site .. "-" .. rack or nil, position = position ~= "" and position or nil,
		application = application, behaviour = behaviour, seen = seen, plan = plan,
		serial = hex("serial of " .. name, 8):upper(), tag = string.format("LP-%04d", 1001 + #assets),
	}
	if k[1] == "HPE" then a.serial = "CZ" .. a.serial end	-- as these vendors write them
	if k[1] == "Dell Inc." then a.serial = a.serial:sub(1, 7) end
	for key, value in pairs(more or {}) do a[key] = value end
	assets[#assets + 1] = a
end

local function done(wave, cutover, status)
	return { status = status or "Completed", strategy = "Rehost", wave = wave, cutover = cutover }
end

local function ahead(wave, cutover, status)
	return { status = status or "Planned", strategy = "Rehost", wave = wave, cutover = cutover }
end

-- Wave 1 has moved; nobody has dared to switch these off.
asset("web-01", "dl360", "MR A1 1", "Public site", "idle", "rack-a", done("Wave 1", "2026-05-09"), { ilo = true })
asset("web-02", "dl360", "MR A1 2", "Public site", "idle", "rack-a", done("Wave 1", "2026-05-09"), { ilo = true })
asset("web-03", "dl360", "MR A1 3", "Public site", "active", "rack-a", done("Wave 1", "2026-05-09"), { ilo = true,
	note = "cut over, but the old DNS record still points here" })
asset("cms-db-01", "r740", "MR A1 5", "Newsroom", "idle", "sar", done("Wave 1", "2026-05-16"), { idrac = true })
asset("cms-db-02", "r740", "MR A1 7", "Newsroom", "idle", "sar", done("Wave 1", "2026-05-16", "Cut over"), { idrac = true })
asset("cms-app-01", "r640", "MR A1 9", "Newsroom", "active", "rack-a", done("Wave 1", "2026-05-16"), {
	second = { application = "Syndication", plan = ahead("Wave 3", "2027-01-23") },
	note = "two applications: migrated only when both are" })
asset("cms-app-02", "r640", "MR A1 10", "Newsroom", "idle", "rack-a", done("Wave 1", "2026-05-16"), { spell = "lower" })
asset("mail-01", "dl380", "MR A2 1", "Mail", "idle", "rack-a", done("Wave 1", "2026-06-06", " completed "))
asset("mail-02", "dl380", "MR A2 3", "Mail", "idle", "rack-a", done("Wave 1", "2026-06-06"), { role = "standby" })

-- Wave 2 and 3 are still to come.
asset("adv-app-01", "r640", "MR A2 5", "Advertising", "active", "rack-b", ahead("Wave 2", "2026-11-14", "In progress"))
asset("adv-app-02", "r640", "MR A2 6", "Advertising", "idle", "rack-b", ahead("Wave 2", "2026-11-14", "In progress"))
asset("adv-db-01", "r740", "MR A2 7", "Advertising", "active", "sar", ahead("Wave 2", "2026-11-14", "In progress"))
asset("dwh-01", "dl380", "MR A2 9", "Data warehouse", "active", "sar", ahead("Wave 3", "2027-02-06"))
asset("dwh-02", "dl380", "MR A2 11", "Data warehouse", "idle", "rack-b", ahead("Wave 3", "2027-02-06"))
asset("dev-01", "r640", "MR A2 13", "Newsroom", "gaps", "rack-b", ahead("Wave 3", "2027-01-23"))

-- Never in any plan.
asset("ledger-01", "r640", "MR A3 1", "Accounts", "monthEnd", "sar", nil,
	{ note = "works on the last two days of the month only" })
asset("ftp-01", "white", "MR A3 2", nil, "idle", "rack-b", nil, { serial = "To Be Filled By O.E.M." })
asset("fax-01", "white", "MR A3 3", "Fax gateway", "idle", "rack-b")
asset("lic-01", "dl360", "MR A3 4", "Licences", "active", "rack-b")
asset("ntp-01", "dl360", "MR A3 5", "Time", "active", "rack-b", nil, { tag = "LP-1019" })	-- lic-01's tag
asset("new-01", "dl380", "MR A3 7", "Archive", "young", "rack-b", nil, { bought = "2026-09-04" })

-- A chassis is as far as its last blade, a hypervisor as its last guest.
asset("enc-1", "c7000", "MR B1 1", nil, nil, nil, nil, { oa = true })
asset("bl-01", "bl460", "MR B1 1", "Layout", "idle", "rack-b", done("Wave 2", "2026-05-30"), { parent = "enc-1" })
asset("bl-02", "bl460", "MR B1 2", "Layout", "idle", "rack-b", done("Wave 2", "2026-05-30"), { parent = "enc-1" })
asset("bl-03", "bl460", "MR B1 3", "Photo desk", "active", "rack-b", ahead("Wave 3", "2027-01-23"), { parent = "enc-1" })
asset("vmh-01", "esx", "MR B1 21", nil, "active", "rack-b")
asset("vm-search-01", "vm", "MR", "Search", "active", "guests", ahead("Wave 3", "2027-02-20"), { parent = "vmh-01" })
asset("vm-search-02", "vm", "MR", "Search", "idle", "guests", ahead("Wave 3", "2027-02-20"), { parent = "vmh-01" })

asset("sto-01", "array", "MR B1 24", "Shared storage", "active", "rack-b")
asset("sto-02", "array", "MR B1 26", "Newsroom", "idle", "rack-b",
	{ status = "Completed", strategy = "Retire", wave = "Wave 1", cutover = "2026-05-16" })
asset("sw-01", "switch", "MR A1 42", nil)
asset("sw-02", "switch", "MR A2 42", nil)
asset("pdu-01", "pdu", "MR A1", nil)

-- Press control stays beside the presses.
asset("prs-ctl-01", "white", "MR B1 30", "Press control", "active", "rack-b",
	{ status = "Retained", strategy = "Retain" })
asset("prs-ctl-02", "white", "MR B1 31", "Press control", "idle", "rack-b",
	{ status = "Retained", strategy = "Retain" })

-- Harbour stays open; what idles there is waste all the same.
asset("hb-web-01", "dl360", "HB H1 1", "Subscriptions", "active", "harbour")
asset("hb-db-01", "r740", "HB H1 2", "Subscriptions", "active", "sar")
asset("hb-test-01", "r640", "HB H1 4", nil, "idle", "harbour")
asset("hb-test-02", "r640", "HB H1 5", nil, "idle", "harbour")
asset("hb-bak-01", "dl380", "HB H1 7", "Backup", nil)
asset("hb-sw-01", "switch", "HB H1 42", nil)

-- Writing ---------------------------------------------------------------------

local function escape(text)
	return (tostring(text):gsub("[&<>\"]", { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" }))
end

local function write(name, lines)
	local path = folder .. name
	local file
	if name:match("%.gz$") then
		file = assert(io.popen("gzip -9n >'" .. path .. "'", "w"))
	else
		file = assert(io.open(path, "wb"))
	end
	assert(file:write(table.concat(lines, "\n"), "\n"))
	assert(file:close())
end

local function output()
	local lines = {}
	return lines, function(format, ...)
		local values = { ... }
		for i, v in ipairs(values) do values[i] = type(v) == "string" and escape(v) or v end
		lines[#lines + 1] = string.format(format, table.unpack(values))
	end
end

-- ServiceNow: the CMDB, as List > Export > XML writes it -------------------------

local tables = { server = "cmdb_ci_linux_server", blade = "cmdb_ci_linux_server", chassis = "cmdb_ci_chassis",
	hypervisor = "cmdb_ci_esx_server", vm = "cmdb_ci_vm_instance", storage = "cmdb_ci_storage_device",
	switch = "cmdb_ci_ip_switch", pdu = "cmdb_ci_pdu" }

local function reference(text) return { text = text, id = text and hex(text, 32) } end

local function cmdb_fields(a)
	local k = a.kind
	local bought = a.bought or k.life .. "-" .. string.format("%02d-%02d", 1 + hash(a.name) % 9, 1 + hash(a.name) % 27)
	local contract = k.height and k.height > 0 and "SC-" .. k[1]:match("%a+"):upper() .. "-" .. k.life
	return {
		{ "asset_tag", a.tag },
		{ "chassis_type", k[3] == "blade" and "Blade" or k[3] == "chassis" and "Blade Enclosure" or "Rack Mount Chassis" },
		{ "comments", a.note },
		{ "cost", k[3] ~= "vm" and k.rated and k.rated * 9 },
		{ "cost_cc", k[3] ~= "vm" and k.rated and "GBP" },
		{ "environment", a.name:match("test") and "Test" or a.name:match("dev") and "Development" or "Production" },
		{ "fqdn", a.name .. ".larkfield.example" },
		{ "install_status", 1 },
		{ "location", reference(a.site) },
		{ "managed_by_group", reference(a.application and "Team " .. a.application) },
		{ "manufacturer", reference(k[1]) },
		{ "model_id", reference(k[1] .. " " .. k[2]) },
		{ "model_number", k[2] },
		{ "name", a.name },
		{ "purchase_date", bought },
		{ "serial_number", k[3] ~= "vm" and a.serial },
		{ "sys_class_name", tables[k[3]] },
		{ "sys_id", hex("sys_id of " .. a.name, 32) },
		{ "u_application", a.application },
		{ "u_chassis", reference(a.parent) },
		{ "u_contract", reference(contract) },
		{ "u_contract_cost", contract and k.rated },
		{ "u_contract_end", contract and (k.life % 2 == 0 and "2027-03-31" or "2026-12-31") },
		{ "u_contract_notice_days", contract and 90 },
		{ "u_height", k.height },
		{ "u_power_rated", k.rated },
		{ "u_rack", a.rack },
		{ "u_role", a.role },
		{ "u_unit", a.position },
		{ "u_uuid", (a.ilo or a.idrac) and uuid(a.name) },
	}
end

local function servicenow()
	local lines, add = output()
	add('<?xml version="1.0" encoding="UTF-8"?><unload unload_date="2026-10-01 05:00:00">')
	for _, a in ipairs(assets) do
		local element = tables[a.kind[3]]
		add('<%s action="INSERT_OR_UPDATE">', element)
		for _, f in ipairs(cmdb_fields(a)) do
			local name, value = f[1], f[2]
			if type(value) == "table" then
				if value.text then
					add('<%s display_value="%s">%s</%s>', name, value.text, value.id, name)
				else
					add('<%s display_value=""/>', name)
				end
			elseif value then
				add("<%s>%s</%s>", name, tostring(value), name)
			else
				add("<%s/>", name)
			end
		end
		add("</%s>", element)
	end
	add('<cmdb_ci_linux_server action="DELETE">')		-- gone last year: not an asset
	add("<name>old-01</name>")
	add("<serial_number>3D4C5B6A</serial_number>")
	add("<sys_id>%s</sys_id>", hex("old-01", 32))
	add("</cmdb_ci_linux_server>")
	add("</unload>")
	write("cmdb.xml", lines)
end

-- SpreadsheetML: the migration office's tracker ------------------------------------

local columns = { "Hostname", "Serial No", "Application", "Wave", "Strategy", "Status", "Planned cutover",
	"Actual cutover", "Notes" }

local function row(add, cells)
	add("   <Row>")
	local at = 1
	for i = 1, #columns do
		local value = cells[i]
		if value then
			local index = i > at and ' ss:Index="' .. i .. '"' or ""	-- empty cells are left out
			local kind = value:match("^%d+-%d+-%d+T") and "DateTime" or "String"
			add("    <Cell" .. index .. '><Data ss:Type="' .. kind .. '">%s</Data></Cell>', value)
			at = i + 1
		end
	end
	add("   </Row>")
end

local function tracker_row(add, a, application, plan)
	local serial = a.kind[3] ~= "vm" and a.serial or nil
	if a.spell == "lower" then serial = " " .. serial:lower() end
	local date = plan.cutover and plan.cutover .. "T00:00:00.000"
	local past = date and day(plan.cutover) < AS_OF
	row(add, { a.name, serial, application, plan.wave, plan.strategy, plan.status, date, past and date or nil, a.note })
end

local function spreadsheetml()
	local lines, add = output()
	add('<?xml version="1.0"?>')
	add('<?mso-application progid="Excel.Sheet"?>')
	add('<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"')
	add(' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">')
	add(' <Worksheet ss:Name="Servers">')
	add("  <Table>")
	row(add, { "Larkfield Press: exit from Mill Road" })
	row(add, columns)
	for _, a in ipairs(assets) do
		if a.plan then tracker_row(add, a, a.application, a.plan) end
		if a.second then tracker_row(add, a, a.second.application, a.second.plan) end
	end
	add("  </Table>")
	add(" </Worksheet>")
	add(' <Worksheet ss:Name="Contacts">')
	add("  <Table>")
	add('   <Row><Cell><Data ss:Type="String">Migration office</Data></Cell></Row>')
	add("  </Table>")
	add(" </Worksheet>")
	add("</Workbook>")
	write("tracker.xml", lines)
end

-- Jira: the teams' own tickets for wave 3 --------------------------------------------

local function jira()
	local lines, add = output()
	local items = {}
	for _, a in ipairs(assets) do
		local plan = a.second and a.second.plan or a.plan
		if plan and plan.wave == "Wave 3" then items[#items + 1] = { a, a.second and a.second.application or a.application, plan } end
	end
	add('<?xml version="1.0" encoding="UTF-8"?>')
	add('<rss version="0.92">')
	add("<channel>")
	add("<title>Mill Road exit, wave 3</title>")
	add("<link>https://jira.larkfield.example/issues/?jql=project+%%3D+EXIT</link>")
	add('<issue start="0" end="%d" total="%d"/>', #items, #items)
	for i, item in ipairs(items) do
		local a, application, plan = table.unpack(item)
		local y, m, d = plan.cutover:match("(%d+)-(%d+)-(%d+)")
		local month = ({ "Jan", "Feb", "Mar" })[tonumber(m)]
		local weekday = os.date("!%a", day(plan.cutover))
		add("<item>")
		add("<title>[EXIT-%d] Move %s</title>", 300 + i, a.name)
		add('<key id="%d">EXIT-%d</key>', 10300 + i, 300 + i)
		add("<summary>Move %s</summary>", a.name)
		add('<status id="1" description="">To Do</status>')
		add('<statusCategory id="2" key="new" colorName="default"/>')
		add('<assignee username="%s">%s</assignee>', application:lower():gsub("%W", "") .. "-lead", "Team " .. application)
		add("<labels> </labels>")
		add("<component>%s</component>", application)
		add("<due>%s, %d %s %s 00:00:00 +0000</due>", weekday, tonumber(d), month, y)
		add("<customfields>")
		for _, f in ipairs { { "Hostname", a.name }, { "Wave", plan.wave }, { "Target", "Region west" } } do
			add('<customfield id="customfield_%d" key="com.atlassian.jira.plugin.system.customfieldtypes:textfield">',
				10400 + hash(f[1]) % 100)
			add("<customfieldname>%s</customfieldname>", f[1])
			add("<customfieldvalues><customfieldvalue>%s</customfieldvalue></customfieldvalues>", f[2])
			add("</customfield>")
		end
		add("</customfields>")
		add("</item>")
	end
	add("</channel>")
	add("</rss>")
	write("wave3.xml", lines)
end

-- iLO, Onboard Administrator, iDRAC: what the machines say about themselves -----------

local function ilo(a)
	local lines, add = output()
	add("<RIMP>")
	add("<HSI>")
	add("<SBSN>%-16s</SBSN>", a.serial)				-- padded, as the firmware does
	add("<SPN>%s</SPN>", a.kind[2])
	add("<UUID>%s%s</UUID>", "755258", a.serial)
	add("<SP>1</SP>")
	add("<cUUID>%s</cUUID>", uuid(a.name):upper())
	add("<PRODUCTID> 755258-B21</PRODUCTID>")
	add("<NICS><NIC><PORT>1</PORT><DESCRIPTION>iLO 4</DESCRIPTION><IPADDR>10.20.9.%s</IPADDR><STATUS>OK</STATUS></NIC></NICS>",
		a.position)
	add("</HSI>")
	add("<MP><ST>1</ST><PN>Integrated Lights-Out 4 (iLO 4)</PN><FWRI>2.82</FWRI></MP>")
	add("<SPATIAL><RACK_ID>%s</RACK_ID><UPOSITION>%s</UPOSITION><UHEIGHT>%d</UHEIGHT></SPATIAL>", a.rack, a.position,
		a.kind.height * 100)					-- hundredths of a unit
	add("</RIMP>")
	write("ilo/" .. a.name .. ".xml", lines)
end

local function onboard_administrator(a)
	local lines, add = output()
	add("<RIMP>")
	add("<INFRA2>")
	add("<RACK>%s</RACK>", a.rack)
	add("<ENCL>%s</ENCL>", a.name)
	add("<PN>%s</PN>", a.kind[2])
	add("<ASSET>%s</ASSET>", a.tag)
	add("<ENCL_SN>%-16s</ENCL_SN>", a.serial)
	add("<UUID>09%s</UUID>", a.serial)
	add("<BLADES>")
	add('<BAYS><BAY NAME="1"/><BAY NAME="2"/><BAY NAME="3"/></BAYS>')
	for _, b in ipairs(assets) do
		if b.parent == a.name then
			add("<BLADE>")
			add("<BSN>%-16s</BSN>", b.serial)
			add("<cUUID>%s</cUUID>", uuid(b.name):upper())
			add("<NAME>%s</NAME>", b.name)
			add("<SPN>%s</SPN>", b.kind[2])
			add("<BAY><CONNECTION>%s</CONNECTION></BAY>", b.position)
			add("<POWER><POWERSTATE>ON</POWERSTATE><POWER_CONSUMED>%d</POWER_CONSUMED></POWER>",
				b.kind.draw[b.behaviour == "idle" and 1 or 2])
			add("</BLADE>")
		end
	end
	add("</BLADES>")
	add("<POWER><TYPE>INTERNAL_AC</TYPE><CAPACITY>%d</CAPACITY></POWER>", a.kind.rated)
	add("</INFRA2>")
	add("</RIMP>")
	write("ilo/" .. a.name .. ".xml", lines)
end

local function idrac(a)
	local lines, add = output()
	local function component(class, key, properties)
		add(' <Component Classname="%s" Key="%s">', class, key)
		for _, p in ipairs(properties) do
			add('  <PROPERTY NAME="%s" TYPE="string"><VALUE>%s</VALUE><DisplayValue>%s</DisplayValue></PROPERTY>', p[1],
				tostring(p[2]), tostring(p[3] or p[2]))
		end
		add(" </Component>")
	end
	add('<?xml version="1.0" encoding="UTF-8"?>')
	add('<Inventory version="2.0">')
	component("DCIM_PowerSupplyView", "PSU.Slot.1", { { "Model", "PWR SPLY,1100W,RDNT,DELTA     " },
		{ "TotalOutputPower", a.kind.rated, a.kind.rated .. " Watts" } })
	component("DCIM_SystemView", "System.Embedded.1", {
		{ "AssetTag", a.tag }, { "ChassisServiceTag", a.serial }, { "ChassisSystemHeight", a.kind.height, a.kind.height .. "U" },
		{ "HostName", a.name .. ".larkfield.example" }, { "Manufacturer", a.kind[1] }, { "Model", a.kind[2] },
		{ "ServiceTag", a.serial }, { "SystemGeneration", "14G Monolithic" }, { "UUID", uuid(a.name) } })
	add("</Inventory>")
	write("idrac/" .. a.name .. ".xml", lines)
end

-- Series -------------------------------------------------------------------------------

-- Busy share of the machine in the interval that ends at this time, or nil for a gap.
local function load(a, random, time)
	local when, noise = about(time), random()
	local last = about(time + 2 * DAY).month ~= when.month
	if a.behaviour == "gaps" and random() < 0.4 or a.behaviour == "young" and time < AS_OF - 12 * DAY then return nil end
	local active = a.behaviour == "active" or a.behaviour == "monthEnd" and last or a.behaviour == "young"
	if not active then return 0.3 + 0.6 * noise end
	local weekend = when.wday == 1 or when.wday == 7
	return (weekend and 14 or 24) + 18 * noise
end

-- sadf -x DATAFILE -- -u -r -n DEV -d, one host a file, sampled every eight hours.
local function sadf(a)
	local lines, add = output()
	local random, step = chance("sadf " .. a.name), 8 * 3600
	add('<?xml version="1.0" encoding="UTF-8"?>')
	add("<sysstat")
	add('xmlns="https://sysstat.github.io"')
	add('xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"')
	add('xsi:schemaLocation="https://sysstat.github.io https://sysstat.github.io/sysstat.xsd">')
	add("\t<sysdata-version>3.18</sysdata-version>")
	add('\t<host nodename="%s">', a.name)
	add("\t\t<sysname>Linux</sysname>")
	add("\t\t<release>6.1.0-18-amd64</release>")
	add("\t\t<machine>x86_64</machine>")
	add("\t\t<number-of-cpus>32</number-of-cpus>")
	add("\t\t<file-date>%s</file-date>", os.date("!%Y-%m-%d", FIRST))
	add("\t\t<file-utc-time>00:00:00</file-utc-time>")
	add("\t\t<timezone>UTC</timezone>")
	add("\t\t<statistics>")
	for time = FIRST + step, AS_OF, step do
		local cpu = load(a, random, time)
		local rate = cpu < 2 and cpu * 0.6 or cpu * 12
		add('\t\t\t<timestamp date="%s" time="%s" tz="UTC" interval="%d">', os.date("!%Y-%m-%d", time),
			os.date("!%H:%M:%S", time), step)
		add("\t\t\t\t<cpu-load>")
		add('\t\t\t\t\t<cpu number="all" user="%.2f" nice="0.00" system="%.2f" iowait="0.00" steal="0.00" idle="%.2f"/>',
			cpu * 0.75, cpu * 0.25, 100 - cpu)
		add("\t\t\t\t</cpu-load>")
		add('\t\t\t\t<memory unit="kB"><memused-percent>%.2f</memused-percent></memory>', 12 + cpu)
		add('\t\t\t\t<disk per="second">')
		add('\t\t\t\t\t<disk-device dev="sda" tps="%.2f" rkB="%.2f" wkB="%.2f"/>', rate / 8, rate, rate * 0.5)
		add("\t\t\t\t</disk>")
		add('\t\t\t\t<network per="second">')
		add('\t\t\t\t\t<net-dev iface="lo" rxkB="40.00" txkB="40.00"/>')	-- talks to itself: no work
		add('\t\t\t\t\t<net-dev iface="eth0" rxkB="%.2f" txkB="%.2f"/>', rate * 0.7, rate * 0.4)
		add("\t\t\t\t</network>")
		add("\t\t\t</timestamp>")
	end
	add("\t\t</statistics>")
	add("\t</host>")
	add("</sysstat>")
	write("sar/" .. a.name .. ".xml.gz", lines)
end

-- rrdtool xport, one file a rack.  The legend says whose column it is and what: CPU in per
-- cent, for storage bytes written a second, and watts.
local function xport(name, extra)
	local lines, add = output()
	local shown, legend = {}, {}
	for _, a in ipairs(assets) do
		if a.seen == name then shown[#shown + 1] = a end
	end
	if extra then shown[#shown + 1] = extra end
	for _, a in ipairs(shown) do
		a.random = chance("xport " .. a.name)
		legend[#legend + 1] = a.name .. (a.kind[3] == "storage" and " write" or " cpu")
		if a.kind.draw then legend[#legend + 1] = a.name .. " power" end
	end
	add('<?xml version="1.0" encoding="ISO-8859-1"?>')
	add("")
	add("<xport>")
	add("  <meta>")
	add("    <start>%d</start>", FIRST + DAY)
	add("    <end>%d</end>", AS_OF)
	add("    <step>%d</step>", DAY)
	add("    <rows>%d</rows>", (AS_OF - FIRST) // DAY)
	add("    <columns>%d</columns>", #legend)
	add("    <legend>")
	for _, entry in ipairs(legend) do add("      <entry>%s</entry>", entry) end
	add("    </legend>")
	add("  </meta>")
	add("  <data>")
	for time = FIRST + DAY, AS_OF, DAY do
		local values = { string.format("<t>%d</t>", time) }
		local function value(v)
			values[#values + 1] = v and string.format("<v>%.10e</v>", math.floor(v * 100) / 100) or "<v>NaN</v>"
		end
		for _, a in ipairs(shown) do
			local cpu = load(a, a.random, time)
			local draw = a.kind.draw
			value(cpu and a.kind[3] == "storage" and cpu * (cpu < 2 and 400 or 2e5) or cpu)
			if draw then value(cpu and draw[1] + (draw[2] - draw[1]) * math.min(cpu / 45, 1)) end
		end
		lines[#lines + 1] = "    <row>" .. table.concat(values) .. "</row>"
	end
	add("  </data>")
	add("</xport>")
	write("graphs/" .. name .. ".xml", lines)
end

assert(os.execute(string.format("cd '%s' && mkdir -p ilo idrac sar graphs", folder)))
servicenow()
spreadsheetml()
jira()
for _, a in ipairs(assets) do
	if a.ilo then ilo(a) end
	if a.oa then onboard_administrator(a) end
	if a.idrac then idrac(a) end
	if a.seen == "sar" then sadf(a) end
end
xport("rack-a", { name = "kiosk-77", behaviour = "idle", kind = kinds.white })	-- nobody lists it
xport("rack-b")
xport("guests")
xport("harbour")
