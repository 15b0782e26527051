-- SPDX-License-Identifier: BSD-2-Clause
-- What stands by is kept, however quiet it is.
--
-- Criterion: hardware that is never a candidate by metrics alone (hot and cold
-- standby, disaster recovery, quorum, licence, KMS and CA, PXE, NTP, DNS, jump
-- host, console and out-of-band gear).  A declared role keeps; the absence of
-- one says nothing, since roles are declared incompletely everywhere.

local KEEP = {
  "standby", "stand%-by", "spare", "dr", "disaster", "failover", "passive", "replica",
  "quorum", "witness", "arbiter", "licen[cs]e", "kms", "ca", "pki", "hsm",
  "pxe", "ntp", "dns", "dhcp", "jump", "bastion", "console", "oob", "out%-of%-band",
}

---The word of the list that text contains as a word of its own.
local function kept(text)
  if not text then return nil end
  text = text:sub(1, 200):lower()
  for _, word in ipairs(KEEP) do
    if text:find("%f[%w]" .. word .. "%f[%W]") then
      return true
    end
  end
end

return policy {
  name   = "keep-standby",
  title  = "Keep what is declared to stand by or to serve others",
  window = "1d",

  judge = function(a)
    if kept(a.role) then
      return keep("role is " .. a.role)
    end
    if kept(a.environment) then
      return keep("environment is " .. a.environment)
    end
  end,

  tests = {
    { name = "standby", asset = { role = "standby" }, expect = "keep", reason = "role is standby" },
    { name = "in other case, among other words", asset = { role = "Hot Standby (site B)" }, expect = "keep" },
    { name = "either spelling", asset = { role = "License server" }, expect = "keep" },
    { name = "disaster recovery", asset = { environment = "DR" }, expect = "keep", reason = "environment is DR" },
    { name = "DNS", asset = { role = "dns" }, expect = "keep" },
    { name = "a word that only contains one", asset = { role = "drawing store" }, expect = "none" },
    { name = "any other role", asset = { role = "web" }, expect = "none" },
    { name = "no role says nothing", asset = { name = "dr-01" }, expect = "none" },
    { name = "an idle one is kept as well", asset = { role = "cold standby" },
      metrics = { cpu = { days = 105, max = 1 } }, expect = "keep" },
  },
}
