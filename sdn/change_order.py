"""In which order switches can be changed whose sessions are to change at both ends.

While one end of such a session has changed and the other has not, the session is down. An order is good if at every
moment whoever could reach each other before, and shall afterwards, still can: inside a fabric without a way through
another site. Where there is none, the plan says so.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from sdn.intent.model import DeviceIntent
from sdn.intent.routing import AddressFamily
from sdn.intent.sessions import Ends, agree, session_ends
from sdn.reachability import reached

_MOST_MOMENTS: Final = 400
"""So many moments are looked at before the search for an order is given up."""


@dataclass(frozen=True, slots=True)
class Turn:
    """When it is a switch's turn to change."""

    device: str
    cut_off: frozenset[str]
    """The devices that it cannot reach through the underlay just after its change, until they have changed too."""


@dataclass(frozen=True, slots=True)
class NoOrder:
    """Switches that no order can change without cutting a person off."""

    devices: tuple[str, ...]
    sessions: tuple[tuple[str, str], ...]
    """The sessions that are down while only one of their two ends has changed."""
    proven: bool
    """Every order was tried; otherwise the search was given up."""


def order_of(
    before: Mapping[str, DeviceIntent], after: Mapping[str, DeviceIntent], kept: Collection[str]
) -> tuple[Turn, ...] | NoOrder:
    """Return the turns of the switches whose order matters, so that whoever is `kept` stays connected.

    `before` holds the switches that change as they are, `after` all of them as they are wanted. The result is empty
    where no session has to change at both ends.
    """
    fabric = _Fabric(before, after)
    flipping = tuple(fabric.flipping())
    if not flipping:
        return ()
    devices = tuple(name for name in after if any(name in pair for pair in flipping))
    search = _Search(fabric, devices, frozenset(kept))
    found = search.run()
    if found is None:
        return NoOrder(devices, flipping, search.left > 0)
    return tuple(search.turn(device, found[: number + 1]) for number, device in enumerate(found))


@dataclass(frozen=True)
class _Fabric:
    """All switches, each in one of two states."""

    old: Mapping[str, DeviceIntent]
    new: Mapping[str, DeviceIntent]

    @cached_property
    def ends(self) -> tuple[Mapping[str, Ends], Mapping[str, Ends]]:
        """The sessions of each switch, as it is and as it is wanted."""
        new = {name: session_ends(intent) for name, intent in self.new.items()}
        return {name: session_ends(intent) for name, intent in self.old.items()} | {
            name: ends for name, ends in new.items() if name not in self.old
        }, new

    def works(self, a: str, b: str, family: AddressFamily, done: Collection[str]) -> bool:
        """Return whether two switches have a session while those of `done` have changed."""
        here = self.ends[a in done].get(a, {}).get(b, frozenset())
        there = self.ends[b in done].get(b, {}).get(a, frozenset())
        return agree(here, there, family)

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Each two that have a session before or afterwards, once."""
        found: dict[tuple[str, str], None] = {}
        for ends in self.ends:
            for a, peers in ends.items():
                found |= {(a, b): None for b in peers if b in self.new and (b, a) not in found}
        return tuple(found)

    def flipping(self) -> Iterator[tuple[str, str]]:
        """Name those that have a session before and afterwards, but not in between."""
        for a, b in self.pairs:
            if a not in self.old or b not in self.old:
                continue
            for family in AddressFamily:
                ends = self.works(a, b, family, ()), self.works(a, b, family, (a, b))
                if all(ends) and not (self.works(a, b, family, (a,)) and self.works(a, b, family, (b,))):
                    yield a, b
                    break

    def sessions(self, family: AddressFamily, done: Collection[str]) -> list[tuple[str, str]]:
        """Return who has a session with whom."""
        return [(a, b) for a, b in self.pairs if self.works(a, b, family, done)]

    def asns(self, done: Collection[str]) -> dict[str, int]:
        """Return each switch's ASN."""
        return {
            name: (intent if name in done else self.old.get(name, intent)).bgp.asn for name, intent in self.new.items()
        }

    @cached_property
    def lenient(self) -> frozenset[str]:
        """The switches that take a route with their own ASN in its path."""
        return frozenset(
            name for name, intent in self.new.items() if any(group.own_asn_allowed for group in intent.bgp.peer_groups)
        )


Moment = Mapping[tuple[AddressFamily, str | None], Mapping[str, frozenset[str]]]
"""Who hears of whom, over the sessions of a family, inside one fabric or (None) through all."""


@dataclass
class _Search:
    """Tries orders in the order of the estate until one is good or all have been tried."""

    fabric: _Fabric
    devices: tuple[str, ...]
    kept: frozenset[str]
    left: int = _MOST_MOMENTS
    seen: set[frozenset[str]] = field(default_factory=set)

    @cached_property
    def wanted(self) -> Moment:
        """Who heard of whom before and shall afterwards, and so must all the time."""
        first, last = self._moment(frozenset()), self._moment(frozenset(self.devices))
        return {
            scope: {one: heard & last[scope][one] & self.kept - self._partners(one) for one, heard in now.items()}
            for scope, now in first.items()
        }

    def _partners(self, device: str) -> frozenset[str]:
        """Return the pair of a switch: they are one to everybody else, and hear of each other over one session."""
        pair = self.fabric.new[device].pair
        return frozenset(name for name, intent in self.fabric.new.items() if pair is not None and intent.pair == pair)

    def run(self) -> tuple[str, ...] | None:
        """Return a good order; None if there is none, or none was found."""
        stack: list[tuple[str, ...]] = [()]
        while stack and self.left:
            way = stack.pop()
            if len(way) == len(self.devices):
                return way
            # The last that is pushed is tried first.
            for device in reversed(self.devices):
                done = frozenset((*way, device))
                if device not in way and done not in self.seen and self._is_good(done):
                    stack.append((*way, device))
        return None

    def _is_good(self, done: frozenset[str]) -> bool:
        self.seen.add(done)
        self.left = max(0, self.left - 1)
        now = self._moment(done)
        return all(
            heard <= now[scope][origin] for scope, wanted in self.wanted.items() for origin, heard in wanted.items()
        )

    def turn(self, device: str, done: Collection[str]) -> Turn:
        """Return what is cut off from a switch when those before it have changed, and it has."""
        sessions = self.fabric.sessions(AddressFamily.IPV4, done)
        found = reached([device], sessions, self.fabric.asns(done), self.fabric.lenient)
        return Turn(device, frozenset(self.fabric.new) - found[device])

    def _moment(self, done: frozenset[str]) -> Moment:
        fabric, asns = self.fabric, self.fabric.asns(done)
        underlay = fabric.sessions(AddressFamily.IPV4, done)
        ways = reached(fabric.new, underlay, asns, fabric.lenient)
        # An EVPN session lives on the routes of the underlay.
        overlay = [(a, b) for a, b in fabric.sessions(AddressFamily.EVPN, done) if b in ways[a] and a in ways[b]]
        found: dict[tuple[AddressFamily, str | None], Mapping[str, frozenset[str]]] = {}
        fabrics = {name: intent.fabric for name, intent in fabric.new.items()}
        for scope in (None, *dict.fromkeys(fabrics[device] for device in self.devices)):
            origins = [name for name in sorted(self.kept) if scope in {None, fabrics[name]}]
            for family, sessions in ((AddressFamily.IPV4, underlay), (AddressFamily.EVPN, overlay)):
                inside = [(a, b) for a, b in sessions if scope is None or fabrics[a] == fabrics[b] == scope]
                found[family, scope] = reached(origins, inside, asns, fabric.lenient)
        return found
