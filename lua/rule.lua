-- SPDX-License-Identifier: BSD-2-Clause
-- rule { ... }: a policy that is declared instead of written.  Built into decom
-- like library.lua: decom-policy(7), RULES.

local catalogue = catalogue
local nearest, METRICS, FIELDS = catalogue.nearest, catalogue.metrics, catalogue.fields

local KEYS = { "name", "title", "rule", "window", "coverage", "gap", "tests", "only", "keep",
               "guards", "idle", "score", "reason" }

-- What a metric can be asked for: what must hold of it, whether it takes an
-- argument before the limit, and its unit where that is not the metric's.
local BELOW, MOST, LEAST = "below", "at most", "at least"
local MISSED = { [BELOW] = "not below", [MOST] = "more than", [LEAST] = "less than" }
local STATISTICS = {
  { "max", BELOW }, { "mean", BELOW }, { "min", BELOW },
  { "max_daily_mean", BELOW }, { "level", BELOW },
  { "bytes_a_day", BELOW, unit = "B a day" }, { "variation", BELOW, unit = "" },
  { "percentile", BELOW, "percent" }, { "top_mean", BELOW, "share" },
  { "above", MOST, "threshold", unit = "of the time" },
  { "above_daily", MOST, "threshold", unit = "of a day" },
  { "busy_days", MOST, "threshold", unit = "days" },
  { "half_hours", MOST, "threshold", unit = "half-hours" },
  { "held", MOST, "threshold", unit = "half-hours" },
  { "longest", MOST, "threshold", unit = "h" },
  { "mean_days", LEAST, "mean", unit = "days" },
  { "hours_below", LEAST, "threshold", unit = "of the hours" },
  { "work_days", MOST, unit = "days" }, { "work_half_hours", MOST, unit = "half-hours" },
  { "bursts", MOST, unit = "half-hours" },
}

local OF_CONDITION = { "within", "optional", "unless_measured" }

local function fail(format, ...)
  error("rule: " .. format:format(...), 0)
end

local function unknown_word(where, what, word, known)
  local near = nearest(tostring(word), known)
  fail("%sunknown %s '%s'%s", where, what, tostring(word), near and (" (did you mean '%s'?)"):format(near) or "")
end

local function contains(list, word)
  for _, other in ipairs(list) do
    if other == word then
      return true
    end
  end
  return false
end

local function list_of(value)
  return type(value) == "table" and value or { value }
end

---A metric's name, checked.
local function check_metric(where, name)
  if not contains(METRICS, name) then
    unknown_word(where, "metric", name, METRICS)
  end
  return name
end

---One statistic of one metric that must hold.
local function read_statistic(where, statistic, value)
  local name, sense, argument = table.unpack(statistic)
  local limit = value
  where = where .. "." .. name
  if argument then
    if type(value) ~= "table" or type(value[1]) ~= "number" or type(value[2]) ~= "number" or #value ~= 2 then
      fail("%s: { %s, limit } is needed", where, argument:upper())
    end
    argument, limit = table.unpack(value)
  elseif type(value) ~= "number" then
    fail("%s: a number is needed", where)
  end
  return { name = name, sense = sense, argument = argument, limit = limit, unit = statistic.unit }
end

