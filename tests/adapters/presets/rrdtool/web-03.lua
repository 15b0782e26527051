return { fields = { network = { "network", scale = 1000 } } }
