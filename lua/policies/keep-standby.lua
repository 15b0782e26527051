-- SPDX-License-Identifier: BSD-2-Clause
-- What stands by is kept, however quiet it is.
--
-- Criterion: hardware that is never a candidate by metrics alone (hot and cold
-- standby, disaster recovery, quorum, licence, KMS and CA, boot, time, DNS,
-- directory and DHCP servers, jump hosts, console and out-of-band gear), by its
-- standby state or by words of its role and environment: stands_by(), one of
-- the guards, which decom's own policy looks at all by itself.  A declared
-- role keeps; the absence of one says nothing, since roles are declared
-- incompletely everywhere.

return policy {
  name   = "keep-standby",
  title  = "Keep what is declared to stand by or to serve others",
  window = "1d",

  judge = function(a)
    local reason = stands_by(a)
    if reason then
      return keep(reason)
    end
  end,

  tests = {
    { name = "standby", asset = { role = "standby" }, expect = "keep", reason = "role is standby" },
    { name = "in other case, among other words", asset = { role = "Hot Standby (site B)" }, expect = "keep" },
    { name = "either spelling", asset = { role = "License server" }, expect = "keep" },
    { name = "as its agent says", asset = { standby = "cold" }, expect = "keep", reason = "standby state is cold" },
    { name = "disaster recovery", asset = { environment = "DR" }, expect = "keep", reason = "environment is DR" },
    { name = "DNS", asset = { role = "dns" }, expect = "keep" },
    { name = "a word that only contains one", asset = { role = "drawing store" }, expect = "none" },
    { name = "any other role", asset = { role = "web" }, expect = "none" },
    { name = "no role says nothing", asset = { name = "dr-01" }, expect = "none" },
    { name = "an idle one is kept as well", asset = { role = "cold standby" },
      metrics = { cpu = { days = 105, max = 1 } }, expect = "keep" },
  },
}
