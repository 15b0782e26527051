as_of "2026-11-20"
currency "USD"
site "DC1" { exit_date = "2027-06-30", pue = 1.6, tariff = 0.12, rollback_days = 14 }
credential "lab" { version = 2, community = "public" }
credential "dc1" { version = 3, user = "decom", auth = { "SHA-256", file = "dc1.auth" }, priv = { "AES", file = "dc1.priv" } }
source "cmdb" { adapter = "servicenow", files = { "cmdb_*.xml", "/var/lib/x.xml" }, every = "6h", repair = true,
  prefer = { "serial", "rack" }, fields = { serial = { "a", "b", map = { x = "y" } } } }
source "lab" { adapter = "snmp", agents = { "10.9.0.0/24" }, credential = { "dc1", "lab" } }
policy "idle-quarter"
policy "own" { file = "own.lua" }
