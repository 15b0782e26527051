-- SPDX-License-Identifier: BSD-2-Clause
-- Microsoft Project XML.  See mspdi.md.

-- "Cut over web-03": the host's name behind one of these words, or alone.
local host = "([A-Za-z][A-Za-z0-9_.-]*[0-9][A-Za-z0-9_.-]*) *$"
local verbs = { "[Cc]ut[ -]?[Oo]ver", "[Mm]igrate", "[Mm]ove", "[Rr]ehost", "[Rr]elocate", "[Rr]eplatform",
	"[Rr]etire", "[Dd]ecommission", "[Ss]hut ?down", "[Ss]witch off", "[Pp]ower off" }

local function named(columns)
	local rules = columns
	for _, verb in ipairs(verbs) do
		rules[#rules + 1] = { path = "Name", pattern = "^ *" .. verb .. ":? +" .. host }
	end
	rules[#rules + 1] = { path = "Name", pattern = "^ *" .. host }
	return rules
end

adapter "mspdi" {
	title = "Microsoft Project XML",
	format = "xml",
	root = "Project",
	lookups = {
		-- A custom column goes by its alias, where it has none by its field's name ("Text7").
		alias = { at = "ExtendedAttributes/ExtendedAttribute", key = { "Alias", "FieldName" }, value = "FieldID" },
		-- The wave of a task is the summary task nearest above it; level 0 is the project.
		summary = { at = "Tasks/Task", where = { "Summary='1'" }, level = "OutlineLevel", from = 1, value = "Name" },
		-- People come behind the tasks.
		assignment = { at = "Assignments/Assignment", late = true, key = "TaskUID", value = "ResourceUID" },
		resource = { at = "Resources/Resource", late = true, key = "UID", value = "Name" },
	},
	records = {
		{
			name = "tasks", at = "Tasks/Task", is = "asset",
			-- Not assets: summaries, milestones, blank lines, and what was taken out of the plan.
			where = { "IsNull!='1'", "Summary!='1'", "Milestone!='1'", "Active!='0'" },
			column = "ExtendedAttribute[FieldID=alias('$')]/Value",
			fields = {
				name = named { "Hostname", "Host name", "Host", "Server", "Server name", "Asset" },
				serial = { "Serial", "Serial No", "Serial number", "S/N", "Service Tag" },
				asset_tag = { "Asset tag", "Asset ID", "Asset number" },
				application = { "Application", "App", "Service" },
				wave = { "Wave", "Move group", { path = "OutlineLevel", lookup = "summary" } },
				target = { "Target", "Target platform" },
				strategy = { "Strategy", "Disposition",
					map = { ["Decommission"] = "retire", ["Lift and shift"] = "rehost", ["Keep"] = "retain",
						["Replace"] = "repurchase", ["Rebuild"] = "refactor" } },
				migration_status = { "./PercentComplete", map = { ["0"] = "planned", ["100"] = "completed" },
					default = "inProgress" },
				cutover_date = { "./ActualFinish", "./Finish" },
				owner = { "Owner", { path = "UID", lookup = { "assignment", "resource" } } },
			},
		},
	},
}
