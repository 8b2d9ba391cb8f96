"""What holds on any machine, and however the tests were started."""

import signal

from hypothesis import HealthCheck, settings

# Properties are judged by what holds: neither a deadline nor slow drawing on a busy machine makes one false.
settings.register_profile("any-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any-machine")

# Started in the background or by nohup, we ignore these signals, and so would every command that is to be interrupted.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
