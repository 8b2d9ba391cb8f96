"""Where a lab may answer: it finds a free place by itself, and no two labs of a machine choose the same one.

A place is reserved by listening on a guard port of each of its networks, from before its other ports are looked at
until the lab listens on them. The kernel keeps that promise between users, and takes it back when a process ends.
"""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from inventory.model.estate import Estate
from lab.folder import LabRecord, read_lab
from lab.layout import FIRST_NETWORK, LAST_NETWORK, Listening, everything
from lab.listeners import AddressTaken, first_taken, taken_by

GUARD_PORT = 8021
_GUARD_HOST = "255.254"
"""No switch answers there: layout counts switches up from the beginning of a network."""


@contextmanager
def reserved_network(estate: Estate, folder: Path, wanted: int | None, *, clouds: bool, runs: bool) -> Iterator[int]:
    """Yield the network at which a lab of this estate may begin, and keep other labs from it for that time.

    It is the one that is wanted, else the one that the lab in the folder has had, else the first free one. A lab that
    `runs` is where it is; one that has stopped moves if its place was taken meanwhile, unless its clouds have written
    their ports down. Raises AddressTaken, LabTooLarge or FolderUnusable.
    """
    before = read_lab(folder)
    settled = wanted if wanted is not None else _settled(estate, folder, before, clouds=clouds, runs=runs)
    with ExitStack() as guards:
        if settled is None:
            settled = _first_free(estate, guards, clouds=clouds)
        elif not _guard(estate, settled, guards):
            raise AddressTaken(
                f"Another lab is being started at 127.{settled}.… at this moment. "
                "Start this one again when that one is up; without --network it finds a place by itself."
            )
        yield settled


def _settled(estate: Estate, folder: Path, before: LabRecord | None, *, clouds: bool, runs: bool) -> int | None:
    """Return where the lab of a folder has to stay; None: it may go anywhere."""
    if before is None:
        return None
    must_stay = runs or any((folder / "clouds").glob("*"))
    is_free = must_stay or first_taken(everything(estate, before.network, clouds=clouds)) is None
    return before.network if is_free else None


def _first_free(estate: Estate, guards: ExitStack, *, clouds: bool) -> int:
    """Find the first network from where labs usually begin at which nobody listens; leaves its guards in `guards`."""
    step = max(1, len(estate.sites))
    last = LAST_NETWORK - step + 1
    taken: Listening | None = None
    networks: list[int] = [*range(FIRST_NETWORK, last + 1, step), *range(1, FIRST_NETWORK - step + 1, step)]
    for network in networks:
        with ExitStack() as held:
            if not _guard(estate, network, held):
                continue
            taken = first_taken(everything(estate, network, clouds=clouds))
            if taken is None:
                guards.push(held.pop_all())
                return network
    reason = taken_by(taken) if taken is not None else "Other labs are being started everywhere."
    raise AddressTaken(f"No network from 127.1 to 127.{LAST_NETWORK} is free for this lab. {reason}")


def _guard(estate: Estate, network: int, guards: ExitStack) -> bool:
    """Listen on the guard port of every network of a lab; return whether nobody else does."""
    for number in range(len(estate.sites)):
        guard = socket.socket()
        guards.callback(guard.close)
        try:
            guard.bind((f"127.{network + number}.{_GUARD_HOST}", GUARD_PORT))
            guard.listen(1)
        except OSError:
            return False
    return True
