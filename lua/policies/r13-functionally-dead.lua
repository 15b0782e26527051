-- SPDX-License-Identifier: BSD-2-Clause
-- R13: functionally dead server.
--
-- Criterion: mean CPU of a year below 6 percent.
--
-- Source: TechTarget, "zombie server": read in this secondary source only; the
-- number is often credited to a study that does not have it.  It says nothing
-- of how many samples are needed.
--
-- Our reading: a year must have passed since the first sample; then any
-- samples are enough.

local MEAN = 6  -- percent

return policy {
  name     = "r13-functionally-dead",
  title    = "Functionally dead: mean CPU of a year",
  rule     = "R13",
  window   = "365d",
  coverage = 0.0001,
  gap      = "365d",

  judge = function(a)
    if not a.first_day or days(a.first_day, a.now) < 365 then
      return unknown("measured for less than a year")
    end
    local mean = a.cpu:mean()
    local seen = ("mean CPU of a year %.1f %%"):format(mean)
    if mean < MEAN then
      return idle(50, seen)
    end
    return active(seen)
  end,

  tests = {
    { name = "quiet", metrics = { cpu = { days = 365, max = 90, mean = 5.9 } }, expect = "idle", reason = "5.9 %" },
    { name = "at 6", metrics = { cpu = { days = 365, max = 6 } }, expect = "active", reason = "6.0 %" },
    { name = "three weeks at full load", metrics = { cpu = { { days = 335, max = 0.1 }, { days = 21, max = 100 }, { days = 9, max = 0.1 } } },
      expect = "idle", reason = "5.8 %" },
    { name = "work before the year is not seen", metrics = { cpu = { { days = 365, max = 1 }, { days = 30, max = 90 } } },
      expect = "idle" },
    { name = "an hour a day is enough", metrics = { cpu = { days = 365, max = 1, covered = 0.042 } }, expect = "idle" },
    { name = "nothing else counts", metrics = { cpu = { days = 365, max = 1 }, transmit = { days = 365, max = 1e8 } },
      expect = "idle" },
    { name = "a year has not passed", metrics = { cpu = { days = 364, max = 1 } },
      expect = "unknown", reason = "less than a year" },
    { name = "nothing measured", expect = "unknown" },
  },
}
