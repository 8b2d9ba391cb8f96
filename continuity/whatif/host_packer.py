"""The hosts of one pool at one site while instances are put on them and taken off again."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

from inventory.model.pools import Flavor
from inventory.model.services import Spread
from provisioning.placement import Room

Ranked = tuple[int, str, int]
"""Memory left, negative; host; the version of the entry: an older one is void."""
Candidate = tuple[int, int, int, str, str]
"""Instances of the tier in the rack and on the host as far as its spread counts, memory left (negative), host, rack."""


@dataclass(slots=True)
class Occupancy:
    """Where the instances of one tier are at one site."""

    hosts: Counter[str] = field(default_factory=Counter)
    racks: Counter[str] = field(default_factory=Counter)


class Shelf:
    """Room on hosts, from which instances take; chooses hosts exactly as `provisioning.placement.place` does.

    Hosts are ranked rack by rack and looked at only when they come first, so an instance costs a few steps and not a
    look at every host.
    """

    def __init__(self, rooms: Iterable[Room], flavors: Iterable[Flavor]) -> None:
        """Set up the hosts; `flavors` are all that will ever be placed here."""
        known = tuple(flavors)
        self._least = (
            min((one.vcpus for one in known), default=0),
            min((one.disk_gibibytes for one in known), default=0),
        )
        self._left = {room.host: room for room in rooms}
        self._rack_of = {room.host: room.rack for room in self._left.values()}
        self._version = dict.fromkeys(self._left, 0)
        self._ranked: dict[str, list[Ranked]] = {}
        for room in self._left.values():
            self._ranked.setdefault(room.rack, []).append((-room.memory_mebibytes, room.host, 0))
        for heap in self._ranked.values():
            heapify(heap)

    @property
    def rooms(self) -> tuple[Room, ...]:
        """What is left on each host."""
        return tuple(self._left.values())

    def take(self, flavor: Flavor, spread: Spread, count: int, there: Occupancy) -> list[str]:
        """Choose hosts for so many instances, as long as there are any, and take the room there."""
        turn = _Turn(self, flavor, spread, there)
        chosen: list[str] = []
        while len(chosen) < count:
            host = turn.next()
            if host is None:
                break
            chosen.append(host)
        turn.end()
        return chosen

    def occupy(self, host: str, flavor: Flavor, there: Occupancy) -> None:
        """Take the room of one instance on a host."""
        room = self._left[host]
        self._put(_changed(room, flavor, -1))
        there.hosts[host] += 1
        there.racks[room.rack] += 1

    def leave(self, host: str, flavor: Flavor, there: Occupancy) -> None:
        """Give the room of one instance back; a host that is gone gets nothing."""
        there.hosts[host] -= 1
        there.racks[self._rack_of[host]] -= 1
        room = self._left.get(host)
        if room is not None:
            more = _changed(room, flavor, 1)
            self._put(more)
            self.rank(more)

    def reset(self, rooms: Mapping[str, Room]) -> None:
        """Replace what is left on hosts."""
        for host, room in rooms.items():
            if host in self._left:
                self._put(room)
                self.rank(room)

    def withdraw(self, hosts: Iterable[str]) -> None:
        """Take hosts away with all that is on them."""
        for host in hosts:
            if self._left.pop(host, None) is not None:
                self._version[host] += 1

    def rank(self, room: Room) -> None:
        """Let a host be chosen again, if anything could fit on it at all."""
        if room.vcpus >= self._least[0] and room.disk_gibibytes >= self._least[1]:
            entry = (-room.memory_mebibytes, room.host, self._version[room.host])
            heappush(self._ranked[room.rack], entry)

    def current(self, host: str) -> Room:
        """Return what is left on a host."""
        return self._left[host]

    def racks(self) -> Iterable[str]:
        """List the racks."""
        return self._ranked

    def first(self, rack: str) -> Room | None:
        """Return the host with the most memory left of those that are ranked; None: there is none."""
        heap = self._ranked[rack]
        while heap:
            _, host, version = heap[0]
            if self._version[host] == version and host in self._left:
                return self._left[host]
            heappop(heap)
        return None

    def set_aside(self, rack: str) -> None:
        """Take the first host of a rack out of the ranking."""
        heappop(self._ranked[rack])

    def _put(self, room: Room) -> None:
        self._left[room.host] = room
        self._version[room.host] += 1


def _changed(room: Room, flavor: Flavor, instances: int) -> Room:
    return Room(
        room.host,
        room.rack,
        room.vcpus + instances * flavor.vcpus,
        room.memory_mebibytes + instances * flavor.memory_mebibytes,
        room.disk_gibibytes + instances * flavor.disk_gibibytes,
    )


class _Turn:
    """One tier's choice of hosts: what it may not use, or only last, is set aside until its end."""

    def __init__(self, shelf: Shelf, flavor: Flavor, spread: Spread, there: Occupancy) -> None:
        self._shelf, self._flavor, self._spread, self._there = shelf, flavor, spread, there
        self._aside: dict[str, None] = {}
        self._shared: dict[str, list[tuple[int, int, str]]] = {}
        self._candidates = [one for one in map(self._best, shelf.racks()) if one is not None]
        heapify(self._candidates)

    def next(self) -> str | None:
        """Choose a host and take the room there; None: none is left."""
        if not self._candidates:
            return None
        *_, host, rack = heappop(self._candidates)
        if self._there.hosts[host] and self._spread is Spread.RACK:
            heappop(self._shared[rack])
        self._shelf.occupy(host, self._flavor, self._there)
        room = self._shelf.current(host)
        if self._spread is Spread.NONE:
            self._shelf.rank(room)
        else:
            self._aside[host] = None
            self._share(room)
        again = self._best(rack)
        if again is not None:
            heappush(self._candidates, again)
        return host

    def end(self) -> None:
        """Rank again what was set aside."""
        for host in self._aside:
            self._shelf.rank(self._shelf.current(host))

    def _best(self, rack: str) -> Candidate | None:
        in_rack = self._there.racks[rack] if self._spread is Spread.RACK else 0
        flavor = self._flavor
        while (room := self._shelf.first(rack)) is not None:
            if room.memory_mebibytes < flavor.memory_mebibytes:
                break
            is_used = self._spread is not Spread.NONE and self._there.hosts[room.host] > 0
            if room.fits(flavor) and not is_used:
                return in_rack, 0, -room.memory_mebibytes, room.host, rack
            self._shelf.set_aside(rack)
            self._aside[room.host] = None
            if is_used:
                self._share(room)
        shared = self._shared.get(rack)
        return (in_rack, *shared[0], rack) if shared else None

    def _share(self, room: Room) -> None:
        # Only a spread over racks lets a host have a second instance, after all that have fewer.
        if self._spread is Spread.RACK and room.fits(self._flavor):
            heap = self._shared.setdefault(room.rack, [])
            heappush(heap, (self._there.hosts[room.host], -room.memory_mebibytes, room.host))
