"""Which process it is: with its number, the moment of its start tells it from every later one (proc(5): PID/stat)."""

import os
import select
from dataclasses import dataclass
from pathlib import Path

_ENDED = "ZX"
_STATE_FIELD, _START_TIME_FIELD = 0, 19
"""Counted from the field behind the program's name."""


@dataclass(frozen=True, slots=True)
class ProcessIdentity:
    """A process that cannot be mistaken for a later one with the same number."""

    pid: int
    start_time: int
    """Clock ticks since the machine started (field 22 of `/proc/PID/stat`)."""

    @property
    def is_running(self) -> bool:
        """Whether this very process still runs; one that only waits to be reaped does not."""
        return start_time(self.pid) == self.start_time

    def wait(self) -> None:
        """Return once it has ended, whoever its parent is; at once if it has already."""
        try:
            handle = os.pidfd_open(self.pid)
        except ProcessLookupError:
            return
        try:
            # Asked while we hold it: from now on, its number cannot be given to another without our noticing.
            if self.is_running:
                end = select.poll()
                end.register(handle, select.POLLIN)
                end.poll()
        finally:
            os.close(handle)


def identify(pid: int) -> ProcessIdentity | None:
    """Return which process has a number now; None if none has, or it has ended."""
    ticks = start_time(pid)
    return None if ticks is None else ProcessIdentity(pid, ticks)


def this_process() -> ProcessIdentity:
    """Return which process this is."""
    pid = os.getpid()
    return ProcessIdentity(pid, start_time(pid) or 0)


def start_time(pid: int) -> int | None:
    """Return when a process was started, in clock ticks since the machine's start; None if it has ended.

    One that only waits to be reaped has ended. One whose first thread has ended has not as long as another thread
    runs: a killed process keeps its listening sockets until the last of its threads is gone.
    """
    process = Path(f"/proc/{pid}")
    try:
        # The program's name stands in parentheses and may hold spaces and parentheses itself.
        fields = (process / "stat").read_text().rpartition(")")[2].split()
        if fields[_STATE_FIELD] in _ENDED and _threads(process) <= 1:
            return None
    except (FileNotFoundError, ProcessLookupError):
        return None
    return int(fields[_START_TIME_FIELD])


def _threads(process: Path) -> int:
    return sum(1 for _ in (process / "task").iterdir())
