"""How change happens: plans, waves, apply, journal; knows no switch and no cloud."""
