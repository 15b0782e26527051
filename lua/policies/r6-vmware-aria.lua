-- SPDX-License-Identifier: BSD-2-Clause
-- R6: VMware Aria Operations (vRealize Operations), idle VM.
--
-- Criterion: on each of 14 days CPU demand is below 100 MHz for 90 percent of
-- the day.
--
-- Source: docs.vmware.com, Aria Operations, reclamation settings: that MHz and
-- the percentage of each day are what is set, and for how long the state must
-- last, was read there.  100 MHz as the default was read in a secondary source
-- only (virtual-red-dot.info/vsphere-capacity-reclamation); 90 percent is
-- general knowledge.
--
-- Our reading: 14 days, since the number is a setting; a thread makes 2.6 GHz,
-- since decom does not know the clock, so 100 MHz are 0.24 percent of 16
-- threads and 0.04 of 96; any samples are enough once 14 days have passed
-- since the first.  CPU is kept in half-hours, and one whose highest five
-- minutes reach the floor counts as having reached it all through: less is
-- found than by the rule itself, never more.

local FLOOR, CLOCK = 100, 2600  -- MHz
local ABOVE = 0.10

return policy {
  name     = "r6-vmware-aria",
  title    = "VMware Aria Operations: CPU below 100 MHz for 90 % of each day",
  rule     = "R6",
  window   = "14d",
  coverage = 0.0001,
  gap      = "14d",

  judge = function(a)
    if not a.threads or a.threads == 0 then
      return unknown("how many threads it has is not known")
    end
    if not a.first_day or days(a.first_day, a.now) < 14 then
      return unknown("measured for less than 14 days")
    end
    local above = a.cpu:above_daily(100 * FLOOR / (CLOCK * a.threads))
    local seen = ("at 100 MHz for %.1f %% of the busiest day"):format(100 * above)
    if above <= ABOVE then
      return idle(50, seen)
    end
    return active(seen)
  end,

  tests = {
    { name = "quiet", asset = { threads = 16 }, metrics = { cpu = { days = 14, max = 0.2 } },
      expect = "idle", reason = "for 0.0 %" },
    { name = "100 MHz are 0.24 % of 16 threads", asset = { threads = 16 }, metrics = { cpu = { days = 14, max = 0.25 } },
      expect = "active", reason = "for 100.0 %" },
    { name = "and 3.8 % of one", asset = { threads = 1 }, metrics = { cpu = { days = 14, max = 3 } }, expect = "idle" },
    { name = "two hours at full load on each day", asset = { threads = 16 },
      metrics = { cpu = { days = 14, max = 100, held = 0.1,
                          slots = { ["02:00"] = 100, ["02:30"] = 100, ["03:00"] = 100, ["03:30"] = 100 } } },
      expect = "idle", reason = "for 8.3 %" },
    { name = "two hours and a half on one", asset = { threads = 16 },
      metrics = { cpu = { { days = 5, max = 0.1 },
                          { days = 1, max = 100, held = 0.1, slots = { ["02:00"] = 100, ["02:30"] = 100, ["03:00"] = 100,
                                                                       ["03:30"] = 100, ["04:00"] = 100 } },
                          { days = 8, max = 0.1 } } },
      expect = "active", reason = "for 10.4 %" },
    { name = "traffic does not count", asset = { threads = 16 },
      metrics = { cpu = { days = 14, max = 0.1 }, network = { days = 14, max = 1e8 } }, expect = "idle" },
    { name = "two hours of samples a day are enough", asset = { threads = 16 },
      metrics = { cpu = { days = 14, max = 0.1, covered = 0.084 } }, expect = "idle" },
    { name = "14 days have not passed", asset = { threads = 16 }, metrics = { cpu = { days = 13, max = 0.1 } },
      expect = "unknown", reason = "less than 14 days" },
    { name = "threads not known", metrics = { cpu = { days = 14, max = 0.1 } }, expect = "unknown", reason = "threads" },
    { name = "nothing measured", asset = { threads = 16 }, expect = "unknown" },
  },
}
