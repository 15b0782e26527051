-- SPDX-License-Identifier: BSD-2-Clause
-- decom's own criterion, and what judges where decom.lua names no policy.
--
-- Criterion: an asset is idle when nothing keeps it, when everything that can
-- show work is measured without gaps over a whole business cycle, and when
-- none of it showed work in that time.  In this order:
--
--  1. A guard keeps it: an exemption, standby or a role that must stay, a
--     cluster, guests or that they are not counted, live endpoints.
--  2. Work was seen: twenty minutes at a stretch above its own background,
--     which no slot of the day or week, restart or host of the same site
--     explains; slots never explain writing, log-ins or sessions.
--  3. It works all the time: its median is above what known idle machines
--     show.
--  4. It follows the working week: its medians are higher in office hours than
--     in the same hours of weekends, or than in all hours.  Housekeeping knows
--     neither.
--  5. A switch must be known to have no endpoints.  Else unknown.
--  6. Everything is covered: 95 percent of the time, no gap above a day, no
--     half-hour of the day below 80 percent, and no metric lost for twenty
--     minutes while others were measured, but where it would be explained
--     however high it was; nor were all rates zero all the time, as those of
--     a frozen agent are.  Else unknown.
--  7. Three business cycles went by without work, since runs are skipped now
--     and then: at least 100 days, at most 400, and 400 where no cycle is
--     declared.  A silence that ended in work counts as a cycle.  Else unknown,
--     with the day on which it will be known.
--  8. Power does not contradict, and log-ins and sessions of a few minutes are
--     rare.  Else unknown.
--
-- Reading and receiving prove nothing, nor does memory; a CPU alone does not
-- prove silence, and that of a switch says nothing.
-- The score ranks what is idle; it is no probability.  decom-criteria(7) says
-- more, and what the published criteria miss.

local UNDECLARED = 400  -- days without work, where no business cycle is declared
local LEAST = 100       -- days without work, whatever cycle is declared
local RUNS = 3          -- of a declared cycle that must not have come
local LATELY = 100      -- days within which work makes it active
local RECENT = 35       -- days that must be covered to say so
local BURSTS = 14       -- per 100 days
local COVERED = 0.95
local FLAT, SWING = 0.05, 0.15  -- of power: standard deviation of daily means, as a share of their mean
local LOW = 1.05        -- times the lowest daily mean of power ever seen

-- What kind of work a metric shows.  CPU is none of these: it does not say what for.
local KIND = { transmit = "sending", network = "sending", write = "writing", disk = "writing",
               sessions = "sessions", logins = "log-ins" }

local RATE = { cpu = true, transmit = true, network = true, write = true, disk = true }

-- Where even a few minutes, now and then, are a sign that it is used.
local PEOPLE = { sessions = true, logins = true }

-- Medians that differ by this factor and by this much follow the working week.
local WEEK_RATIO = 1.2
local WEEK_LEAST = { cpu = 0.05, transmit = 5, write = 50 }

local function plural(n, word)
  return n .. " " .. word .. (n == 1 and "" or "s")
end

---Only what was covered lately may say that it is at work.
local function covered_lately(m)
  return m:work_covered(RECENT) >= COVERED
end

---The newest work of the last days.
local function at_work(a, work)
  local span, found, last = math.min(LATELY, a.history_days), nil, nil
  for _, m in ipairs(work) do
    local day = m:work_seen(span)
    if day and (not last or day > last) and covered_lately(m) then
      found, last = m, day
    end
  end
  if found then
    local on = found:work_complete(span) and " on " .. plural(found:work_days(span), "day") or ""
    return active(found.name .. " at work" .. on, last)
  end
end

---Whether the median is more than an idle machine needs: for CPU 5 percent and
---half a thread, of few threads 10 percent; or a whole thread, if 2.5 percent.
local function steady(a, m, median)
  local least = m.threshold
  if m.name == "cpu" and a.threads then
    local thread = 100 / a.threads
    least = math.max(least, math.min(thread / 2, 2 * least))
    if median >= thread then
      least = m.threshold / 2
    end
  end
  return median >= least
end

