"""Where new servers can stand: rack units, power and cooling after any one loss, weight, and ports on both switches."""
