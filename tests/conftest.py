"""Properties are judged by what holds: neither a deadline nor slow drawing on a busy machine makes one false."""

from hypothesis import HealthCheck, settings

settings.register_profile("any-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any-machine")
