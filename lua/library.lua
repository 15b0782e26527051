-- SPDX-License-Identifier: BSD-2-Clause
-- What policies share.  Built into decom; each policy file finds these
-- functions among its globals: decom-policy(7), SHARED FUNCTIONS.

-- Silence must hold in all of these that are measured.  Reading and receiving
-- are no work by themselves (scanners, backups, the neighbours' broadcasts);
-- memory never falls; power corroborates and never decides.
local WORK = { "cpu", "transmit", "network", "write", "disk", "logins", "sessions" }

-- The management processor of network gear is never quiet: its CPU says nothing.
local FORWARDS = { switch = true, router = true, firewall = true }

-- One stands in for the other: a collector that was replaced may measure both
-- directions where the one before knew their sum, or the reverse.
local STANDS_IN = { network = "transmit", transmit = "network", disk = "write", write = "disk" }

---The metrics that can show work on this asset.  One whose samples ended
---before the window is among them: that it fell silent proves nothing.
---@param a decom.asset
---@return decom.metric[]
local function work_metrics(a)
  local found = {}
  for _, name in ipairs(WORK) do
    local m = a[name]
    local other = STANDS_IN[name]
    local ended = not m.measured and m.known and not (other and a[other].measured)
    if (m.measured or ended) and not (name == "cpu" and FORWARDS[a.class]) then
      found[#found + 1] = m
    end
  end
  return found
end

---The newest work seen, in metrics whose share of the window is covered.
---@param a decom.asset
---@return decom.metric? metric nil: none was seen, which proves nothing
---@return string? day
local function work_seen(a)
  local metric, last
  for _, m in ipairs(work_metrics(a)) do
    local day = m:covered() and m:seen()
    if day and (not last or day > last) then
      metric, last = m, day
    end
  end
  return metric, last
end

---Raises "no data" unless every work metric proves silence.
---@param a decom.asset
---@return integer n how many work metrics were silent; 0 proves nothing
local function silent_metrics(a)
  local n = 0
  for _, m in ipairs(work_metrics(a)) do
    if m:busy_days() == 0 then
      n = n + 1
    end
  end
  return n
end

---Whether power was measured and never rose a tenth above its mean.
---@param a decom.asset
---@return boolean
local function power_flat(a)
  local p = a.power
  return p.complete and p:max() <= 1.1 * p:mean()
end

---The verdict on the work metrics alone: active, idle or unknown.
---@param a decom.asset
---@param score number of one silent metric; further ones and flat power add to it
---@return decom.verdict
local function judge_work(a, score)
  local metric, day = work_seen(a)
  if metric then
    local n = metric:busy_days()
    return active(metric.name .. " at work on " .. n .. (n == 1 and " day" or " days"), day)
  end
  local n = silent_metrics(a)
  if n == 0 then
    return unknown("nothing that shows work is measured")
  end
  local reason = "quiet for " .. a.idle_days .. " days"
  if n > 1 then
    score = score + 5
    reason = reason .. " in " .. n .. " metrics"
  end
  if power_flat(a) then
    score = score + 5
    reason = reason .. ", power flat"
  end
  return idle(score, reason)
end

return {
  work_metrics = work_metrics,
  work_seen = work_seen,
  silent_metrics = silent_metrics,
  power_flat = power_flat,
  judge_work = judge_work,
}
