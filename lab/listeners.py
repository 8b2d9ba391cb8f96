"""Who listens where the lab wants to: asked before anything starts, answered so that the user can end it."""

import errno
import socket
from collections.abc import Iterable
from pathlib import Path

from lab.folder import is_lab, read_lab
from lab.layout import Listening
from orchestration.process_table import command_line, listeners_at

_ANY_ADDRESS = "0.0.0.0"  # noqa: S104 - looked for, not listened on


class AddressTaken(Exception):  # noqa: N818 - what is wrong
    """Something else listens where the lab wants to; the message says what and how to go on."""


def refuse_taken(wanted: Iterable[Listening]) -> None:
    """Raise AddressTaken for the first address and port that another process listens on."""
    taken = first_taken(wanted)
    if taken is not None:
        raise AddressTaken(taken_by(taken))


def first_taken(wanted: Iterable[Listening]) -> Listening | None:
    """Return the first address and port that another process listens on; None: all are free."""
    return next((place for place in wanted if not _is_free(place)), None)


def _is_free(place: Listening) -> bool:
    with socket.socket() as probe:
        # Without it, connections that the last listener has closed would count for a minute.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((place.address, place.port))
            probe.listen(1)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise
    return True


def taken_by(place: Listening) -> str:
    """Return who listens there, and how to go on."""
    apart = (
        "or leave --network out: then the lab finds a free place by itself. Or name one: sddc lab up --network 127.90"
    )
    for pid in listeners_at({place.address, _ANY_ADDRESS}, place.port):
        folder = _lab_of(pid)
        if folder is not None:
            record = read_lab(folder)
            whose = f" of the estate {record.estate}" if record else ""
            return (
                f"{place} is taken by the lab{whose} in {folder} (process {pid}). "
                f"End that one with: sddc lab down --state {folder}, {apart}"
            )
        return f"{place} is taken by the process {pid} ({_program(pid)}). End it, {apart}"
    return f"{place} is taken by a process of another user. Ask for it to be ended, {apart}"


def _lab_of(pid: int) -> Path | None:
    """Return the folder of the lab that a process belongs to: its command line names a file in it."""
    for word in command_line(pid):
        found = next((parent for parent in Path(word).parents if word.startswith("/") and is_lab(parent)), None)
        if found is not None:
            return found
    return None


def _program(pid: int) -> str:
    return " ".join(command_line(pid)[:3]) or "unknown"
