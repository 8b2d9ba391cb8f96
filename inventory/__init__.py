"""What we own and what we want, as data: the estate, its rules and its scenarios."""
