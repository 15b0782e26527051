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
--     is declared, 400 days; and silence has lasted twice as long as any that
--     ended before, since a run may be skipped.  Else unknown, with the day on
--     which it will be known.
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
local SHARE, GAP, SLOT = 0.95, 24, 0.80

-- What kind of work a metric shows.  CPU is none of these: it does not say what for.
local KIND = { transmit = "sending", network = "sending", write = "writing", disk = "writing",
               sessions = "sessions", logins = "log-ins" }

-- Medians that differ by this factor and by this much follow the working week.
local WEEK_RATIO = 1.15
local WEEK_LEAST = { cpu = 0.1, transmit = 30, write = 300 }

local function covered(m, span)
  local share, gap, slot = m:work_covered(span)
  return share >= SHARE and gap <= GAP and slot >= SLOT
end

local function plural(n, word)
  return n .. " " .. word .. (n == 1 and "" or "s")
end

---The newest work of the last days, in metrics that were covered lately.
local function at_work(work, span)
  local found, last
  for _, m in ipairs(work) do
    local day = m:work_last(span)
    if day and (not last or day > last) and m:work_covered(RECENT) >= SHARE then
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
  if m.name == "cpu" and a.threads and median >= m.threshold / 2 then
    return median * a.threads >= 100 or median >= m.threshold
  end
  return median >= m.threshold
end

local function always_at_work(a, work)
  for _, m in ipairs(work) do
    local median = m:usual()
    if median and m:work_covered(RECENT) >= SHARE and steady(a, m, median) then
      return active(("%s at work all the time, %.4g %s in the median"):format(m.name, median, m.unit))
    end
  end
end

local function working_week(work)
  for _, m in ipairs(work) do
    local ratio, more = m:working_week()
    if ratio and ratio >= WEEK_RATIO and more >= (WEEK_LEAST[m.name] or math.huge)
      and m:work_covered(RECENT) >= SHARE then
      return active(("%s follows the working week: %.2g times the weekend's"):format(m.name, ratio))
    end
  end
end

---What is not covered well enough to prove silence over so many days.
local function uncovered(work, span, cycle)
  for _, m in ipairs(work) do
    if not covered(m, span) then
      local share, gap, slot = m:work_covered(span)
      local reason = ("%s covers %d %% of %d days, longest gap %d h"):format(m.name, share * 100, span, gap)
      if slot < SLOT then
        reason = ("%s, one half-hour of the day %d %%"):format(reason, slot * 100)
      end
      return unknown(reason, m:complete_on(cycle))
    end
  end
end

---The first day without work in any metric, up to today.
local function quiet_since(a, work)
  local since = a.first_day
  for _, m in ipairs(work) do
    local last = m:work_last(a.history_days)
    if last and after(last, 1) > since then
      since = after(last, 1)
    end
  end
  return since
end

---How long silence must last: a business cycle, and twice and a tenth what
---has ended in work before, up to what is asked where nothing is declared.
local function needed(a)
  local cycle = math.max(a.cycle or UNDECLARED, LEAST)
  local before = a.longest_silence
  if before then
    cycle = math.max(cycle, math.min(UNDECLARED, math.ceil(before * 2.1)))
  end
  return cycle
end

local function cycle_not_seen(a, since, cycle)
  local quiet = days(since, a.now)
  if quiet >= cycle then
    return nil
  end
  local day = after(since, cycle)
  local reason = "quiet for " .. plural(quiet, "day")
  if not a.cycle then
    return unknown(reason .. "; a yearly run is not excluded before " .. day, day)
  end
  return unknown(reason .. "; a cycle of " .. cycle .. " days has not gone by before " .. day, day)
end

---What speaks against silence without being work.
local function contradicted(a, work)
  local power = a.power
  if power.measured and power:variation() > 0.15 then
    return unknown(("power varies by %d %% from day to day"):format(power:variation() * 100))
  end
  for _, m in ipairs(work) do
    if KIND[m.name] and m:bursts(LATELY) > BURSTS then
      return unknown(("%d short bursts of %s in %d days"):format(m:bursts(LATELY), m.name, LATELY))
    end
  end
end

---Silence was proven: how surely, to rank what is idle.
local function silence(a, work, kinds, since)
  local quiet = days(since, a.now)
  local score, bursts = 50 + 10 * math.min(kinds, 3), 0
  local names = {}
  for i, m in ipairs(work) do
    names[i] = m.name
    bursts = bursts + m:bursts(LATELY)
  end
  local reason = "quiet for " .. plural(quiet, "day") .. " in " .. table.concat(names, ", ")
  if a.power.measured and a.power:variation() < 0.05 then
    score = score + 5
    reason = reason .. "; power flat"
  end
  if quiet >= UNDECLARED then
    score = score + 10
  end
  if bursts == 0 then
    score = score + 5
  end
  return idle(score, reason, since)
end

---Whether what is measured can prove silence at all.
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

    local kinds = kinds_of(work)
    if kinds == 0 then
      return unknown(#work == 0 and "nothing that shows work is measured"
        or "neither sending nor writing is measured, and CPU alone does not prove silence")
    end

    local since, cycle = quiet_since(a, work), needed(a)
    return uncovered(work, math.min(cycle, a.history_days), cycle)
      or cycle_not_seen(a, since, cycle)
      or contradicted(a, work)
      or silence(a, work, kinds, since)
  end,

  tests = {
  },
}
