"""The hosts of one pool at one site while instances are put on them and taken off again.

The choice follows Nova's: a host must have room for the flavor, keeps apart what the tier's spread keeps apart, and of
those that are left the one with the most free memory is taken (Nova's RAM weigher).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

from capacity.packing.host_room import HostRoom
from capacity.resources import MEMORY_MB, Amounts
from inventory.model.services import Spread

Ranked = tuple[int, str, int]
"""Memory left, negative; host; the version of the entry: an older one is void."""
Candidate = tuple[int, int, int, str, str]
"""Instances of the tier in the rack and on the host as far as its spread counts, memory left (negative), host, rack."""


@dataclass(slots=True)
class Occupancy:
    """Where the instances of one tier are at one site."""

    hosts: Counter[str] = field(default_factory=Counter)
    racks: Counter[str] = field(default_factory=Counter)


class HostPacker:
    """Room on hosts, from which instances take.

    Hosts are ranked rack by rack and looked at only when they come first, so an instance costs a few steps and not a
    look at every host.
    """

    def __init__(self, rooms: Iterable[HostRoom], wants: Iterable[Amounts]) -> None:
        """Set up the hosts; `wants` are the needs of all instances that will ever be placed here."""
        known = tuple(wants)
        classes = dict.fromkeys(name for need in known for name in need)
        self._least = {name: least for name in classes if (least := min(need.get(name, 0) for need in known))}
        self._left = {room.host: room for room in rooms}
        self._rack_of = {room.host: room.rack for room in self._left.values()}
        self._version = dict.fromkeys(self._left, 0)
        self._ranked: dict[str, list[Ranked]] = {}
        for room in self._left.values():
            self._ranked.setdefault(room.rack, []).append((-room.memory_mebibytes, room.host, 0))
        for heap in self._ranked.values():
            heapify(heap)

    @property
    def rooms(self) -> tuple[HostRoom, ...]:
        """What is left on each host."""
        return tuple(self._left.values())

    def take(self, need: Amounts, spread: Spread, count: int, there: Occupancy) -> list[str]:
        """Choose hosts for so many instances, as long as there are any, and take the room there."""
        turn = _Turn(self, need, spread, there)
        chosen: list[str] = []
        while len(chosen) < count:
            host = turn.next()
            if host is None:
                break
            chosen.append(host)
        turn.end()
        return chosen

    def occupy(self, host: str, need: Amounts, there: Occupancy) -> None:
        """Take the room of one instance on a host."""
        room = self._left[host]
        self._put(room.changed(need, 1))
        there.hosts[host] += 1
        there.racks[room.rack] += 1

    def leave(self, host: str, need: Amounts, there: Occupancy) -> None:
        """Give the room of one instance back; a host that is gone gets nothing."""
        there.hosts[host] -= 1
        there.racks[self._rack_of[host]] -= 1
        room = self._left.get(host)
        if room is not None:
            more = room.changed(need, -1)
            self._put(more)
            self.rank(more)

    def reset(self, rooms: Mapping[str, HostRoom]) -> None:
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

    def rank(self, room: HostRoom) -> None:
        """Let a host be chosen again, if anything could fit on it at all."""
        if all(room.free.get(name, 0) >= least for name, least in self._least.items()):
            entry = (-room.memory_mebibytes, room.host, self._version[room.host])
            heappush(self._ranked[room.rack], entry)

    def current(self, host: str) -> HostRoom:
        """Return what is left on a host."""
        return self._left[host]

    def racks(self) -> Iterable[str]:
        """List the racks."""
        return self._ranked

    def first(self, rack: str) -> HostRoom | None:
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

    def _put(self, room: HostRoom) -> None:
        self._left[room.host] = room
        self._version[room.host] += 1


class _Turn:
    """One tier's choice of hosts: what it may not use, or only last, is set aside until its end."""

    def __init__(self, packer: HostPacker, need: Amounts, spread: Spread, there: Occupancy) -> None:
        self._packer, self._need, self._spread, self._there = packer, need, spread, there
        self._aside: dict[str, None] = {}
        self._shared: dict[str, list[tuple[int, int, str]]] = {}
        self._candidates = [one for one in map(self._best, packer.racks()) if one is not None]
        heapify(self._candidates)

    def next(self) -> str | None:
        """Choose a host and take the room there; None: none is left."""
        if not self._candidates:
            return None
        *_, host, rack = heappop(self._candidates)
        if self._there.hosts[host] and self._spread is Spread.RACK:
            heappop(self._shared[rack])
        self._packer.occupy(host, self._need, self._there)
        room = self._packer.current(host)
        if self._spread is Spread.NONE:
            self._packer.rank(room)
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
            self._packer.rank(self._packer.current(host))

    def _best(self, rack: str) -> Candidate | None:
        in_rack = self._there.racks[rack] if self._spread is Spread.RACK else 0
        need = self._need
        memory = need.get(MEMORY_MB, 0)
        while (room := self._packer.first(rack)) is not None:
            if room.memory_mebibytes < memory:
                break
            is_used = self._spread is not Spread.NONE and self._there.hosts[room.host] > 0
            if room.fits(need) and not is_used:
                return in_rack, 0, -room.memory_mebibytes, room.host, rack
            self._packer.set_aside(rack)
            self._aside[room.host] = None
            if is_used:
                self._share(room)
        shared = self._shared.get(rack)
        return (in_rack, *shared[0], rack) if shared else None

    def _share(self, room: HostRoom) -> None:
        # Only a spread over racks lets a host have a second instance, after all that have fewer.
        if self._spread is Spread.RACK and room.fits(self._need):
            heap = self._shared.setdefault(room.rack, [])
            heappush(heap, (self._there.hosts[room.host], -room.memory_mebibytes, room.host))