local function statistic_names()
  local names = {}
  for i, statistic in ipairs(STATISTICS) do
    names[i] = statistic[1]
  end
  for _, key in ipairs(OF_CONDITION) do
    names[#names + 1] = key
  end
  return names
end

---Append the checks that one condition of a metric consists of.
local function read_condition(checks, metric, condition, window)
  local where, names, n = "idle." .. metric, statistic_names(), #checks
  if type(condition) ~= "table" then
    fail("%s: { max = 5 } or the like is needed", where)
  end
  for key in pairs(condition) do
    if not contains(names, key) then
      unknown_word(where .. ": ", "statistic", key, names)
    end
  end
  local within, optional, unless = condition.within, condition.optional, list_of(condition.unless_measured)
  if within ~= nil and not (catalogue.days(within) and catalogue.days(within) <= (catalogue.days(window) or 0)) then
    fail('%s.within: "3d" or the like is needed, up to the window', where)
  elseif optional ~= nil and type(optional) ~= "boolean" then
    fail("%s.optional: true or false is needed", where)
  elseif condition.work_days and not catalogue.work[metric] then
    fail("%s.work_days: it shows no work", where)
  elseif condition.bytes_a_day and catalogue.units[metric] ~= "B/s" then
    fail("%s.bytes_a_day: it is no rate of bytes", where)
  end
  for _, other in ipairs(unless) do
    check_metric(where .. ".unless_measured: ", other)
  end
  for _, statistic in ipairs(STATISTICS) do
    local value = condition[statistic[1]]
    if value ~= nil then
      local check = read_statistic(where, statistic, value)
      check.metric, check.within, check.optional, check.unless = metric, within, optional, unless
      checks[#checks + 1] = check
    end
  end
  if #checks == n then
    fail("%s: no statistic is named", where)
  end
end

local function read_idle(idle, window)
  local checks = {}
  for name in pairs(type(idle) == "table" and idle or {}) do
    check_metric("idle: ", name)
  end
  for _, metric in ipairs(METRICS) do
    local conditions = idle[metric]
    if type(conditions) == "table" and #conditions > 0 then
      for _, condition in ipairs(conditions) do
        read_condition(checks, metric, condition, window)
      end
    elseif conditions ~= nil then
      read_condition(checks, metric, conditions, window)
    end
  end
  if #checks == 0 then
    fail("idle = { cpu = { max = 5 } } or the like is needed")
  end
  return checks
end

-- Of fields.  Each matcher gets the value that an asset has, never nil.

local function match_text(where, wanted, by_word)
  local list = {}
  for i, text in ipairs(list_of(wanted)) do
    if type(text) ~= "string" or text == "" then
      fail("%s: a text, a list of texts, or true is needed", where)
    end
    list[i] = text:lower()
  end
  if by_word then
    return function(value) return mentions(value, list) end
  end
  return function(value) return contains(list, value:lower()) end
end

local function match_label(where, wanted, labels)
  local list = list_of(wanted)
  for _, label in ipairs(list) do
    if not contains(labels, label) then
      unknown_word(where .. ": ", "label", label, labels)
    end
  end
  return function(value) return contains(list, value) end
end

local function match_number(where, wanted)
  local range = list_of(wanted)
  local from, to = range[1], range[2] or math.huge
  if type(from) ~= "number" or type(to) ~= "number" or #range > 2 then
    fail("%s: a number to reach, { from, to }, or true is needed", where)
  end
  return function(value) return value >= from and value <= to end
end

local function match_flag(where, wanted)
  if type(wanted) ~= "boolean" then
    fail("%s: true or false is needed", where)
  end
  return function(value) return value == wanted end
end

---What a field must be; wanted true: it is there, and not 0.
local function read_match(where, field, wanted, by_word)
  local kind = FIELDS[field]
  if kind == "flag" then
    return match_flag(where, wanted)
  elseif wanted == true then
    return function(value) return value ~= 0 end
  elseif type(kind) == "table" then
    return match_label(where, wanted, kind)
  elseif kind == "number" then
    return match_number(where, wanted)
  elseif kind == "text" then
    return match_text(where, wanted, by_word)
  end
  fail("%s: a date can only be true, that it is there; else write a policy", where)
end

local function field_names()
  local names = {}
  for name in pairs(FIELDS) do
    names[#names + 1] = name
  end
  return names
end

---A list of { field, matcher } in the order of the names.
local function read_fields(key, wanted, by_word)
  local found = {}
  if wanted ~= nil and type(wanted) ~= "table" then
    fail("%s = { role = \"...\" } or the like is needed", key)
  end
  for field, value in pairs(wanted or {}) do
    if not FIELDS[field] then
      unknown_word(key .. ": ", "field", field, field_names())
    end
    found[#found + 1] = { field, read_match(key .. "." .. field, field, value, by_word) }
  end
  return found
end

-- Judging.

local function show(check, value)
  local unit = check.unit or catalogue.units[check.metric]
  local argument = check.argument and ("(%g)"):format(check.argument) or ""
  return ("%s %s%s %.4g%s%s"):format(check.metric, check.name, argument, value, unit ~= "" and " " or "", unit)
end

local function holds(check, value)
  if check.sense == BELOW then
    return value < check.limit
  elseif check.sense == MOST then
    return value <= check.limit
  end
  return value >= check.limit
end

local function left_out(a, check)
  for _, other in ipairs(check.unless) do
    if a[other].known then
      return true
    end
  end
  return check.optional and not a[check.metric].known
end

---The value, or nil where samples do not cover it, and what is missing then.
local function ask(a, check)
  local m = a[check.metric]
  if check.within then
    m = m:within(check.within)
  end
  local ok, value = pcall(m[check.name], m, check.argument)
  if ok then
    return value
  elseif not tostring(value):find("no data: ", 1, true) then
    error(value, 0)
  end
  return nil, value
end

local function not_idle(a, check, value)
  local last
  if check.name == "max" then
    last = a[check.metric]:seen(check.limit)
  elseif check.name == "busy_days" then
    last = a[check.metric]:seen(check.argument)
  end
  return active(("%s, %s %g"):format(show(check, value), MISSED[check.sense], check.limit), last)
end

---The verdict on the metrics: what does not hold is activity, whatever else is missing.
local function judge_checks(a, rule)
  local missing, shown = nil, {}
  for _, check in ipairs(rule.checks) do
    if not left_out(a, check) then
      local value, lacks = ask(a, check)
      if value == nil then
        missing = lacks
      elseif not holds(check, value) then
        return not_idle(a, check, value)
      else
        shown[#shown + 1] = show(check, value)
      end
    end
  end
  if missing then
    error(missing, 0)
  elseif #shown == 0 then
    return unknown("nothing that the rule asks for is measured")
  end
  return idle(rule.score, rule.reason or table.concat(shown, ", "))
end

local function judge_rule(a, rule)
  for _, match in ipairs(rule.only) do
    local value = a[match[1]]
    if value == nil or not match[2](value) then
      return nil
    end
  end
  local reason = rule.guards and guarded(a)
  if reason then
    return keep(reason)
  end
  for _, match in ipairs(rule.keep) do
    local value = a[match[1]]
    if value ~= nil and match[2](value) then
      return keep(match[1] .. " is " .. tostring(value))
    end
  end
  return judge_checks(a, rule)
end

local function compile(declared)
  if type(declared) ~= "table" then
    fail("rule { ... } is needed")
  end
  for key in pairs(declared) do
    if not contains(KEYS, key) then
      unknown_word("", "key", key, KEYS)
    end
  end
  local score, guards = declared.score, declared.guards
  if type(score) ~= "number" or not (score >= 0 and score <= 100) then
    fail("score: from 0 to 100 is needed")
  elseif guards ~= nil and type(guards) ~= "boolean" then
    fail("guards: true or false is needed")
  elseif declared.reason ~= nil and (type(declared.reason) ~= "string" or declared.reason == "") then
    fail("reason: a text is needed")
  end
  return { checks = read_idle(declared.idle, declared.window), only = read_fields("only", declared.only, false),
           keep = read_fields("keep", declared.keep, true), guards = guards ~= false,
           score = score, reason = declared.reason }
end

---Declare a policy by what must hold for an asset to be idle; the file returns it.
---@param declared decom.rule
---@return decom.policy
local function rule(declared)
  local ok, compiled = pcall(compile, declared)
  if not ok then
    error(compiled, 2)
  end
  return policy {
    name = declared.name, title = declared.title, rule = declared.rule, window = declared.window,
    coverage = declared.coverage, gap = declared.gap, tests = declared.tests,
    judge = function(a) return judge_rule(a, compiled) end,
  }
end

return { rule = rule }
