return { fields = { site = false, owner = { "INFO/COMMENTS", "INFO/LOCATION" } } }
