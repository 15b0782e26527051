source "s" { adapter = "sadf", files = "*.xml" }
