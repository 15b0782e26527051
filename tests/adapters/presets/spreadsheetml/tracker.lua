return { sheet = "Moves", header = 3 }
