return { repair = true }
