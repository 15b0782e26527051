-- SPDX-License-Identifier: BSD-2-Clause
-- R3: AWS Prescriptive Guidance for large migrations, "retire".
--
-- Criterion, over 90 days; one of three is enough:
-- zombie: mean CPU and mean memory both below 5 percent;
-- idle: both from 5 to 20 percent;
-- no inbound connection.
--
-- Source: AWS Prescriptive Guidance, "Guide for AWS large migrations", the
-- strategy "retire": all numbers were read there.  It says nothing of how many
-- samples are needed.
--
-- Our reading: connections are sessions with peers; nothing is said of a least
-- number of samples, so any are enough once 90 days have passed since the
-- first; 2 percent CPU with 10 percent memory is neither zombie nor idle, as
-- written.

local LOW, HIGH = 5, 20  -- percent

local function young(a)
  return not a.first_day or days(a.first_day, a.now) < 90
end

return policy {
  name     = "r3-aws-guidance-retire",
  title    = "AWS guidance for migrations: mean CPU and memory, or no connection",
  rule     = "R3",
  window   = "90d",
  coverage = 0.0001,
  gap      = "90d",

  judge = function(a)
    if young(a) then
      return unknown("measured for less than 90 days")
    end
    if a.sessions.measured and a.sessions:max() == 0 then
      return idle(50, "no connection in 90 days")
    end
    local cpu, memory = a.cpu:mean(), a.memory:mean()
    local means = ("mean CPU %.1f %%, memory %.1f %%"):format(cpu, memory)
    if cpu < LOW and memory < LOW then
      return idle(50, "zombie: " .. means)
    end
    if cpu >= LOW and cpu <= HIGH and memory >= LOW and memory <= HIGH then
      return idle(50, "idle: " .. means)
    end
    return active(means)
  end,

  tests = {
    { name = "zombie", metrics = { cpu = { days = 90, max = 90, mean = 4.9 }, memory = { days = 90, max = 4.9 } },
      expect = "idle", reason = "zombie: mean CPU 4.9 %, memory 4.9 %" },
    { name = "idle, from 5", metrics = { cpu = { days = 90, max = 5 }, memory = { days = 90, max = 5 } },
      expect = "idle", reason = "idle: " },
    { name = "idle, to 20", metrics = { cpu = { days = 90, max = 20 }, memory = { days = 90, max = 20 } },
      expect = "idle", reason = "idle: " },
    { name = "above 20", metrics = { cpu = { days = 90, max = 20.1 }, memory = { days = 90, max = 20 } },
      expect = "active", reason = "mean CPU 20.1 %" },
    { name = "a server's memory never falls", metrics = { cpu = { days = 90, max = 1 }, memory = { days = 90, max = 30 } },
      expect = "active" },
    { name = "one of each", metrics = { cpu = { days = 90, max = 1 }, memory = { days = 90, max = 10 } },
      expect = "active" },
    { name = "no connection", metrics = { cpu = { days = 90, max = 80 }, memory = { days = 90, max = 80 },
                                          sessions = { days = 90, max = 0 } },
      expect = "idle", reason = "no connection" },
    { name = "one connection", metrics = { cpu = { days = 90, max = 80 }, memory = { days = 90, max = 80 },
                                           sessions = { { days = 60, max = 0 }, { days = 1, max = 1 }, { days = 29, max = 0 } } },
      expect = "active" },
    { name = "an hour a day is enough", metrics = { cpu = { days = 90, max = 1, covered = 0.042 },
                                                    memory = { days = 90, max = 1, covered = 0.042 } },
      expect = "idle" },
    { name = "90 days have not passed", metrics = { cpu = { days = 89, max = 1 }, memory = { days = 89, max = 1 } },
      expect = "unknown", reason = "less than 90 days" },
    { name = "no memory, no sessions", metrics = { cpu = { days = 90, max = 1 } },
      expect = "unknown", reason = "no data: memory" },
    { name = "nothing measured", expect = "unknown" },
  },
}
