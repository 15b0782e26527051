-- SPDX-License-Identifier: BSD-2-Clause
-- Quoted in README.md; stock.xml is a document that it reads.
adapter "stock" {
  title   = "Our own stock list",
  format  = "xml",
  root    = "stock",
  records = {
    { name = "machines", at = "machine", is = "asset",
      fields = {
        name         = "@host",
        serial       = { "serial", "service-tag" },        -- the first that has a value
        model        = "type",
        class        = { "kind", map = { Rechner = "server", Speicher = "storage" }, default = "other" },
        rack         = "place/@rack",
        position     = "place/@unit",
        power        = { "draw", unit = "kW" },
        warranty_end = { "warranty", date = "%d.%m.%Y" },
      } },
  },
}
