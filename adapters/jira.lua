-- SPDX-License-Identifier: BSD-2-Clause
-- Jira: Export > XML of an issue search (RSS 0.92).  See jira.md.

-- "Cut over web-03": the host's name behind one of these words, or alone.
local host = "([A-Za-z][A-Za-z0-9_.-]*[0-9][A-Za-z0-9_.-]*) *$"
local verbs = { "[Cc]ut[ -]?[Oo]ver", "[Mm]igrate", "[Mm]ove", "[Rr]ehost", "[Rr]elocate", "[Rr]eplatform",
	"[Rr]etire", "[Dd]ecommission", "[Ss]hut ?down", "[Ss]witch off", "[Pp]ower off" }

local function named(columns)
	local rules = columns
	for _, verb in ipairs(verbs) do
		rules[#rules + 1] = { path = "summary", pattern = "^ *" .. verb .. ":? +" .. host }
	end
	rules[#rules + 1] = { path = "summary", pattern = "^ *" .. host }
	return rules
end

adapter "jira" {
	title = "Jira issue search, XML",
	format = "xml",
	root = "rss",
	records = {
		{
			name = "issues", at = "channel/item", is = "asset",
			total = "channel/issue/@total", cap = 1000,
			column = "customfields/customfield[customfieldname='$']/customfieldvalues/customfieldvalue",
			fields = {
				name = named { "Hostname", "Host name", "Host", "Server", "Server name", "Asset", "Configuration item" },
				serial = { "Serial", "Serial No", "Serial number", "S/N", "Service Tag" },
				asset_tag = { "Asset tag", "Asset ID", "Asset number" },
				wave = { "Wave", "Move group", "Migration wave" },
				target = { "Target", "Target platform" },
				strategy = { "Strategy", "Disposition",
					map = { ["Decommission"] = "retire", ["Lift and shift"] = "rehost", ["Keep"] = "retain",
						["Replace"] = "repurchase", ["Rebuild"] = "refactor" } },
				environment = "Environment",
				-- Closed without being done; then what the status' own word refines; then its category, which
				-- neither translation nor a site's own workflow changes.
				migration_status = {
					{ path = "resolution", map = { ["Won't Do"] = "notPlanned", ["Won't Fix"] = "notPlanned",
						["Declined"] = "notPlanned", ["Cancelled"] = "notPlanned", ["Canceled"] = "notPlanned",
						["Duplicate"] = "notPlanned", ["Rolled back"] = "failed" } },
					{ path = "status", map = { ["Cutover"] = "cutOver", ["Cutover done"] = "cutOver",
						["Hypercare"] = "cutOver", ["Migrated"] = "completed", ["Rolled back"] = "failed",
						["Rollback"] = "failed", ["Retain"] = "retained", ["Won't Do"] = "notPlanned",
						["Cancelled"] = "notPlanned", ["Canceled"] = "notPlanned" } },
					{ path = "statusCategory/@key", map = { new = "planned", undefined = "planned",
						indeterminate = "inProgress", done = "completed" } },
					{ path = "status", map = { ["To Do"] = "planned", ["Open"] = "planned", ["Backlog"] = "planned",
						["Reopened"] = "inProgress", ["In Review"] = "inProgress", ["Resolved"] = "completed",
						["Closed"] = "completed", ["Done"] = "completed" } },
				},
				cutover_date = { "Actual cutover", "Cutover date", "Cutover", "Planned cutover", "./due", "./resolved" },
				owner = { { path = "assignee", when = "assignee/@accountid!='-1'", none = { "Unassigned" } } },
				application = { "Application", { path = "component", list = "; " }, { path = "labels/label", list = "; " } },
			},
		},
	},
}
