-- SPDX-License-Identifier: BSD-2-Clause
-- R8: ServiceNow Cloud Cost Management, unused resources.
--
-- Criterion: the mean of the top 20 percent of 14 days of CPU samples is below
-- 1 percent.  (From 1 to 40 percent a smaller size is recommended.)
--
-- Source: servicenow.com/docs, "Unused resources analysis for AWS": all numbers
-- were read there.  Members of scaling groups, burstable and spot machines are
-- left out there; hardware is none of these.  It says nothing of how many
-- samples are needed.
--
-- Our reading: a half-hour counts with its highest five minutes, kept in steps
-- of 15.5 percent whose upper end counts: less is found than by the rule
-- itself, never more; any samples are enough once 14 days have passed since
-- the first.

local TOP, UNUSED = 0.20, 1  -- share, percent

return policy {
  name     = "r8-servicenow",
  title    = "ServiceNow: mean of the top fifth of CPU samples",
  rule     = "R8",
  window   = "14d",
  coverage = 0.0001,
  gap      = "14d",

  judge = function(a)
    if not a.first_day or days(a.first_day, a.now) < 14 then
      return unknown("measured for less than 14 days")
    end
    local mean = a.cpu:top_mean(TOP)
    local seen = ("mean of the top fifth of CPU %.2f %%"):format(mean)
    if mean < UNUSED then
      return idle(50, seen)
    end
    return active(seen)
  end,

  tests = {
    { name = "quiet", metrics = { cpu = { days = 14, max = 0.8 } }, expect = "idle", reason = "top fifth of CPU 0." },
    { name = "one percent", metrics = { cpu = { days = 14, max = 1 } }, expect = "active", reason = "top fifth of CPU 1." },
    { name = "a fifth of the time just above", metrics = { cpu = { { days = 3, max = 1.1 }, { days = 11, max = 0.1 } } },
      expect = "active" },
    { name = "a half-hour at 80 percent in 14 days",
      metrics = { cpu = { { days = 1, max = 80, held = 0.1, slots = { ["02:00"] = 80 } }, { days = 13, max = 0.1 } } },
      expect = "idle" },
    { name = "an hour at 80 percent in 14 days",
      metrics = { cpu = { { days = 1, max = 80, held = 0.1, slots = { ["02:00"] = 80, ["02:30"] = 80 } }, { days = 13, max = 0.1 } } },
      expect = "active" },
    { name = "work 15 days ago is not seen", metrics = { cpu = { { days = 14, max = 0.5 }, { days = 1, max = 90 } } },
      expect = "idle" },
    { name = "nothing else counts", metrics = { cpu = { days = 14, max = 0.5 }, network = { days = 14, max = 1e8 } },
      expect = "idle" },
    { name = "two hours of samples a day are enough", metrics = { cpu = { days = 14, max = 0.5, covered = 0.084 } },
      expect = "idle" },
    { name = "14 days have not passed", metrics = { cpu = { days = 13, max = 0.5 } },
      expect = "unknown", reason = "less than 14 days" },
    { name = "nothing measured", expect = "unknown" },
  },
}
