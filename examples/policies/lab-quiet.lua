-- SPDX-License-Identifier: BSD-2-Clause
-- Quoted in README.md.
return rule {
  name   = "lab-quiet",
  title  = "Lab machines that stayed below ceilings for a month",
  window = "35d",
  score  = 55,
  only   = { environment = "Lab" },
  keep   = { role = { "build", "licence" } },

  idle = {
    cpu      = { percentile = { 99, 5 } },                 -- of the half-hours' highest
    transmit = { mean = 1000, longest = { 1e6, 1 } },      -- 1 MB/s for no more than an hour
    write    = { work_days = 0 },                          -- sustained, above its own background
  },

  tests = {
    { name = "quiet, backed up at night", asset = { environment = "Lab" },
      metrics = { cpu = { days = 40, max = 2 }, write = { days = 40, held = 500 },
                  transmit = { days = 40, held = 300, slots = { ["02:00"] = 3e4 } } },
      expect = "idle", score = 55 },
    { name = "a job on Sundays", asset = { environment = "Lab" },
      metrics = { cpu = { days = 40, held = 1, jobs = { { at = "22:00", hours = 4, value = 60, every = "sun" } } },
                  write = { days = 40, held = 500 }, transmit = { days = 40, max = 300 } },
      expect = "active", reason = "cpu percentile(99)" },
    { name = "nobody measured writing", asset = { environment = "Lab" },
      metrics = { cpu = { days = 40, max = 2 }, transmit = { days = 40, max = 300 } },
      expect = "unknown", reason = "no data: write" },
  },
}
