"""Intent against intent: what one switch should be no more, newly, or otherwise than before.

Elements are matched by what identifies them, most telling first, so that a network that gets another VNI, or a zone
that gets another name, is one thing that changed and not one that went and one that came.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Final, Generic, TypeVar

from sdn.intent.model import DeviceIntent, Loopback, Management, Mlag, PortChannel, Svi, SwitchPort, Vlan, Vrf
from sdn.intent.routing import Bgp, Neighbor, PeerGroup, PrefixList, RouteMap, RouteTargetList, VrfPeering

Element = (
    DeviceIntent
    | Management
    | Loopback
    | Vlan
    | Vrf
    | SwitchPort
    | PortChannel
    | Svi
    | Mlag
    | PrefixList
    | RouteTargetList
    | RouteMap
    | Bgp
    | PeerGroup
    | Neighbor
    | VrfPeering
)
ElementT = TypeVar("ElementT", bound=Element)
Element_co = TypeVar("Element_co", bound=Element, covariant=True)

WHOLE: Final = ""
"""Stands for all fields at once: the element came or went."""


@dataclass(frozen=True, slots=True)
class Deviation(Generic[Element_co]):
    """One field of one element that is wanted otherwise than before, or a whole element that came or went."""

    noun: type[Element_co]
    field: str
    """The field's name, or WHOLE."""
    before: Element_co | None
    """None: it came."""
    after: Element_co | None
    """None: it went."""

    @property
    def element(self) -> Element_co:
        """The element as it is wanted, or as it was where it went."""
        found = self.before if self.after is None else self.after
        if found is None:
            raise ValueError("a deviation has at least one side")
        return found


_Key = Callable[[ElementT], Hashable | None]


def deviations(before: DeviceIntent, after: DeviceIntent) -> tuple[Deviation[Element], ...]:
    """Return everything in which two intents of one switch differ; where it is written makes no difference."""
    return tuple(_all(before, after))


def _all(before: DeviceIntent, after: DeviceIntent) -> Iterator[Deviation[Element]]:
    yield from _fields(DeviceIntent, before, after)
    yield from _one(Management, before.management, after.management)
    yield from _one(Mlag, before.mlag, after.mlag)
    yield from _one(Bgp, before.bgp, after.bgp)
    yield from _many(Loopback, before.loopbacks, after.loopbacks, lambda one: one.number)
    yield from _many(
        Vlan, before.vlans, after.vlans, lambda one: one.name or None, lambda one: one.vni, lambda one: one.number
    )
    yield from _many(Vrf, before.vrfs, after.vrfs, lambda one: one.name, lambda one: one.vni)
    yield from _many(SwitchPort, before.ports, after.ports, lambda one: one.name)
    yield from _many(PortChannel, before.port_channels, after.port_channels, lambda one: one.number)
    yield from _many(Svi, before.svis, after.svis, lambda one: one.description or None, lambda one: one.vlan)
    yield from _many(PrefixList, before.prefix_lists, after.prefix_lists, lambda one: one.name)
    yield from _many(RouteTargetList, before.route_target_lists, after.route_target_lists, lambda one: one.name)
    yield from _many(RouteMap, before.route_maps, after.route_maps, lambda one: one.name)
    yield from _many(PeerGroup, before.bgp.peer_groups, after.bgp.peer_groups, lambda one: one.name)
    yield from _many(
        Neighbor,
        before.bgp.neighbors,
        after.bgp.neighbors,
        lambda one: (one.device, one.peer_group, one.description),
        lambda one: one.address,
    )
    yield from _many(VrfPeering, before.bgp.vrfs, after.bgp.vrfs, lambda one: one.vrf, lambda one: one.vni)


NOT_COMPARED: Final = frozenset(
    {
        (DeviceIntent, "expectations"),  # says what to look at; it follows from the rest
        *((noun, "origin") for noun in (DeviceIntent, Vlan, Vrf, SwitchPort, PortChannel, Svi)),  # where it is written
    }
)
"""Fields that configure nothing."""


def compared_fields(noun: type[ElementT]) -> tuple[str, ...]:
    """Name the fields of an element that are compared as they are; those that hold elements are compared inside."""
    held = _HOLDS_ELEMENTS.get(noun, frozenset())
    return tuple(one.name for one in fields(noun) if one.name not in held and (noun, one.name) not in NOT_COMPARED)


_HOLDS_ELEMENTS: Final[dict[type, frozenset[str]]] = {
    DeviceIntent: frozenset(
        {
            "management",
            "mlag",
            "bgp",
            "loopbacks",
            "vlans",
            "vrfs",
            "ports",
            "port_channels",
            "svis",
            "prefix_lists",
            "route_target_lists",
            "route_maps",
        }
    ),
    Bgp: frozenset({"peer_groups", "neighbors", "vrfs"}),
}


def _one(noun: type[ElementT], before: ElementT | None, after: ElementT | None) -> Iterator[Deviation[ElementT]]:
    if before is None or after is None:
        if before is not after:
            yield Deviation(noun, WHOLE, before, after)
        return
    yield from _fields(noun, before, after)


def _fields(noun: type[ElementT], before: ElementT, after: ElementT) -> Iterator[Deviation[ElementT]]:
    if before == after:
        return
    for name in compared_fields(noun):
        if getattr(before, name) != getattr(after, name):
            yield Deviation(noun, name, before, after)


def _many(
    noun: type[ElementT], before: Iterable[ElementT], after: Iterable[ElementT], *keys: _Key[ElementT]
) -> Iterator[Deviation[ElementT]]:
    """Compare element by element; what no key matches came or went."""
    gone, new = list(before), list(after)
    pairs: list[tuple[ElementT, ElementT]] = []
    for key in keys:
        known = {name: one for one in gone if (name := key(one)) is not None}
        for one in list(new):
            name = key(one)
            match = known.pop(name, None) if name is not None else None
            if match is not None:
                gone.remove(match)
                new.remove(one)
                pairs.append((match, one))
    for one in gone:
        yield Deviation(noun, WHOLE, one, None)
    for old, one in pairs:
        yield from _fields(noun, old, one)
    for one in new:
        yield Deviation(noun, WHOLE, None, one)
