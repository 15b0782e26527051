-- SPDX-License-Identifier: BSD-2-Clause
-- R9: Cloudaware, EC2 instance is idle.
--
-- Criterion, over 14 days: mean CPU below 5 percent, highest CPU below 15
-- percent, less than 100 MB received and less than 100 MB sent in all.
-- Inapplicable to what runs for less than 14 days; undetermined where one of
-- the metrics is empty; one sample of each is enough.
--
-- Source: ce.prod.cloudaware.com, /ce/ca/aws/ec2/instance-idle: all numbers and
-- the results were read there.  A newer text adds memory below 20 and disk
-- below 5 percent where known; it is left out here.
--
-- Our reading: the bytes are those that samples stand for; both inapplicable
-- and undetermined are unknown.

local MEAN, PEAK, BYTES = 5, 15, 100e6

---Bytes that the metric's samples stand for.
local function total(m)
  local bytes = 0
  for _, d in m:daily() do
    bytes = bytes + d.mean * d.covered * 86400
  end
  return bytes
end

return policy {
  name     = "r9-cloudaware",
  title    = "Cloudaware: mean and peak CPU, 100 MB in 14 days",
  rule     = "R9",
  window   = "14d",
  coverage = 0.0001,
  gap      = "14d",

  judge = function(a)
    if not a.first_day or days(a.first_day, a.now) < 14 then
      return unknown("inapplicable: measured for less than 14 days")
    end
    local mean, peak = a.cpu:mean(), a.cpu:max()
    local received, sent = total(a.receive), total(a.transmit)
    local seen = ("CPU mean %.1f %%, peak %.1f %%, %.0f MB received, %.0f MB sent")
      :format(mean, peak, received / 1e6, sent / 1e6)
    if mean < MEAN and peak < PEAK and received < BYTES and sent < BYTES then
      return idle(50, seen)
    end
    return active(seen)
  end,

  tests = {
    { name = "quiet", metrics = { cpu = { days = 14, max = 14.9, mean = 4.9 }, receive = { days = 14, max = 82 },
                                  transmit = { days = 14, max = 82 } },
      expect = "idle", reason = "CPU mean 4.9 %, peak 14.9 %, 99 MB received, 99 MB sent" },
    { name = "mean of 5", metrics = { cpu = { days = 14, max = 14, mean = 5 }, receive = { days = 14, max = 8 },
                                      transmit = { days = 14, max = 8 } },
      expect = "active", reason = "CPU mean 5.0 %" },
    { name = "one sample of 15", metrics = { cpu = { { days = 9, max = 1 }, { days = 1, max = 15, mean = 1 }, { days = 4, max = 1 } },
                                             receive = { days = 14, max = 8 }, transmit = { days = 14, max = 8 } },
      expect = "active", reason = "peak 15.0 %" },
    { name = "83 B/s received are above 100 MB", metrics = { cpu = { days = 14, max = 1 }, receive = { days = 14, max = 83 },
                                                            transmit = { days = 14, max = 8 } },
      expect = "active", reason = "100 MB received" },
    { name = "83 B/s sent are above 100 MB", metrics = { cpu = { days = 14, max = 1 }, receive = { days = 14, max = 8 },
                                                        transmit = { days = 14, max = 83 } },
      expect = "active", reason = "100 MB sent" },
    { name = "memory does not count", metrics = { cpu = { days = 14, max = 1 }, receive = { days = 14, max = 8 },
                                                  transmit = { days = 14, max = 8 }, memory = { days = 14, max = 80 } },
      expect = "idle" },
    { name = "one day with samples is enough",
      metrics = { cpu = { { days = 1, max = 1 }, { days = 13, missing = true }, { days = 1, max = 1 } },
                  receive = { days = 1, max = 1e3 }, transmit = { days = 1, max = 1e3 } },
      expect = "idle", reason = "86 MB received" },
    { name = "undetermined: nothing sent is known", metrics = { cpu = { days = 14, max = 1 }, receive = { days = 14, max = 8 } },
      expect = "unknown", reason = "no data: transmit" },
    { name = "inapplicable: 13 days old", metrics = { cpu = { days = 13, max = 1 }, receive = { days = 13, max = 8 },
                                                     transmit = { days = 13, max = 8 } },
      expect = "unknown", reason = "inapplicable" },
    { name = "nothing measured", expect = "unknown" },
  },
}
