"""Results as people and machines read them; one file for each kind of result."""
