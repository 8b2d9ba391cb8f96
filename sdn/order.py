"""In which order switches can be changed whose sessions are to change at both ends.

While one end of such a session has changed and the other has not, the session is down. An order is good if at every
moment whoever could reach each other before, and shall afterwards, still can. Where there is none, the plan says so.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from sdn.intent.model import DeviceIntent
from sdn.intent.routing import AddressFamily
from sdn.intent.sessions import Ends, agree, session_ends

_MOST_MOMENTS: Final = 2000
"""So many moments are looked at before the search for an order is given up."""


@dataclass(frozen=True, slots=True)
class NoOrder:
    """Switches that no order can change without cutting somebody off."""

    devices: tuple[str, ...]
    sessions: tuple[tuple[str, str], ...]
    """The sessions that are down while only one of their two ends has changed."""
    proven: bool
    """Every order was tried; otherwise the search was given up."""


def order_of(
    before: Mapping[str, DeviceIntent], after: Mapping[str, DeviceIntent], kept: Collection[str]
) -> tuple[str, ...] | NoOrder:
    """Return the switches whose order matters, in an order that keeps whoever is `kept` connected.

    `before` holds the switches that change as they are, `after` all of them as they are wanted. The result is empty
    where no session has to change at both ends.
    """
    fabric = _Fabric(
        {name: session_ends(before.get(name, intent)) for name, intent in after.items()},
        {name: session_ends(intent) for name, intent in after.items()},
    )
    flipping = tuple(fabric.flipping(before))
    if not flipping:
        return ()
    devices = tuple(name for name in after if any(name in pair for pair in flipping))
    search = _Search(fabric, devices, frozenset(kept))
    found = search.run()
    return NoOrder(devices, flipping, search.left > 0) if found is None else found


@dataclass(frozen=True)
class _Fabric:
    """All switches, each in one of two states."""

    old: Mapping[str, Ends]
    new: Mapping[str, Ends]

    def works(self, a: str, b: str, family: AddressFamily, done: Collection[str]) -> bool:
        """Return whether two switches have a session while those of `done` have changed."""
        here = (self.new if a in done else self.old).get(a, {}).get(b, frozenset())
        there = (self.new if b in done else self.old).get(b, {}).get(a, frozenset())
        return agree(here, there, family)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Name each two that have a session before or afterwards, once."""
        seen = set()
        for ends in (self.old, self.new):
            for a, peers in ends.items():
                for b in peers:
                    if b in self.new and (a, b) not in seen:
                        seen |= {(a, b), (b, a)}
                        yield a, b

    def flipping(self, changing: Collection[str]) -> Iterator[tuple[str, str]]:
        """Name those that have a session before and afterwards, but not in between."""
        for a, b in self.pairs():
            if a not in changing or b not in changing:
                continue
            for family in AddressFamily:
                ends = self.works(a, b, family, ()), self.works(a, b, family, (a, b))
                if all(ends) and not (self.works(a, b, family, (a,)) and self.works(a, b, family, (b,))):
                    yield a, b
                    break


@dataclass
class _Search:
    """Tries orders, most promising first, until one is good or all have been tried."""

    fabric: _Fabric
    devices: tuple[str, ...]
    kept: frozenset[str]
    left: int = _MOST_MOMENTS
    bad: set[frozenset[str]] = field(default_factory=set)
    together: dict[AddressFamily, list[frozenset[str]]] = field(default_factory=dict)

    def run(self) -> tuple[str, ...] | None:
        everything = frozenset(self.devices)
        self.pairs = tuple(self.fabric.pairs())
        for family in AddressFamily:
            first, last = self._parts(family, frozenset()), self._parts(family, everything)
            self.together[family] = [both for a in first for b in last if len(both := a & b & self.kept) > 1]
        return self._from(frozenset(), ())

    def _from(self, done: frozenset[str], way: tuple[str, ...]) -> tuple[str, ...] | None:
        stack = [(done, way)]
        while stack and self.left:
            done, way = stack.pop()
            if len(way) == len(self.devices):
                return way
            # The last that is pushed is tried first: keep the estate's order.
            for device in reversed(self.devices):
                then = done | {device}
                if device not in done and then not in self.bad:
                    self.bad.add(then)
                    self.left = max(0, self.left - 1)
                    if self._is_good(then):
                        stack.append((then, (*way, device)))
        return None

    def _is_good(self, done: frozenset[str]) -> bool:
        return all(
            any(group <= part for part in self._parts(family, done))
            for family, groups in self.together.items()
            for group in groups
        )

    def _parts(self, family: AddressFamily, done: frozenset[str]) -> list[frozenset[str]]:
        """Return who can reach whom over sessions, as parts that cannot reach each other."""
        links = [(a, b) for a, b in self.pairs if self.fabric.works(a, b, family, done)]
        return _connected(self.fabric.new, links)


def _connected(devices: Iterable[str], links: Iterable[tuple[str, str]]) -> list[frozenset[str]]:
    part = {name: {name} for name in devices}
    for a, b in links:
        if part[a] is not part[b]:
            small, large = sorted((part[a], part[b]), key=len)
            large |= small
            part.update(dict.fromkeys(small, large))
    return [frozenset(one) for one in {id(one): one for one in part.values()}.values()]
