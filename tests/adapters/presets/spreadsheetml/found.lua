-- The header row is found by itself; every sheet is read.
return {}
