return { root = "device", fields = { serial = "Serial No" } }
