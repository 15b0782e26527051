-- SPDX-License-Identifier: BSD-2-Clause
-- R7: VMware vCenter Operations Manager 5.x, idle VM.
--
-- Criterion: hours that pass, divided by the hours of the interval, reach the
-- idle time; an hour passes when all (or, by a switch, any) of CPU, disk and
-- network are below their floors.
--
-- Source: vCenter Operations Manager 5.7, getting started guide, page 99: the
-- formula and the switch were read there.  Floors and idle time are settings;
-- 100 MHz, 20 KB/s, 1 KB/s and 90 percent, their usual values, are general
-- knowledge.
--
-- Our reading: "all", the safer way of the switch; 30 days as the interval; a
-- thread makes 2.6 GHz; each direction of disk and network must be below the
-- floor where both are known; hours without samples are in neither number; an
-- hour passes when its highest five minutes do.

local FLOOR, CLOCK = 100, 2600  -- MHz
local DISK, NETWORK = 20000, 1000  -- B/s
local IDLE_TIME = 0.90

---One direction and the other, or their sum.
local function floors(a)
  local f = { cpu = 100 * FLOOR / (CLOCK * a.threads) }
  if a.read.measured or a.write.measured then
    f.read, f.write = DISK, DISK
  else
    f.disk = DISK
  end
  if a.receive.measured or a.transmit.measured then
    f.receive, f.transmit = NETWORK, NETWORK
  else
    f.network = NETWORK
  end
  return f
end

return policy {
  name     = "r7-vcenter-operations",
  title    = "vCenter Operations 5: share of hours below all floors",
  rule     = "R7",
  window   = "30d",
  coverage = 0.0001,
  gap      = "30d",

  judge = function(a)
    if not a.threads or a.threads == 0 then
      return unknown("how many threads it has is not known")
    end
    if not a.first_day or days(a.first_day, a.now) < 30 then
      return unknown("measured for less than 30 days")
    end
    local share = quiet_hours(a, floors(a), "all")
    local seen = ("%.1f %% of the hours below all floors"):format(100 * share)
    if share >= IDLE_TIME then
      return idle(50, seen)
    end
    return active(seen)
  end,

  tests = {
    { name = "quiet", asset = { threads = 16 },
      metrics = { cpu = { days = 30, max = 0.1 }, disk = { days = 30, max = 900 }, network = { days = 30, max = 900 } },
      expect = "idle", reason = "100.0 % of the hours" },
    { name = "CPU at its floor", asset = { threads = 16 },
      metrics = { cpu = { days = 30, max = 0.25 }, disk = { days = 30, max = 900 }, network = { days = 30, max = 900 } },
      expect = "active", reason = "0.0 % of the hours" },
    { name = "writing at its floor", asset = { threads = 16 },
      metrics = { cpu = { days = 30, max = 0.1 }, read = { days = 30, max = 9 }, write = { days = 30, max = 20000 },
                  network = { days = 30, max = 900 } },
      expect = "active" },
    { name = "sending at its floor", asset = { threads = 16 },
      metrics = { cpu = { days = 30, max = 0.1 }, disk = { days = 30, max = 9 }, receive = { days = 30, max = 9 },
                  transmit = { days = 30, max = 1000 } },
      expect = "active" },
    { name = "two hours of work a day", asset = { threads = 16 },
      metrics = { cpu = { days = 30, max = 90, held = 0.1, slots = { ["02:00"] = 90, ["03:30"] = 90 } },
                  disk = { days = 30, max = 900 }, network = { days = 30, max = 900 } },
      expect = "idle", reason = "91.7 % of the hours" },
    { name = "three hours of work a day", asset = { threads = 16 },
      metrics = { cpu = { days = 30, max = 90, held = 0.1, slots = { ["02:00"] = 90, ["03:30"] = 90, ["04:30"] = 90 } },
                  disk = { days = 30, max = 900 }, network = { days = 30, max = 900 } },
      expect = "active", reason = "87.5 % of the hours" },
    { name = "six hours of samples a day are enough", asset = { threads = 16 },
      metrics = { cpu = { days = 30, max = 0.1, covered = 0.25 }, disk = { days = 30, max = 900, covered = 0.25 },
                  network = { days = 30, max = 900, covered = 0.25 } },
      expect = "idle" },
    { name = "30 days have not passed", asset = { threads = 16 },
      metrics = { cpu = { days = 29, max = 0.1 }, disk = { days = 29, max = 900 }, network = { days = 29, max = 900 } },
      expect = "unknown", reason = "less than 30 days" },
    { name = "nothing of disks", asset = { threads = 16 },
      metrics = { cpu = { days = 30, max = 0.1 }, network = { days = 30, max = 900 } },
      expect = "unknown", reason = "no data: disk" },
    { name = "threads not known",
      metrics = { cpu = { days = 30, max = 0.1 }, disk = { days = 30, max = 900 }, network = { days = 30, max = 900 } },
      expect = "unknown", reason = "threads" },
    { name = "nothing measured", asset = { threads = 16 }, expect = "unknown" },
  },
}
