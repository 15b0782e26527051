-- SPDX-License-Identifier: BSD-2-Clause
-- R11: CloudCtrl, idle EC2 instance.
--
-- Criterion: the mean CPU of each hour of the last 30 days is below 15 percent.
--
-- Source: docs.cloudctrl.com.au/Recommendations/Amazon: all numbers were read
-- there.  It says nothing of how many samples are needed.
--
-- Our reading: means of hours are not kept.  An hour counts as having reached
-- 15 percent when twenty minutes at a stretch in it did; a lone sample does
-- not make an hour.  Of work that lasts twenty minutes to an hour this sees
-- more than the rule itself.  Hours without samples say nothing; any samples
-- are enough once 30 days have passed since the first.

local MEAN = 15  -- percent

return policy {
  name     = "r11-cloudctrl",
  title    = "CloudCtrl: every hour of 30 days below 15 % CPU",
  rule     = "R11",
  window   = "30d",
  coverage = 0.0001,
  gap      = "30d",

  judge = function(a)
    if not a.first_day or days(a.first_day, a.now) < 30 then
      return unknown("measured for less than 30 days")
    end
    local n = a.cpu:held(MEAN)
    if n > 0 then
      return active("CPU at 15 % in " .. n .. (n == 1 and " half-hour" or " half-hours"))
    end
    return idle(50, "no hour of 30 days at 15 % CPU")
  end,

  tests = {
    { name = "quiet", metrics = { cpu = { days = 30, max = 13 } }, expect = "idle" },
    { name = "at 15", metrics = { cpu = { days = 30, max = 15 } }, expect = "active", reason = "half-hours" },
    { name = "a half-hour at 40 in a month",
      metrics = { cpu = { { days = 10, max = 1 }, { days = 1, max = 40, held = 1, slots = { ["10:00"] = 40 } }, { days = 19, max = 1 } } },
      expect = "active", reason = "in 1 half-hour" },
    { name = "a lone sample at 90", metrics = { cpu = { { days = 10, max = 1 }, { days = 1, max = 90, mean = 1, held = 1 }, { days = 19, max = 1 } } },
      expect = "idle" },
    { name = "work 31 days ago is not seen", metrics = { cpu = { { days = 30, max = 1 }, { days = 1, max = 90 } } },
      expect = "idle" },
    { name = "nothing else counts", metrics = { cpu = { days = 30, max = 1 }, write = { days = 30, max = 1e8 } },
      expect = "idle" },
    { name = "two hours of samples a day are enough", metrics = { cpu = { days = 30, max = 1, covered = 0.084 } },
      expect = "idle" },
    { name = "30 days have not passed", metrics = { cpu = { days = 29, max = 1 } },
      expect = "unknown", reason = "less than 30 days" },
    { name = "nothing measured", expect = "unknown" },
  },
}
