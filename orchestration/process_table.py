"""What runs on this machine, as far as this user may see it: the only place that knows psutil.

A process that ends while it is asked about, or that is another user's, answers like one that is not there.
"""

from collections.abc import Collection, Iterator

import psutil

_GONE = (psutil.NoSuchProcess, psutil.AccessDenied)


def processes_with(variable: str, value: str) -> Iterator[int]:
    """Yield the ids of the processes that were started with `variable=value` in their environment."""
    return (pid for pid in psutil.pids() if was_started_with(pid, variable, value))


def was_started_with(pid: int, variable: str, value: str) -> bool:
    """Return whether a process was started with `variable=value` in its environment; one that has ended was not."""
    try:
        return psutil.Process(pid).environ().get(variable) == value
    except _GONE:
        return False


def listeners_at(addresses: Collection[str], port: int) -> Iterator[int]:
    """Yield the ids of the processes that listen on a TCP port at one of the addresses."""
    for process in psutil.process_iter():
        try:
            connections = process.net_connections(kind="tcp4")
        except _GONE:
            continue
        if any(
            one.status == psutil.CONN_LISTEN and one.laddr.port == port and one.laddr.ip in addresses
            for one in connections
        ):
            yield process.pid


def command_line(pid: int) -> list[str]:
    """Return the words that a process was started with; none if it cannot be asked."""
    try:
        return psutil.Process(pid).cmdline()
    except _GONE:
        return []


def proportional_bytes(pid: int) -> int:
    """Return the memory that a process holds alone, plus its part of what it shares (PSS); 0 if it has ended."""
    try:
        return int(psutil.Process(pid).memory_full_info().pss)
    except _GONE:
        return 0
