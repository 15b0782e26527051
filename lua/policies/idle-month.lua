-- SPDX-License-Identifier: BSD-2-Clause
-- Idle for a full month: a first look, while a quarter's evidence gathers.
--
-- Criterion: as idle-quarter (silence in every metric that can show work, day
-- by day, 95 percent sampled, no gap above a day), over a month plus a tenth,
-- so that a monthly job falls into any window.  A quarterly job is missed on
-- six days of ten: the score stays below that of idle-quarter, and nobody
-- should retire on it alone.

return policy {
  name     = "idle-month",
  title    = "Idle for a full month, quarterly work not excluded",
  window   = "35d",
  coverage = 0.95,
  gap      = "24h",

  judge = function(a)
    return judge_work(a, 50)
  end,

  tests = {
    { name = "quiet server", asset = { class = "server" },
      metrics = { cpu = { days = 36, max = 1.4 }, network = { days = 36, max = 1600 } },
      expect = "idle", score = 55, idle_since = "2026-10-15", reason = "quiet for 36 days" },
    { name = "a monthly job", asset = { class = "server" },
      metrics = { cpu = { { days = 30, max = 1 }, { days = 1, max = 70 }, { days = 10, max = 1 } } },
      expect = "active", reason = "cpu at work on 1 day, last on 2026-10-20" },
    { name = "a quarterly job is not seen", asset = { class = "server" },
      metrics = { cpu = { { days = 60, max = 1 }, { days = 1, max = 70 }, { days = 40, max = 1 } } },
      expect = "idle", score = 50, idle_since = "2026-09-21" },
    { name = "a month is not there yet", asset = { class = "server" },
      metrics = { cpu = { days = 30, max = 1 } },
      expect = "unknown", reason = "no data: cpu, coverage 85 %" },
    { name = "busy storage", asset = { class = "storage" },
      metrics = { disk = { days = 40, max = 150000 }, power = { days = 40, max = 400 } },
      expect = "active", reason = "disk at work" },
    { name = "nothing measured", expect = "unknown" },
  },
}