local function always_at_work(a, work)
  for _, m in ipairs(work) do
    local median = m:usual()
    if median and steady(a, m, median) and covered_lately(m) then
      return active(("%s at work all the time, median %.3g %s"):format(m.name, median, m.unit))
    end
  end
end

---Whether the median of office hours is higher by enough.
local function higher(m, ratio, more)
  return ratio and ratio >= WEEK_RATIO and more >= (WEEK_LEAST[m.name] or math.huge) and covered_lately(m)
end

local function working_week(work)
  for _, m in ipairs(work) do
    local ratio, more = m:working_week()
    if higher(m, ratio, more) then
      return active(("%s follows the working week: %.3g %s more than at weekends"):format(m.name, more, m.unit))
    end
    ratio, more = m:office_hours()
    if higher(m, ratio, more) then
      return active(("%s follows office hours: %.3g %s more than else"):format(m.name, more, m.unit))
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

---How long silence must last.  A run may be skipped, so three cycles, and three
---times any silence that ended in work; no longer than where no cycle is declared.
local function needed(a)
  local cycle = math.max(a.cycle or UNDECLARED, a.longest_silence or 0)
  return math.max(LEAST, math.min(UNDECLARED, RUNS * cycle))
end

---Raises "no data" unless all of the last days are covered in all metrics.  A
---metric that is lost just when others are there may hide what it should show:
---a counter that wraps twice between two readings tells nothing.
local function not_covered(work, span)
  for _, m in ipairs(work) do
    m:work_days(span)
    local blind = m:blind(span)
    if blind > 0 then
      return unknown(m.name .. " alone was lost for twenty minutes on " .. plural(blind, "day"))
    end
  end
end

local function cycle_not_seen(a, quiet, cycle)
  if quiet >= cycle then
    return nil
  end
  local missing = "a yearly run is not excluded yet"
  if a.cycle then
    missing = cycle .. " are needed, for runs may be skipped"
  end
  return unknown(("quiet for %s; %s"):format(plural(quiet, "day"), missing), after(a.now, cycle - quiet))
end

