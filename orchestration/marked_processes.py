"""Processes found again by a mark in their environment, so that only our own are ever ended.

A process inherits its environment from the one that started it, also when it leaves the process group or outlives its
parent (Ansible's workers and SSH's connection masters do both). A mark that is unique to a run therefore names all of
its processes, and nobody else's. The tree of parents and children would miss those that have left it.
"""

import os
import signal
import time

from orchestration.process_table import processes_with, was_started_with

POLL_SECONDS = 0.02


def marked_processes(variable: str, value: str) -> list[int]:
    """Return the ids of all processes, except this one, that were started with `variable=value` in the environment."""
    return [pid for pid in processes_with(variable, value) if pid != os.getpid()]


def signal_marked_process(pid: int, variable: str, value: str, number: signal.Signals) -> bool:
    """Signal a process if it still carries the mark; return whether it did.

    The process is held by a file descriptor while its mark is read, so that a process id which has been given to
    another in between is never signalled.
    """
    try:
        handle = os.pidfd_open(pid)
    except (ProcessLookupError, OSError):
        return False
    try:
        if not was_started_with(pid, variable, value):
            return False
        signal.pidfd_send_signal(handle, number)
    except ProcessLookupError:
        return False
    else:
        return True
    finally:
        os.close(handle)


def end_marked_processes(variable: str, value: str, grace_seconds: float = 2.0) -> list[int]:
    """End every process that carries the mark: first asked to terminate, killed after `grace_seconds`.

    Returns the ids of those that are still there, which is empty unless the kernel holds one (uninterruptible I/O).
    """
    deadline = time.monotonic() + grace_seconds
    for number in (signal.SIGTERM, signal.SIGKILL):
        remaining = marked_processes(variable, value)
        for pid in remaining:
            signal_marked_process(pid, variable, value, number)
        while remaining and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
            remaining = marked_processes(variable, value)
        if not remaining:
            return []
        deadline = time.monotonic() + 1.0
    return marked_processes(variable, value)
