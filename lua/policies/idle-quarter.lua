-- SPDX-License-Identifier: BSD-2-Clause
-- Idle for a full quarter.
--
-- Criterion: silence in every metric that can show work (facts of the field:
-- writes, sending, log-ins, sessions, CPU), proven day by day over a quarter
-- plus a tenth, so that a quarterly job falls into any window (1 - W/P of the
-- days would miss it with a shorter one).  Work is a day whose highest sample
-- reaches the threshold: a mean or percentile over the window tolerates hours
-- of real work, a single busy day does not pass here.  95 percent of the
-- window must be sampled and no gap may exceed a day; a gap is never zero.
-- The CPU floor of 5 percent is that of R1, R3, R9 and R10 (AWS, Cloudaware,
-- Datadog), the rates lie above what 95 of 100 known idle machines show.
-- Nothing is subtracted for named software.  A yearly job is not excluded.

return policy {
  name     = "idle-quarter",
  title    = "Idle for a full quarter",
  window   = "100d",
  coverage = 0.95,
  gap      = "24h",

  judge = function(a)
    return judge_work(a, 85)
  end,

  tests = {
    { name = "quiet server", asset = { class = "server" },
      metrics = { cpu = { days = 105, max = 1.4, mean = 0.8 },
                  network = { days = 105, max = 1600 }, disk = { days = 105, max = 3000 } },
      expect = "idle", score = 90, idle_since = "2026-08-07", reason = "quiet for 105 days in 3 metrics" },
    { name = "blade with CPU and power only", asset = { class = "blade" },
      metrics = { cpu = { days = 105, max = 1.4 }, power = { days = 105, max = 128, mean = 125, min = 120 } },
      expect = "idle", score = 90, reason = "power flat" },
    { name = "storage", asset = { class = "storage" },
      metrics = { disk = { days = 105, max = 3000 }, power = { days = 105, max = 500, mean = 400 } },
      expect = "idle", score = 85, reason = "quiet for 105 days" },
    { name = "busy server", asset = { class = "server" },
      metrics = { cpu = { days = 105, max = 60, mean = 30 }, network = { days = 105, max = 900000 } },
      expect = "active", reason = "last on 2026-11-19" },
    { name = "two days of work in a month", asset = { class = "server" },
      metrics = { cpu = { { days = 18, max = 1 }, { days = 2, max = 70, mean = 40 }, { days = 85, max = 1 } } },
      expect = "active", reason = "cpu at work on 2 days, last on 2026-11-01" },
    { name = "a quarterly job, three months ago", asset = { class = "server" },
      metrics = { cpu = { { days = 92, max = 1 }, { days = 1, max = 70 }, { days = 12, max = 1 } } },
      expect = "active", reason = "cpu at work on 1 day, last on 2026-08-19" },
    { name = "work before the window does not count", asset = { class = "server" },
      metrics = { cpu = { { days = 101, max = 1 }, { days = 4, max = 70 } } },
      expect = "idle", idle_since = "2026-08-11" },
    { name = "one quiet metric does not hide another's work", asset = { class = "server" },
      metrics = { cpu = { days = 105, max = 1 }, write = { days = 105, max = 90000 } },
      expect = "active", reason = "write at work" },
    { name = "one log-in", asset = { class = "server" },
      metrics = { cpu = { days = 105, max = 1 }, logins = { { days = 9, max = 0 }, { days = 1, max = 1 }, { days = 95, max = 0 } } },
      expect = "active", reason = "logins at work on 1 day, last on 2026-11-10" },
    { name = "reads and receiving prove nothing", asset = { class = "server" },
      metrics = { read = { days = 105, max = 0 }, receive = { days = 105, max = 0 }, memory = { days = 105, max = 4 } },
      expect = "unknown", reason = "nothing that shows work" },
    { name = "nor do they count against", asset = { class = "server" },
      metrics = { cpu = { days = 105, max = 1 }, read = { days = 105, max = 9e8 }, receive = { days = 105, max = 9e6 } },
      expect = "idle" },
    { name = "power alone proves nothing", asset = { class = "pdu" },
      metrics = { power = { days = 105, max = 100 } },
      expect = "unknown" },
    { name = "nothing measured", asset = { class = "server" }, expect = "unknown" },
    { name = "two days of evidence", asset = { class = "server" },
      metrics = { cpu = { days = 2, max = 50 } },
      expect = "unknown", reason = "no data: cpu, coverage 2 %" },
    { name = "evidence that ended", asset = { class = "server" },
      metrics = { cpu = { { days = 30, missing = true }, { days = 80, max = 1 } } },
      expect = "unknown", reason = "no data: cpu, coverage 70 %" },
    { name = "evidence that ended before the window", asset = { class = "server" },
      metrics = { cpu = { { days = 110, missing = true }, { days = 50, max = 1 } } },
      expect = "unknown", reason = "no data: cpu, coverage 0 %" },
    { name = "one metric that ended hides what it would have shown", asset = { class = "server" },
      metrics = { cpu = { days = 160, max = 1 }, network = { { days = 110, missing = true }, { days = 50, max = 1 } } },
      expect = "unknown", reason = "no data: network, coverage 0 %" },
    { name = "unless another measures the same", asset = { class = "server" },
      metrics = { cpu = { days = 160, max = 1 }, transmit = { days = 105, max = 10 },
                  network = { { days = 110, missing = true }, { days = 50, max = 1 } } },
      expect = "idle" },
    { name = "six samples of ten are missing", asset = { class = "server" },
      metrics = { cpu = { days = 105, max = 1, covered = 0.4 } },
      expect = "unknown", reason = "no data: cpu, coverage 40 %" },
    { name = "a gap of two days hides silence", asset = { class = "server" },
      metrics = { cpu = { { days = 50, max = 1 }, { days = 2, missing = true }, { days = 53, max = 1 } } },
      expect = "unknown", reason = "coverage 98 %, a gap of 48 h" },
    { name = "but not work", asset = { class = "server" },
      metrics = { cpu = { { days = 50, max = 80 }, { days = 2, missing = true }, { days = 53, max = 80 } } },
      expect = "active" },
    { name = "one metric short of data spoils the proof", asset = { class = "server" },
      metrics = { cpu = { days = 105, max = 1 }, network = { days = 50, max = 10 } },
      expect = "unknown", reason = "network, coverage 50 %" },
    { name = "a switch is judged by its traffic", asset = { class = "switch" },
      metrics = { cpu = { days = 105, max = 15 }, network = { days = 105, max = 1500 } },
      expect = "idle", reason = "quiet for 105 days" },
    { name = "so is a busy one", asset = { class = "switch" },
      metrics = { network = { days = 105, max = 220000 } },
      expect = "active" },
    { name = "a switch with CPU alone", asset = { class = "switch" },
      metrics = { cpu = { days = 105, max = 1 } },
      expect = "unknown" },
  },
}
