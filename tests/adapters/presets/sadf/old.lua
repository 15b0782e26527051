return { zone = "+01:00" }
