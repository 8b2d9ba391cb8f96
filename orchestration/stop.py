"""Stopping a run from outside without leaving anything half-done."""

import signal
import time
from collections.abc import Callable, Iterator
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

    with _handled(handle):
        yield stop


@contextmanager
def interrupted_by_signals() -> Iterator[None]:
    """Let SIGTERM and SIGHUP raise KeyboardInterrupt like Ctrl-C, for work that then cleans up behind itself.

    Without this they would end the process at once, and what it had started would go on without it. Only for the main
    thread, as signals are.
    """

    def handle(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    with _handled(handle):
        yield


@contextmanager
def _handled(handle: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Handle the signals, but those that the user had ignored (nohup) stay ignored."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    heard = [number for number, handler in before.items() if handler is not signal.SIG_IGN]
    for number in heard:
        signal.signal(number, handle)
    try:
        yield
    finally:
        for number in heard:
            signal.signal(number, before[number])
