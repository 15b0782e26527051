-- SPDX-License-Identifier: BSD-2-Clause
-- Quoted in README.md.
return policy {
  name     = "lab-idle",
  title    = "Lab machines that did nothing for a month",
  window   = "35d",
  coverage = 0.95,

  judge = function(a)
    if a.environment ~= "Lab" then return end              -- no opinion
    if a.cpu:busy_days(5) > 0 then                         -- a day with a sample above 5 %
      return active("cpu at work", a.cpu:last_busy(5))
    end
    return idle(60, "quiet for " .. a.idle_days .. " days")
  end,

  tests = {
    { name = "quiet", asset = { environment = "Lab" },
      metrics = { cpu = { days = 40, max = 2 } }, expect = "idle", score = 60 },
    { name = "one night's work", asset = { environment = "Lab" },
      metrics = { cpu = { { days = 9, max = 2 }, { days = 1, max = 80 }, { days = 30, max = 2 } } },
      expect = "active" },
    { name = "a fortnight's evidence", asset = { environment = "Lab" },
      metrics = { cpu = { days = 14, max = 2 } }, expect = "unknown" },
  },
}