---A host that runs sends and writes something now and then.  Two rates or more
---that were exactly zero all the time are those of an agent that is frozen.
local function frozen(work)
  local names = {}
  for _, m in ipairs(work) do
    if RATE[m.name] then
      local median = m:usual()
      if median ~= 0 then
        return nil
      end
      names[#names + 1] = m.name
    end
  end
  if #names > 1 then
    return unknown(table.concat(names, ", ") .. " were zero all the time: is the agent frozen?")
  end
end

---What speaks against silence without being work.
local function contradicted(work, variation)
  if variation and variation > SWING then
    return unknown(("power varies by %.0f %% from day to day"):format(variation * 100))
  end
  for _, m in ipairs(work) do
    if PEOPLE[m.name] and m:bursts(LATELY) > BURSTS then
      return unknown(("%d short bursts of %s in %d days"):format(m:bursts(LATELY), m.name, LATELY))
    end
  end
end

---Silence was proven.  The score says how surely, to rank what is idle.
local function silence(work, quiet, variation, above_lowest)
  local score, bursts, names = 50 + 10 * math.min(kinds_of(work), 3), 0, {}
  for i, m in ipairs(work) do
    names[i] = m.name
    bursts = bursts + (PEOPLE[m.name] and m:bursts(LATELY) or 0)
  end
  local reason = "quiet for " .. plural(quiet, "day") .. " in " .. table.concat(names, ", ")
  if bursts == 0 then
    score = score + 5
  end
  if quiet >= UNDECLARED then
    score = score + 10
  end
  if variation and variation < FLAT and above_lowest <= LOW then
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
    local verdict = at_work(a, work)
      or always_at_work(a, work) or working_week(work)
    if verdict then
      return verdict
    end

    if #work == 0 then
      return unknown("nothing that shows work is measured")
    end
    if a.class == "switch" and not a.endpoints then
      return unknown("whether it has endpoints is not known")
    end
    if kinds_of(work) == 0 then
      return unknown("only cpu is measured, which alone does not prove silence")
    end

    local cycle, quiet = needed(a), days(quiet_since(a, work), a.now)
    local span = math.min(cycle, a.history_days)
    local variation, above_lowest = a.power:flatness(span)
    return not_covered(work, span) or frozen(work) or cycle_not_seen(a, quiet, cycle)
      or contradicted(work, variation) or silence(work, quiet, variation, above_lowest)
  end,

  tests = {
    -- Idle.
    { name = "quiet for longer than a year", asset = { class = "server", threads = 16 },
      metrics = { cpu = { days = 410, max = 0.8 }, transmit = { days = 410, max = 600 }, write = { days = 410, max = 3000 } },
      expect = "idle", score = 85, idle_since = "2025-10-06", reason = "quiet for 410 days in cpu, transmit, write" },
    { name = "flat power adds to the score", asset = { class = "server", threads = 16 },
      metrics = { cpu = { days = 410, max = 0.8 }, transmit = { days = 410, max = 600 }, write = { days = 410, max = 3000 },
                  power = { days = 410, max = 130, mean = 120, min = 118 } },
      expect = "idle", score = 90, reason = "power flat" },
    { name = "fewer kinds of work, a lower score", asset = { class = "server", threads = 16 },
      metrics = { cpu = { days = 410, max = 0.8 }, network = { days = 410, max = 600 } },
      expect = "idle", score = 75 },
    { name = "an agent that says zero for ever", asset = { class = "server", threads = 16 },
      metrics = { cpu = { days = 410, max = 0 }, transmit = { days = 410, max = 0 }, write = { days = 410, max = 0 } },
      expect = "unknown", reason = "cpu, transmit, write were zero all the time: is the agent frozen?" },
    { name = "three declared months", asset = { class = "server", threads = 16, business_cycle = "month" },
      metrics = { cpu = { days = 105, max = 0.8 }, transmit = { days = 105, max = 600 } },
      expect = "idle", score = 65, reason = "quiet for 105 days" },
    { name = "three declared quarters", asset = { class = "server", threads = 16, business_cycle = "quarter" },
      metrics = { cpu = { days = 300, max = 0.8 }, transmit = { days = 300, max = 600 } },
      expect = "idle", score = 65, reason = "quiet for 300 days" },
    { name = "weeks are as long as months", asset = { class = "server", threads = 16, business_cycle = "week" },
      metrics = { cpu = { days = 100, max = 0.8 }, transmit = { days = 100, max = 600 } },
      expect = "idle", reason = "quiet for 100 days" },
    { name = "a nightly backup, longer at weekends", asset = { class = "server", threads = 16, business_cycle = "month" },
      metrics = { cpu = { days = 120, max = 6, held = 0.5,
                          jobs = { { at = "01:00", hours = 1, value = 6, every = "day" },
                                   { at = "01:00", hours = 3, value = 6, every = "sat" } } },
                  transmit = { days = 120, max = 1e7, held = 500,
                               jobs = { { at = "01:00", hours = 1, value = 1e7, every = "day" },
                                        { at = "01:00", hours = 3, value = 1e7, every = "sat" } } },
                  write = { days = 120, max = 3000 } },
      expect = "idle", reason = "quiet for 120 days" },
    { name = "a scanner, weekly", asset = { class = "server", threads = 16, business_cycle = "month" },
      metrics = { cpu = { days = 120, max = 12, held = 0.5, jobs = { { at = "03:00", hours = 4, value = 12, every = "sun" } } },
                  read = { days = 120, max = 9e7 }, write = { days = 120, max = 3000 } },
      expect = "idle" },
    { name = "reading, receiving and memory do not count", asset = { class = "server", business_cycle = "month" },
      metrics = { cpu = { days = 105, max = 0.8 }, write = { days = 105, max = 3000 }, read = { days = 105, max = 9e8 },
                  receive = { days = 105, max = 9e6 }, memory = { days = 105, max = 95 } },
      expect = "idle" },
    { name = "a lone sample at full load is no work", asset = { class = "server", business_cycle = "month" },
      metrics = { cpu = { { days = 20, max = 0.8 }, { days = 1, max = 95, mean = 0.9, held = 0.8 }, { days = 84, max = 0.8 } },
                  write = { days = 105, max = 3000 } },
      expect = "idle" },
    { name = "a switch without endpoints, by its traffic", asset = { class = "switch", endpoints = 0, business_cycle = "month" },
      metrics = { cpu = { days = 105, max = 14 }, transmit = { days = 105, max = 200 } },
      expect = "idle", reason = "in transmit" },
    { name = "storage that nobody writes to", asset = { class = "storage", business_cycle = "month" },
      metrics = { read = { days = 105, max = 9e7 }, write = { days = 105, max = 3000 }, sessions = { days = 105, max = 0 } },
      expect = "idle", reason = "in write, sessions" },

    -- Guards come before everything.
    { name = "standby", asset = { class = "server", role = "standby" },
      metrics = { cpu = { days = 410, max = 0.8 }, write = { days = 410, max = 3000 } }, expect = "keep" },
    { name = "the agent says standby", asset = { class = "server", standby = "cold" },
      metrics = { cpu = { days = 410, max = 0.8 }, write = { days = 410, max = 3000 } }, expect = "keep" },
    { name = "guests", asset = { class = "hypervisor", guests = 2 },
      metrics = { cpu = { days = 410, max = 0.8 }, write = { days = 410, max = 3000 } }, expect = "keep" },
    { name = "the last guest is gone", asset = { class = "hypervisor", guests = 0 },
      metrics = { cpu = { days = 410, max = 0.8 }, write = { days = 410, max = 3000 } }, expect = "idle" },
    { name = "live endpoints", asset = { class = "switch", endpoints = 1 },
      metrics = { transmit = { days = 410, max = 200 } }, expect = "keep" },
    { name = "a member of a cluster", asset = { class = "server", cluster = "pg-3" },
      metrics = { cpu = { days = 410, max = 0.8 }, write = { days = 410, max = 3000 } }, expect = "keep" },
    { name = "exempt", asset = { class = "server", exempt_until = "2027-01-01" },
      metrics = { cpu = { days = 410, max = 0.8 }, write = { days = 410, max = 3000 } }, expect = "keep" },
    { name = "no longer exempt", asset = { class = "server", exempt_until = "2026-11-01" },
      metrics = { cpu = { days = 410, max = 0.8 }, write = { days = 410, max = 3000 } }, expect = "idle" },
    { name = "busy standby is kept all the same", asset = { class = "server", role = "standby" },
      metrics = { cpu = { days = 410, max = 60 } }, expect = "keep" },

    -- Work.
    { name = "two hours of work ten days ago", asset = { class = "server", threads = 16 },
      metrics = { cpu = { days = 410, max = 30, held = 0.8, jobs = { { at = "14:00", hours = 2, value = 30, on = "2026-11-10" } } },
                  write = { days = 410, max = 3000 } },
      expect = "active", reason = "cpu at work on 1 day, last on 2026-11-10" },
    { name = "a nightly batch writes", asset = { class = "server", threads = 16 },
      metrics = { cpu = { days = 410, max = 6, held = 0.5, jobs = { { at = "01:00", hours = 1, value = 6, every = "day" } } },
                  write = { days = 410, max = 1e6, held = 3000, jobs = { { at = "01:00", hours = 1, value = 1e6, every = "day" } } } },
      expect = "active", reason = "write at work on 100 days, last on 2026-11-19" },
    { name = "a weekly batch writes", asset = { class = "server", threads = 16 },
      metrics = { cpu = { days = 410, max = 0.5 },
                  write = { days = 410, max = 1e6, held = 3000, jobs = { { at = "01:00", hours = 1, value = 1e6, every = "sun" } } } },
      expect = "active", reason = "last on 2026-11-15" },
    { name = "a monthly job", asset = { class = "server", threads = 16, business_cycle = "month" },
      metrics = { cpu = { days = 200, max = 50, held = 0.5, jobs = { { at = "20:00", hours = 2, value = 50, every = "month", day = 1 } } },
                  write = { days = 200, max = 3000 } },
      expect = "active", reason = "last on 2026-11-01" },
    { name = "somebody works there for an hour", asset = { class = "server" },
      metrics = { cpu = { days = 410, max = 0.5 }, write = { days = 410, max = 3000 },
                  logins = { days = 410, max = 1, held = 0, jobs = { { at = "10:00", hours = 1, value = 1, on = "2026-11-12" } } } },
      expect = "active", reason = "logins at work on 1 day" },
    { name = "sessions every night are no housekeeping", asset = { class = "server" },
      metrics = { cpu = { days = 410, max = 0.5 }, write = { days = 410, max = 3000 },
                  sessions = { days = 410, max = 2, held = 0, jobs = { { at = "02:00", hours = 1, value = 2, every = "day" } } } },
      expect = "active", reason = "sessions at work on 100 days" },
    { name = "half of it at work all the time", asset = { class = "server", threads = 16 },
      metrics = { cpu = { days = 410, max = 50 }, write = { days = 410, max = 3000 } },
      expect = "active", reason = "cpu at work all the time, median 5" },
    { name = "a tenth of few threads at work all the time", asset = { class = "server", threads = 4 },
      metrics = { cpu = { days = 410, max = 80, held = 11 }, write = { days = 410, max = 3000 } },
      expect = "active", reason = "cpu at work all the time" },
    { name = "agents need 6 percent of 4 threads", asset = { class = "server", threads = 4 },
      metrics = { cpu = { days = 410, max = 7, held = 6 }, write = { days = 410, max = 3000 } },
      expect = "idle" },
    { name = "one thread of 32 at work all the time", asset = { class = "server", threads = 32 },
      metrics = { cpu = { days = 410, max = 3.3 }, write = { days = 410, max = 3000 } },
      expect = "active", reason = "cpu at work all the time" },
    { name = "3 percent of 16 threads are not a thread", asset = { class = "server", threads = 16 },
      metrics = { cpu = { days = 410, max = 3.3 }, write = { days = 410, max = 3000 } },
      expect = "idle" },
    { name = "sends all the time", asset = { class = "server" },
      metrics = { cpu = { days = 410, max = 0.5 }, transmit = { days = 410, max = 60000 } },
      expect = "active", reason = "transmit at work all the time" },
    { name = "a licence server follows the working week", asset = { class = "server" },
      metrics = { cpu = { days = 410, max = 0.5 },
                  transmit = { days = 410, max = 900, held = 300, slots = { ["08:00-18:00"] = 900, every = "workday" } } },
      expect = "active", reason = "transmit follows the working week" },
    { name = "a name server is asked by day, at weekends too", asset = { class = "server" },
      metrics = { cpu = { days = 410, max = 0.5 },
                  transmit = { days = 410, max = 900, held = 300, slots = { ["08:00-18:00"] = 900, every = "day" } } },
      expect = "active", reason = "transmit follows office hours" },
    { name = "busy, and only the last month is covered", asset = { class = "server", threads = 16 },
      metrics = { cpu = { days = 36, max = 70, held = 2, jobs = { { at = "10:00", hours = 6, value = 70, every = "workday" } } },
                  write = { days = 36, max = 3000 } },
      expect = "active" },

    -- Not known.
    { name = "quiet, but not for a year", asset = { class = "server" },
      metrics = { cpu = { days = 150, max = 0.8 }, write = { days = 150, max = 3000 } },
      expect = "unknown", ask_again = "2027-07-28",
      reason = "quiet for 150 days; a yearly run is not excluded yet, ask again 2027-07-28" },
    { name = "a yearly job, eleven months ago", asset = { class = "server", threads = 16 },
      metrics = { cpu = { days = 430, max = 50, held = 0.5, jobs = { { at = "20:00", hours = 2, value = 50, on = "2025-12-31" } } },
                  write = { days = 430, max = 3000 } },
      expect = "unknown", ask_again = "2027-02-05", reason = "quiet for 323 days" },
    { name = "two declared months", asset = { class = "server", business_cycle = "month" },
      metrics = { cpu = { days = 104, max = 0.8 }, write = { days = 104, max = 3000 } },
      expect = "unknown", ask_again = "2026-11-21", reason = "quiet for 104 days; 105 are needed" },
    { name = "two declared quarters", asset = { class = "server", business_cycle = "quarter" },
      metrics = { cpu = { days = 299, max = 0.8 }, write = { days = 299, max = 3000 } },
      expect = "unknown", ask_again = "2026-11-21", reason = "quiet for 299 days; 300 are needed" },
    { name = "a declared year is asked for one", asset = { class = "server", business_cycle = "year" },
      metrics = { cpu = { days = 399, max = 0.8 }, write = { days = 399, max = 3000 } },
      expect = "unknown", ask_again = "2026-11-21", reason = "quiet for 399 days; 400 are needed" },
    { name = "a quarterly run may have been skipped", asset = { class = "server", threads = 16, business_cycle = "quarter" },
      metrics = { cpu = { days = 430, max = 50, held = 0.5,
                          jobs = { { at = "20:00", hours = 2, value = 50, on = { "2025-12-31", "2026-03-31", "2026-06-30" } } } },
                  write = { days = 430, max = 3000 } },
      expect = "unknown", reason = "quiet for 142 days; 318 are needed" },
    { name = "two days of history", asset = { class = "server", business_cycle = "month" },
      metrics = { cpu = { days = 2, max = 60 }, write = { days = 2, max = 3000 } }, expect = "unknown" },
    { name = "a gap of two days", asset = { class = "server" },
      metrics = { cpu = { days = 410, max = 0.8 },
                  write = { { days = 200, max = 3000 }, { days = 2, missing = true }, { days = 208, max = 3000 } } },
      expect = "unknown", reason = "no data: write" },
    { name = "one metric is lost for a day on which others are not", asset = { class = "server" },
      metrics = { cpu = { days = 410, max = 0.8 }, read = { days = 410, max = 9e6 },
                  write = { { days = 200, max = 3000 }, { days = 1, missing = true }, { days = 209, max = 3000 } } },
      expect = "unknown", reason = "write alone was lost for twenty minutes on 1 day" },
    { name = "all of them are", asset = { class = "server" },
      metrics = { cpu = { { days = 200, max = 0.8 }, { days = 1, missing = true }, { days = 209, max = 0.8 } },
                  write = { { days = 200, max = 3000 }, { days = 1, missing = true }, { days = 209, max = 3000 } } },
      expect = "idle" },
    { name = "half of the samples is missing", asset = { class = "server" },
      metrics = { cpu = { days = 410, max = 0.8, covered = 0.5 }, write = { days = 410, max = 3000 } },
      expect = "unknown", reason = "no data: cpu, coverage 5" },
    { name = "busy, but half of the samples is missing", asset = { class = "server" },
      metrics = { cpu = { days = 410, max = 80, covered = 0.5 }, write = { days = 410, max = 1e7, covered = 0.5 } },
      expect = "unknown", reason = "no data: cpu, coverage 5" },
    { name = "a metric that ended", asset = { class = "server" },
      metrics = { cpu = { days = 410, max = 0.8 }, write = { { days = 30, missing = true }, { days = 380, max = 3000 } } },
      expect = "unknown", reason = "no data: write" },
    { name = "CPU and power alone", asset = { class = "blade" },
      metrics = { cpu = { days = 410, max = 0.8 }, power = { days = 410, max = 120 } },
      expect = "unknown", reason = "only cpu is measured" },
    { name = "a switch's CPU says nothing", asset = { class = "switch", endpoints = 0 },
      metrics = { cpu = { days = 410, max = 0.8 } }, expect = "unknown", reason = "nothing that shows work" },
    { name = "a switch whose endpoints are not counted", asset = { class = "switch" },
      metrics = { transmit = { days = 410, max = 200 } }, expect = "unknown", reason = "whether it has endpoints is not known" },
    { name = "a hypervisor whose guests are not counted", asset = { class = "hypervisor" },
      metrics = { cpu = { days = 410, max = 0.8 }, write = { days = 410, max = 3000 } },
      expect = "keep" },
    { name = "a switch that is busy all the same", asset = { class = "switch" },
      metrics = { transmit = { days = 410, max = 2e6 } }, expect = "active", reason = "transmit at work all the time" },
    { name = "power alone", asset = { class = "pdu" }, metrics = { power = { days = 410, max = 100 } },
      expect = "unknown", reason = "nothing that shows work" },
    { name = "nothing measured", asset = { class = "server" }, expect = "unknown" },
    { name = "power with a swing", asset = { class = "server", business_cycle = "month" },
      metrics = { cpu = { days = 120, max = 0.8 }, write = { days = 120, max = 3000 },
                  power = { { days = 30, max = 300 }, { days = 30, max = 150 }, { days = 30, max = 300 }, { days = 30, max = 150 } } },
      expect = "unknown", reason = "power varies" },
  },
}
