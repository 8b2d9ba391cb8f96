"""When a process was started: with its number, what tells it from every later process (proc(5): PID/stat, PID/task)."""

from pathlib import Path

_ENDED = "ZX"
_STATE_FIELD, _START_TIME_FIELD = 0, 19
"""Counted from the field behind the program's name."""


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
