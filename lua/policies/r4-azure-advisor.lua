-- SPDX-License-Identifier: BSD-2-Clause
-- R4: Azure Advisor, shut down an unused virtual machine.
--
-- Criterion, over 7 days, on half-hours that each stand for the highest of
-- their shorter averages: the 95th percentile of CPU is below 3 percent; the
-- highest average CPU of the last 3 days is 2 percent or less; outbound
-- traffic is below 2 percent of what the network can do.  Memory is left out
-- on purpose.
--
-- Source: azure-docs, articles/advisor/advisor-cost-recommendations.md: these
-- numbers were read there.  That the 7 days can be set from 7 to 90 is general
-- knowledge.  It says nothing of how many samples are needed.
--
-- Our reading: a half-hour's value is its highest five-minute average, kept in
-- steps of 15.5 percent whose upper end counts; "P100 of average CPU" is the
-- highest of the averages, not the highest daily mean, which would tell nearly
-- every host to go; traffic is the mean of the 7 days against the link's
-- speed; any samples are enough.

local P95, P100, OUT = 3, 2, 2  -- percent

return policy {
  name     = "r4-azure-advisor",
  title    = "Azure Advisor: percentiles of CPU and mean traffic of 7 days",
  rule     = "R4",
  window   = "7d",
  coverage = 0.0001,
  gap      = "7d",

  judge = function(a)
    if not a.link_speed or a.link_speed == 0 then
      return unknown("the speed of its links is not known")
    end
    local p95, p100 = a.cpu:percentile(95), a.cpu:within("3d"):max()
    local out = a.transmit:mean() * 8 / (a.link_speed * 1e6) * 100
    local seen = ("CPU P95 %.1f %%, P100 %.1f %%, sent %.1f %%"):format(p95, p100, out)
    if p95 < P95 and p100 <= P100 and out < OUT then
      return idle(50, seen)
    end
    return active(seen)
  end,

  tests = {
    { name = "quiet", asset = { link_speed = 1000 },
      metrics = { cpu = { days = 7, max = 1 }, transmit = { days = 7, max = 400 } },
      expect = "idle", reason = "P100 1.0 %, sent 0.0 %" },
    { name = "P95 just below 3", asset = { link_speed = 1000 },
      metrics = { cpu = { { days = 3, max = 1 }, { days = 4, max = 2.7 } }, transmit = { days = 7, max = 400 } },
      expect = "idle" },
    { name = "P95 at 3", asset = { link_speed = 1000 },
      metrics = { cpu = { { days = 3, max = 1 }, { days = 4, max = 3 } }, transmit = { days = 7, max = 400 } },
      expect = "active" },
    { name = "eight hours at full load in a week", asset = { link_speed = 1000 },
      metrics = { cpu = { { days = 3, max = 1 }, { days = 1, max = 90, mean = 12, held = 1,
                                                   slots = { ["09:00"] = 90, ["09:30"] = 90, ["10:00"] = 90, ["10:30"] = 90,
                                                             ["11:00"] = 90, ["11:30"] = 90, ["12:00"] = 90, ["12:30"] = 90,
                                                             ["13:00"] = 90, ["13:30"] = 90, ["14:00"] = 90, ["14:30"] = 90,
                                                             ["15:00"] = 90, ["15:30"] = 90, ["16:00"] = 90, ["16:30"] = 90 } },
                          { days = 3, max = 1 } },
                  transmit = { days = 7, max = 400 } },
      expect = "idle" },
    { name = "2 percent in the last 3 days", asset = { link_speed = 1000 },
      metrics = { cpu = { { days = 2, max = 1 }, { days = 1, max = 2 }, { days = 4, max = 1 } }, transmit = { days = 7, max = 400 } },
      expect = "idle", reason = "P100 2.0 %" },
    { name = "more in the last 3 days", asset = { link_speed = 1000 },
      metrics = { cpu = { { days = 2, max = 1 }, { days = 1, max = 2.1, mean = 0.1 }, { days = 4, max = 1 } },
                  transmit = { days = 7, max = 400 } },
      expect = "active", reason = "P100 2.1 %" },
    { name = "sending just below 2 percent of 100 Mb/s", asset = { link_speed = 100 },
      metrics = { cpu = { days = 7, max = 1 }, transmit = { days = 7, max = 249000 } }, expect = "idle" },
    { name = "sending 2 percent", asset = { link_speed = 100 },
      metrics = { cpu = { days = 7, max = 1 }, transmit = { days = 7, max = 250000 } },
      expect = "active", reason = "sent 2.0 %" },
    { name = "memory does not count", asset = { link_speed = 1000 },
      metrics = { cpu = { days = 7, max = 1 }, transmit = { days = 7, max = 400 }, memory = { days = 7, max = 99 } },
      expect = "idle" },
    { name = "two hours a day are enough", asset = { link_speed = 1000 },
      metrics = { cpu = { days = 7, max = 1, covered = 0.084 }, transmit = { days = 7, max = 400, covered = 0.084 } },
      expect = "idle" },
    { name = "nothing in the last 3 days", asset = { link_speed = 1000 },
      metrics = { cpu = { { days = 3, missing = true }, { days = 4, max = 1 } }, transmit = { days = 7, max = 400 } },
      expect = "unknown", reason = "no data: cpu" },
    { name = "link speed not known", metrics = { cpu = { days = 7, max = 1 }, transmit = { days = 7, max = 400 } },
      expect = "unknown", reason = "speed of its links" },
    { name = "nothing measured", asset = { link_speed = 1000 }, expect = "unknown" },
  },
}
