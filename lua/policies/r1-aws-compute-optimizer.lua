-- SPDX-License-Identifier: BSD-2-Clause
-- R1: AWS Compute Optimizer, idle EC2 instance.
--
-- Criterion: the highest CPU sample of 14 days is below 5 percent, and on no
-- day are more than 5 MB received and sent.  30 hours of samples in the 14
-- days are enough, 8.9 percent of them; how long a gap is does not matter.
--
-- Source: docs.aws.amazon.com/compute-optimizer/latest/ug/
-- view-idle-recommendations.html, requirements.html, and API_IdleRecommendation
-- in the API reference.  Read there: the 14 days, the 30 hours, that peak CPU
-- and network count.  The numbers 5 percent and 5 MB a day are general
-- knowledge and were not read there.
--
-- Our reading: 5 MB a day bounds each day, not their mean; a day's bytes are
-- those that samples stand for, so a day half seen has half of them.

local PEAK = 5     -- percent
local BYTES = 5e6  -- a day

---Adds what the metric's samples stand for to the bytes of each day.
local function add(bytes, m)
  for day, d in m:daily() do
    bytes[day] = (bytes[day] or 0) + d.mean * d.covered * 86400
  end
end

---Bytes received and sent on the busiest day.
local function busiest(a)
  local bytes, most = {}, 0
  if a.receive.measured or a.transmit.measured then
    add(bytes, a.receive)
    add(bytes, a.transmit)
  else
    add(bytes, a.network)
  end
  for _, n in pairs(bytes) do
    most = math.max(most, n)
  end
  return most
end

return policy {
  name     = "r1-aws-compute-optimizer",
  title    = "AWS Compute Optimizer: peak CPU and traffic of 14 days",
  rule     = "R1",
  window   = "14d",
  coverage = 0.0892,
  gap      = "14d",

  judge = function(a)
    local peak, most = a.cpu:max(), busiest(a)
    if peak >= PEAK then
      return active(("peak CPU %.1f %%"):format(peak))
    end
    if most >= BYTES then
      return active(("%.1f MB on a day"):format(most / 1e6))
    end
    return idle(50, ("peak CPU %.1f %%, %.1f MB a day at most"):format(peak, most / 1e6))
  end,

  tests = {
    { name = "quiet", metrics = { cpu = { days = 14, max = 4.9 }, receive = { days = 14, max = 20 },
                                  transmit = { days = 14, max = 20 } },
      expect = "idle", reason = "peak CPU 4.9 %, 3.5 MB a day" },
    { name = "one sample of 5 percent", metrics = { cpu = { { days = 7, max = 1 }, { days = 1, max = 5, mean = 1 },
                                                            { days = 6, max = 1 } },
                                                    network = { days = 14, max = 10 } },
      expect = "active", reason = "peak CPU 5.0 %" },
    { name = "just below 5 MB a day, both ways",
      metrics = { cpu = { days = 14, max = 1 }, receive = { days = 14, max = 29 }, transmit = { days = 14, max = 28.8 } },
      expect = "idle" },
    { name = "just above 5 MB on one day, both ways",
      metrics = { cpu = { days = 14, max = 1 }, receive = { days = 14, max = 29 },
                  transmit = { { days = 3, max = 2 }, { days = 1, max = 28.9 }, { days = 10, max = 2 } } },
      expect = "active", reason = "5.0 MB on a day" },
    { name = "where only the sum is known", metrics = { cpu = { days = 14, max = 1 }, network = { days = 14, max = 58 } },
      expect = "active", reason = "MB on a day" },
    { name = "work 15 days ago is not seen",
      metrics = { cpu = { { days = 14, max = 1 }, { days = 1, max = 90 } }, network = { days = 15, max = 10 } },
      expect = "idle" },
    { name = "30 hours are enough",
      metrics = { cpu = { { days = 1, max = 1 }, { days = 1, max = 1, covered = 0.25 } },
                  network = { { days = 1, max = 10 }, { days = 1, max = 10, covered = 0.25 } } },
      expect = "idle" },
    { name = "28 hours are not",
      metrics = { cpu = { { days = 1, max = 1 }, { days = 1, max = 1, covered = 0.2 } },
                  network = { days = 14, max = 10 } },
      expect = "unknown", reason = "no data: cpu" },
    { name = "nothing of traffic", metrics = { cpu = { days = 14, max = 1 } },
      expect = "unknown", reason = "no data: network" },
    { name = "one direction only", metrics = { cpu = { days = 14, max = 1 }, receive = { days = 14, max = 1 } },
      expect = "unknown", reason = "no data: transmit" },
    { name = "nothing measured", expect = "unknown", reason = "no data: cpu" },
  },
}
