"""Power and fuel: from the grid and the tanks to the feeds of racks."""

from collections.abc import Iterator

from facility.graph.component import Component, Need, Sharing
from inventory.model.component_names import feed_name, incomer_name
from inventory.model.estate import Estate
from inventory.model.power import PowerComponent, PowerKind

DISTRIBUTION = frozenset({PowerKind.PANEL, PowerKind.BUSWAY, PowerKind.PDU, PowerKind.UPS})
"""What keeps below its rating for continuous load, besides the feeds of racks."""
SOURCES = frozenset({PowerKind.UTILITY, PowerKind.GENERATOR})
"""Where power begins."""
SWITCHING = frozenset({PowerKind.TRANSFER_SWITCH, PowerKind.STATIC_TRANSFER_SWITCH})
"""What takes all of its load from one source at a time."""


def power_chain(estate: Estate, continuous_share: float) -> Iterator[Component]:
    """Turn power components, fuel and the feeds of racks into components.

    A panel that can be tied to others has its incomer as a component of its own: the bus lives on any of the incomers.
    """
    tied = {f"{one.site}/{name}" for one in estate.power.values() for name in (one.name, *one.ties) if one.ties}
    for one in estate.power.values():
        needs: tuple[Need, ...] = (_supply(estate, one),) if one.fed_by else ()
        if one.key in tied:
            yield _component(one, incomer_name(one.key), "incomer", needs, 1.0)
            incomers = tuple(incomer_name(f"{one.site}/{name}") for name in (one.name, *one.ties))
            needs = (Need(incomers, sharing=Sharing.PREFERRED, label="ties"),)
        if one.generator is not None and one.generator.fuel:
            needs += (Need(_keys(one.site, one.generator.fuel), passes=0.0, label="fuel"),)
        derating = continuous_share if one.kind in DISTRIBUTION else 1.0
        yield _component(one, one.key, one.kind.value, needs, derating)
    yield from _fuel(estate)
    yield from _rack_feeds(estate, continuous_share)


def _component(one: PowerComponent, key: str, kind: str, needs: tuple[Need, ...], derating: float) -> Component:
    return Component(key, kind, needs, one.usable_watts, derating, one.site, one.room, one.compartment)


def _supply(estate: Estate, one: PowerComponent) -> Need:
    """Share by rating what works in parallel: members of one group, except below a switch that takes one of them."""
    sources = _keys(one.site, one.fed_by)
    feeding = [estate.power[key] for key in sources]
    are_group = len(feeding) > 1 and feeding[0].group is not None and len({source.group for source in feeding}) == 1
    are_generators = all(source.kind is PowerKind.GENERATOR for source in feeding)
    if one.least == 1 and not (are_group and (one.kind not in SWITCHING or are_generators)):
        return Need(sources, sharing=Sharing.PREFERRED, label="fed_by")
    sharing = Sharing.PROPORTIONAL if all(source.usable_watts for source in feeding) else Sharing.EQUAL
    return Need(sources, one.least, sharing=sharing, label="fed_by")


def _fuel(estate: Estate) -> Iterator[Component]:
    for one in estate.fuel.values():
        wanted = (("fed_by", one.fed_by, one.least), ("powered_by", one.powered_by, 1))
        needs = tuple(
            Need(_keys(one.site, names), least, passes=0.0, label=label) for label, names, least in wanted if names
        )
        yield Component(one.key, one.kind.value, needs, None, 1.0, one.site, one.room, one.compartment)


def _rack_feeds(estate: Estate, continuous_share: float) -> Iterator[Component]:
    for rack in estate.racks.values():
        room = estate.rooms.get(f"{rack.site}/{rack.room}")
        compartment = room.compartment if room else None
        for side, name in rack.feeds.items():
            details = rack.feed_details.get(side)
            rating = None if details is None or details.rating_watts is None else float(details.rating_watts)
            need = Need((f"{rack.site}/{name}",), label="feeds")
            key = feed_name(rack.key, side)
            yield Component(key, "feed", (need,), rating, continuous_share, rack.site, rack.room, compartment)


def _keys(site: str, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{site}/{name}" for name in names)
