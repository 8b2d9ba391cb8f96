"""The plant: power, cooling and space as one capacity graph, and the standards that it is held to."""
