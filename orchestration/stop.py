"""Stopping a run from outside without leaving anything half-done."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STEP_SECONDS = 0.05


class Interrupted(Exception):  # noqa: N818 - what happened
    """The user stopped before anything was changed, or while nothing was under way."""


class Stop:
    """Whether the user wants to stop; set by a signal handler, so it takes no lock."""

    def __init__(self) -> None:
        self.requested = False

    def wait(self, seconds: float) -> bool:
        """Sleep, but not once stopping is wanted; returns whether it is."""
        end = time.monotonic() + seconds
        while not self.requested and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, STEP_SECONDS))
        return self.requested


@contextmanager
def stop_on_signals() -> Iterator[Stop]:
    """Turn the first Ctrl-C, SIGTERM or SIGHUP into a request; the second raises KeyboardInterrupt at once.

    After the first, what is under way is finished and nothing new begins. After the second, nothing is waited for:
    what was under way stands in the journal as begun, switches go back by their own timers, and resuming looks at all
    of it again. Only for the main thread, as signals are.
    """
    stop = Stop()

    def handle(_number: int, _frame: FrameType | None) -> None:
        if stop.requested:
            raise KeyboardInterrupt
        stop.requested = True

    before = {number: signal.signal(number, handle) for number in SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
