"""Who listens where the lab wants to: asked before anything starts, answered so that the user can end it."""

import errno
import socket
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address
from pathlib import Path

from lab.folder import is_lab, read_lab
from lab.layout import Listening

_LISTENING = "0A"
_ANY_ADDRESS = "00000000"
_STATE_FIELD, _INODE_FIELD = 3, 9


class AddressTaken(Exception):  # noqa: N818 - what is wrong
    """Something else listens where the lab wants to; the message says what and how to go on."""


def refuse_taken(wanted: Iterable[Listening]) -> None:
    """Raise AddressTaken for the first address and port that somebody listens on."""
    for place in wanted:
        if not _is_free(place):
            raise AddressTaken(_taken_by(place))


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


def _taken_by(place: Listening) -> str:
    apart = "or give this lab addresses of its own, such as: sddc lab up --network 127.90"
    for pid in _listeners(place):
        folder = _lab_of(pid)
        if folder is not None:
            record = read_lab(folder)
            whose = f" of the estate {record.estate}" if record else ""
            return (
                f"{place} is taken by the lab{whose} in {folder} (process {pid}). "
                f"End that one with: sddc lab down --state {folder}, {apart}"
            )
        return f"{place} is taken by the process {pid} ({_program(pid)}). End it, {apart}"
    return f"{place} is taken by a process of somebody else. Ask for it to be ended, {apart}"


def _lab_of(pid: int) -> Path | None:
    """Return the folder of the lab that a process belongs to: its command line names a file in it."""
    for word in _words(pid):
        found = next((parent for parent in Path(word).parents if word.startswith("/") and is_lab(parent)), None)
        if found is not None:
            return found
    return None


def _program(pid: int) -> str:
    return " ".join(_words(pid)[:3]) or "unknown"


def _words(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").rstrip("\0").split("\0")
    except OSError:
        return []


def _listeners(place: Listening) -> Iterator[int]:
    """Yield the processes that listen there, as far as this user may see them (proc(5): net/tcp, PID/fd)."""
    sockets = {f"socket:[{inode}]" for inode in _inodes(place)}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if any(str(entry.readlink()) in sockets for entry in (process / "fd").iterdir()):
                yield int(process.name)
        except OSError:
            continue  # ended meanwhile, or somebody else's


def _inodes(place: Listening) -> Iterator[str]:
    own = int.from_bytes(IPv4Address(place.address).packed, "little")
    ends = {f"{own:08X}:{place.port:04X}", f"{_ANY_ADDRESS}:{place.port:04X}"}
    for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]:
        fields = line.split()
        if fields[1] in ends and fields[_STATE_FIELD] == _LISTENING:
            yield fields[_INODE_FIELD]
