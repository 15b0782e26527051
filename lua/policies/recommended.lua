-- SPDX-License-Identifier: BSD-2-Clause
-- decom's own criterion, and what judges where decom.lua names no policy.
--
-- Criterion: an asset is idle when nothing keeps it, when everything that can
-- show work is measured without gaps over a whole business cycle, and when
-- none of it showed work in that time.  In this order:
--
--  1. A guard keeps it: an exemption, standby or a role that must stay, a
--     cluster, guests, live endpoints.
--  2. Work was seen: twenty minutes at a stretch above its own background,
--     which no slot of the day or week, restart or host of the same site
--     explains; slots never explain writing, log-ins or sessions.
--  3. It works all the time: its median is above what known idle machines
--     show.
--  4. It follows the working week: its medians differ between office hours and
--     the same hours at weekends.  Housekeeping knows no weekend.
--  5. Everything is covered: 95 percent of the time, no gap above a day, no
--     half-hour of the day below 80 percent.  Else unknown.
--  6. A business cycle went by without work, the declared one or, where none
--     is declared, 400 days; where work was seen before that, two cycles and
--     three times the longest silence that ended, since a run may be skipped.
--     Else unknown, with the day on which it will be known.
--  7. Power does not contradict, and short bursts are few.  Else unknown.
--
-- Reading and receiving prove nothing, nor does memory; a CPU alone does not
-- prove silence; a switch is judged by its endpoints, sessions and traffic.
-- The score ranks what is idle; it is no probability.  decom-criteria(7) says
-- more, and what the published criteria miss.

local UNDECLARED = 400  -- days without work, where no business cycle is declared
local LEAST = 60        -- days that the working week takes to show
local LATELY = 100      -- days within which work makes it active
local RECENT = 35       -- days that must be covered to say so
local BURSTS = 8        -- per 100 days
local COVERED = 0.95

-- What kind of work a metric shows.  CPU is none of these: it does not say what for.
local KIND = { transmit = "sending", network = "sending", write = "writing", disk = "writing",
               sessions = "sessions", logins = "log-ins" }

-- Medians that differ by this factor and by this much follow the working week.
local WEEK_RATIO = 1.15
local WEEK_LEAST = { cpu = 0.1, transmit = 30, write = 300 }

local function plural(n, word)
  return n .. " " .. word .. (n == 1 and "" or "s")
end

---Only what was covered lately may say that it is at work.
local function covered_lately(m)
  return m:work_covered(RECENT) >= COVERED
end

---The newest work of the last days.
local function at_work(work, span)
  local found, last
  for _, m in ipairs(work) do
    local day = m:work_seen(span)
    if day and (not last or day > last) and covered_lately(m) then
      found, last = m, day
    end
  end
  if found then
    return active(found.name .. " at work on " .. plural(found:work_days(span), "day"), last)
  end
end

---Whether the median is more than an idle machine needs: for CPU 5 percent, or
---a whole thread where that is at least half as much.
local function steady(a, m, median)
  if m.name == "cpu" and a.threads and median * a.threads >= 100 then
    return median >= m.threshold / 2
  end
  return median >= m.threshold
end

local function always_at_work(a, work)
  for _, m in ipairs(work) do
    local median = m:usual()
    if median and steady(a, m, median) and covered_lately(m) then
      return active(("%s at work all the time, median %.3g %s"):format(m.name, median, m.unit))
    end
  end
end

local function working_week(work)
  for _, m in ipairs(work) do
    local ratio, more = m:working_week()
    if ratio and ratio >= WEEK_RATIO and more >= (WEEK_LEAST[m.name] or math.huge) and covered_lately(m) then
      return active(("%s follows the working week: %.3g %s more in office hours"):format(m.name, more, m.unit))
    end
  end
end

---How many kinds of work are measured besides CPU.
local function kinds_of(work)
  local seen, n = {}, 0
  for _, m in ipairs(work) do
    local kind = KIND[m.name]
    if kind and not seen[kind] then
      seen[kind] = true
      n = n + 1
    end
  end
  return n
end

---The first day without work in any metric, up to today.
local function quiet_since(a, work)
  local since = a.first_day
  for _, m in ipairs(work) do
    local next_day = after(m:work_seen(a.history_days), 1)
    if next_day and next_day > since then
      since = next_day
    end
  end
  return since
end

---How long silence must last: a business cycle.  Where work was seen before a
---run may just have been skipped: then two cycles, and three times as long as
---any silence that ended; but no longer than where no cycle is declared.
local function needed(a)
  local cycle = math.max(a.cycle or UNDECLARED, LEAST)
  local ended = a.longest_silence
  if not ended then
    return cycle
  end
  return math.min(UNDECLARED, math.max(2 * cycle, 3 * ended))
end

---Raises "no data" unless all of the last days are covered in all metrics.
local function demand_coverage(work, span)
  for _, m in ipairs(work) do
    m:work_days(span)
  end
end

local function cycle_not_seen(a, quiet, cycle)
  if quiet >= cycle then
    return nil
  end
  local missing = "a yearly run is not excluded yet"
  if a.cycle then
    missing = "a cycle of " .. cycle .. " days is not over"
  end
  return unknown(("quiet for %s; %s"):format(plural(quiet, "day"), missing), after(a.now, cycle - quiet))
end

---What speaks against silence without being work.
local function contradicted(a, work)
  local power = a.power
  if power.complete and power:variation() > 0.15 then
    return unknown(("power varies by %.0f %% from day to day"):format(power:variation() * 100))
  end
  for _, m in ipairs(work) do
    if KIND[m.name] and m:bursts(LATELY) > BURSTS then
      return unknown(("%d short bursts of %s in %d days"):format(m:bursts(LATELY), m.name, LATELY))
    end
  end
end

---Silence was proven.  The score says how surely, to rank what is idle.
local function silence(a, work, quiet)
  local score, bursts, names = 50 + 10 * math.min(kinds_of(work), 3), 0, {}
  for i, m in ipairs(work) do
    names[i] = m.name
    bursts = bursts + (KIND[m.name] and m:bursts(LATELY) or 0)
  end
  local reason = "quiet for " .. plural(quiet, "day") .. " in " .. table.concat(names, ", ")
  if bursts == 0 then
    score = score + 5
  end
  if quiet >= UNDECLARED then
    score = score + 10
  end
  if a.power.complete and a.power:variation() < 0.05 then
    score = score + 5
    reason = reason .. "; power flat"
  end
  return idle(score, reason)
end

return policy {
  name     = "recommended",
  title    = "Idle over a whole business cycle, proven in all that shows work",
  window   = "400d",
  coverage = 0.95,
  gap      = "24h",

  judge = function(a)
    local guard = guarded(a)
    if guard then
      return keep(guard)
    end

    local work = work_metrics(a)
    local verdict = at_work(work, math.min(a.cycle or LATELY, LATELY))
      or always_at_work(a, work) or working_week(work)
    if verdict then
      return verdict
    end

    if #work == 0 then
      return unknown("nothing that shows work is measured")
    end
    if kinds_of(work) == 0 then
      return unknown("only cpu is measured, which alone does not prove silence")
    end

    local cycle, quiet = needed(a), days(quiet_since(a, work), a.now)
    demand_coverage(work, math.min(cycle, a.history_days))
    return cycle_not_seen(a, quiet, cycle) or contradicted(a, work) or silence(a, work, quiet)
  end,

  tests = {
  },
}
