"""When a process was started: with its number, what tells it from every later process."""

from pathlib import Path


def start_time(pid: int) -> str | None:
    """Return field 22 of /proc/PID/stat, None for a process that has ended, also if it waits to be reaped.

    The program's name, which comes before, may hold spaces and parentheses itself.
    """
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] in "ZX" else fields[19]
