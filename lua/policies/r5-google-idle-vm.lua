-- SPDX-License-Identifier: BSD-2-Clause
-- R5: Google Cloud, idle VM recommendation.
--
-- Criterion, over 14 days: CPU below 0.03 of a thread for 97 percent of the
-- time, received below 2000 B/s for 95 percent, sent below 1000 B/s for 95
-- percent.  The machine must be a day old (five in an older text); of a
-- younger one than 14 days, what there is counts.
--
-- Source: cloud.google.com/compute/docs/instances/
-- viewing-and-applying-idle-vm-recommendations: all numbers were read there.
-- Local SSD, GPU and machines of other services are left out there; decom does
-- not know these facts, so here they are not.
--
-- Our reading: time is what was sampled; any samples are enough.  CPU is kept
-- in half-hours, and one whose highest five minutes reach the floor counts as
-- having reached it all through: less is found than by the rule itself, never
-- more.  The rates are counted exactly, by five minutes.

local VCPU, CPU_ABOVE = 0.03, 0.03
local RECEIVE, TRANSMIT, NET_ABOVE = 2000, 1000, 0.05  -- B/s

return policy {
  name     = "r5-google-idle-vm",
  title    = "Google Cloud idle VM: share of time below floors",
  rule     = "R5",
  window   = "14d",
  coverage = 0.0001,
  gap      = "14d",

  judge = function(a)
    if not a.threads or a.threads == 0 then
      return unknown("how many threads it has is not known")
    end
    if not a.first_day or days(a.first_day, a.now) < 1 then
      return unknown("younger than a day")
    end
    local cpu = a.cpu:above(100 * VCPU / a.threads)
    local receive, transmit = a.receive:above(RECEIVE), a.transmit:above(TRANSMIT)
    local seen = ("above the floors: CPU %.1f %% of the time, received %.1f %%, sent %.1f %%")
      :format(100 * cpu, 100 * receive, 100 * transmit)
    if cpu <= CPU_ABOVE and receive <= NET_ABOVE and transmit <= NET_ABOVE then
      return idle(50, seen)
    end
    return active(seen)
  end,

  tests = {
    { name = "quiet", asset = { threads = 16 },
      metrics = { cpu = { days = 14, max = 0.1 }, receive = { days = 14, max = 900 }, transmit = { days = 14, max = 900 } },
      expect = "idle", reason = "CPU 0.0 % of the time" },
    { name = "the floor is 0.19 % of 16 threads", asset = { threads = 16 },
      metrics = { cpu = { days = 14, max = 0.2 }, receive = { days = 14, max = 10 }, transmit = { days = 14, max = 10 } },
      expect = "active", reason = "CPU 100.0 %" },
    { name = "and 1.5 % of two", asset = { threads = 2 },
      metrics = { cpu = { days = 14, max = 1.3 }, receive = { days = 14, max = 10 }, transmit = { days = 14, max = 10 } },
      expect = "idle" },
    { name = "ten hours of work in 14 days", asset = { threads = 16 },
      metrics = { cpu = { { days = 6, max = 90, held = 0.1, slots = { ["02:00"] = 90, ["02:30"] = 90 } },
                          { days = 8, max = 90, held = 0.1, slots = { ["02:00"] = 90 } } },
                  receive = { days = 14, max = 10 }, transmit = { days = 14, max = 10 } },
      expect = "idle", reason = "CPU 3.0 % of the time" },
    { name = "ten hours and a half", asset = { threads = 16 },
      metrics = { cpu = { { days = 7, max = 90, held = 0.1, slots = { ["02:00"] = 90, ["02:30"] = 90 } },
                          { days = 7, max = 90, held = 0.1, slots = { ["02:00"] = 90 } } },
                  receive = { days = 14, max = 10 }, transmit = { days = 14, max = 10 } },
      expect = "active", reason = "CPU 3.1 % of the time" },
    { name = "received, at the floor", asset = { threads = 16 },
      metrics = { cpu = { days = 14, max = 0.1 }, receive = { days = 14, max = 2000 }, transmit = { days = 14, max = 10 } },
      expect = "active", reason = "received 100.0 %" },
    { name = "sent, at the floor", asset = { threads = 16 },
      metrics = { cpu = { days = 14, max = 0.1 }, receive = { days = 14, max = 10 }, transmit = { days = 14, max = 1000 } },
      expect = "active", reason = "sent 100.0 %" },
    { name = "sent for an hour a day", asset = { threads = 16 },
      metrics = { cpu = { days = 14, max = 0.1 }, receive = { days = 14, max = 10 },
                  transmit = { days = 14, max = 1e6, held = 10, slots = { ["02:00"] = 1e6, ["02:30"] = 1e6 } } },
      expect = "idle", reason = "sent 4.2 %" },
    { name = "sent for an hour and a half a day", asset = { threads = 16 },
      metrics = { cpu = { days = 14, max = 0.1 }, receive = { days = 14, max = 10 },
                  transmit = { days = 14, max = 1e6, held = 10, slots = { ["02:00"] = 1e6, ["02:30"] = 1e6, ["03:00"] = 1e6 } } },
      expect = "active", reason = "sent 6.2 %" },
    { name = "a day old", asset = { threads = 16 },
      metrics = { cpu = { days = 1, max = 0.1 }, receive = { days = 1, max = 10 }, transmit = { days = 1, max = 10 } },
      expect = "idle" },
    { name = "threads not known",
      metrics = { cpu = { days = 14, max = 0.1 }, receive = { days = 14, max = 10 }, transmit = { days = 14, max = 10 } },
      expect = "unknown", reason = "threads" },
    { name = "sums only", asset = { threads = 16 }, metrics = { cpu = { days = 14, max = 0.1 }, network = { days = 14, max = 10 } },
      expect = "unknown", reason = "no data: receive" },
    { name = "nothing measured", asset = { threads = 16 }, expect = "unknown" },
  },
}
