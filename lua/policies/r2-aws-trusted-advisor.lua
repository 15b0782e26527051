-- SPDX-License-Identifier: BSD-2-Clause
-- R2: AWS Trusted Advisor, low utilisation of an EC2 instance.
--
-- Criterion: on at least 4 of the last 14 days the mean CPU of the day is 10
-- percent or less and the traffic of the day is 5 MB or less.  What ran at any
-- time in the 14 days is looked at; no least number of samples.
--
-- Source: the check's own text, kept in fog-aws, lib/fog/aws/support.rb: all
-- numbers were read there.
--
-- Our reading: both must hold on the same day; traffic is received and sent
-- together, as many bytes as the samples stand for; a day without samples is
-- no day of low use.

local MEAN = 10    -- percent
local BYTES = 5e6  -- a day
local DAYS = 4

---Adds what the metric's samples stand for to the bytes of each day.
local function add(bytes, m)
  for day, d in m:daily() do
    bytes[day] = (bytes[day] or 0) + d.mean * d.covered * 86400
  end
end

local function traffic(a)
  local bytes = {}
  if a.receive.measured or a.transmit.measured then
    add(bytes, a.receive)
    add(bytes, a.transmit)
  else
    add(bytes, a.network)
  end
  return bytes
end

return policy {
  name     = "r2-aws-trusted-advisor",
  title    = "AWS Trusted Advisor: four days of low use in 14",
  rule     = "R2",
  window   = "14d",
  coverage = 0.0001,
  gap      = "14d",

  judge = function(a)
    local bytes, low = traffic(a), 0
    for day, d in a.cpu:daily() do
      if d.mean <= MEAN and bytes[day] and bytes[day] <= BYTES then
        low = low + 1
      end
    end
    if low < DAYS then
      return active("low use on " .. low .. " of 14 days")
    end
    return idle(50, "low use on " .. low .. " of 14 days")
  end,

  tests = {
    { name = "quiet", metrics = { cpu = { days = 14, max = 9, mean = 2 }, network = { days = 14, max = 40 } },
      expect = "idle", reason = "low use on 14 of 14 days" },
    { name = "busy on ten days, quiet on four",
      metrics = { cpu = { { days = 4, max = 10 }, { days = 10, max = 95 } }, network = { days = 14, max = 40 } },
      expect = "idle", reason = "low use on 4 of 14 days" },
    { name = "quiet on three", metrics = { cpu = { { days = 3, max = 1 }, { days = 11, max = 95 } },
                                           network = { days = 14, max = 40 } },
      expect = "active", reason = "low use on 3 of 14 days" },
    { name = "just above 10 percent", metrics = { cpu = { days = 14, max = 10.1 }, network = { days = 14, max = 40 } },
      expect = "active", reason = "low use on 0" },
    { name = "57 B/s are less than 5 MB a day, both ways",
      metrics = { cpu = { days = 14, max = 1 }, receive = { days = 14, max = 28 }, transmit = { days = 14, max = 29 } },
      expect = "idle" },
    { name = "58 are not",
      metrics = { cpu = { days = 14, max = 1 }, receive = { days = 14, max = 29 }, transmit = { days = 14, max = 29 } },
      expect = "active" },
    { name = "both on the same day",
      metrics = { cpu = { { days = 7, max = 1 }, { days = 7, max = 80 } },
                  network = { { days = 7, max = 1e6 }, { days = 7, max = 10 } } },
      expect = "active", reason = "low use on 0" },
    { name = "four days with samples, ten without", metrics = { cpu = { days = 4, max = 1 }, network = { days = 4, max = 1 } },
      expect = "idle" },
    { name = "an hour a day", metrics = { cpu = { days = 14, max = 1, covered = 0.042 },
                                          network = { days = 14, max = 1e3, covered = 0.042 } },
      expect = "idle" },
    { name = "three days with samples", metrics = { cpu = { days = 3, max = 1 }, network = { days = 3, max = 1 } },
      expect = "active" },
    { name = "nothing of traffic", metrics = { cpu = { days = 14, max = 1 } },
      expect = "unknown", reason = "no data: network" },
    { name = "nothing measured", expect = "unknown" },
  },
}
