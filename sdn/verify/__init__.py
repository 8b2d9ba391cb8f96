"""Live state against intent: what is expected, what is there."""
