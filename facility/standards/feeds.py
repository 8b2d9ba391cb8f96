"""How racks and devices are fed: paths, cords, static transfer switches."""

from collections.abc import Iterable, Iterator

from facility.chains.power import feed_key
from facility.standards.facts import Facts
from facility.standards.rule import Limits, Verdict, all_hold, broken, judged, unknown
from inventory.model.blocks import Mounted
from inventory.model.cooling import CoolingComponent
from inventory.model.power import FuelComponent, PowerComponent, PowerKind
from inventory.wording import a_type

Redundant = PowerComponent | CoolingComponent | FuelComponent


def two_paths(facts: Facts, limits: Limits) -> Iterator[Verdict]:
    """Capacity is redundant, and at least two independent distribution paths lead to every rack.

    A path ends in a feed of the rack; two of them are independent if different components feed them. Components that
    are written with a scheme of N have nothing to spare.
    """
    for rack in facts.estate.racks.values():
        if not facts.estate.standing[rack.key]:
            continue
        paths = set(rack.feeds.values())
        if not paths:
            yield unknown(rack.key, rack.origin, f"Nothing says what feeds the rack {rack.key}.")
            continue
        detail = f"Only {', '.join(sorted(paths))} feeds the rack {rack.key}."
        advice = "Its maintenance takes the rack down. Bring a second feed from another component."
        yield judged(rack.key, rack.origin, len(paths) >= limits["paths"], detail, advice)
    estate = facts.estate
    components: Iterable[Redundant] = (*estate.power.values(), *estate.cooling.values(), *estate.fuel.values())
    for one in components:
        scheme = one.redundancy
        if scheme is not None and scheme.systems == 1 and not scheme.spare:
            detail = f"{one.key} belongs to a group without redundancy ({scheme.text})."
            yield broken(one.key, one.origin.at("redundancy"), detail, "Add a redundant component to the group.")


def dual_powered(facts: Facts, limits: Limits) -> Iterator[Verdict]:
    """All IT equipment is powered from two feeds, or from a transfer switch close to it that two feed."""
    del limits
    for mounted in facts.estate.mounted:
        lack = _lack_of_power(facts, mounted)
        if lack is None:
            yield all_hold(mounted.names, mounted.origin)
            continue
        for name in mounted.names:
            detail = f"{name} {lack}."
            advice = "It stops with that feed. Give it a cord to the other side, or a static transfer switch that both sides feed."
            yield broken(name, mounted.origin.at("cords"), detail, advice, (name,))


def _lack_of_power(facts: Facts, mounted: Mounted) -> str | None:
    rack = facts.estate.racks[mounted.rack]
    ports = facts.estate.device_types[mounted.type].power_ports
    cords = {side for side in mounted.cords if side in rack.feeds}
    if len(cords) > 1 and len(ports) != 1:
        return None
    if any(switches_over(facts, f"{rack.site}/{rack.feeds[side]}") for side in cords):
        return None
    if len(ports) == 1 and len(cords) > 1:
        return f"is {a_type(mounted.type)}, which has one power supply"
    return f"has cords to feed {', '.join(sorted(cords)) or 'none'} only"


def switches_over(facts: Facts, key: str) -> bool:
    """Say whether a static transfer switch is here or right above, and what feeds it has nothing in common."""
    for near in (key, *facts.sources(key)):
        sources = facts.sources(near)
        if _is_static(facts, near) and len(set(sources)) > 1 and not facts.shared(sources):
            return True
    return False


def is_at_point_of_use(facts: Facts, key: str, mounted: Mounted) -> bool:
    """Say whether a component is the transfer switch of a single-corded device, or stands between the two.

    They are maintained together with the device, like its power supply.
    """
    rack = facts.estate.racks[mounted.rack]
    sides = {side for side in mounted.cords if side in rack.feeds}
    if len(sides) != 1:
        return False
    (side,) = sides
    last = f"{rack.site}/{rack.feeds[side]}"
    if not switches_over(facts, last):
        return False
    switches = (near for near in (last, *facts.sources(last)) if _is_static(facts, near))
    return key in (feed_key(rack.key, side), last, *switches)


def _is_static(facts: Facts, key: str) -> bool:
    return facts.estate.power[key].kind is PowerKind.STATIC_TRANSFER_SWITCH


def independent_cords(facts: Facts, limits: Limits) -> Iterator[Verdict]:
    """The cords of a device have no PDU, panel, UPS or transformer in common above them: no false dual feed."""
    del limits
    shared_by: dict[tuple[str, ...], str | None] = {}
    for mounted in facts.estate.mounted:
        rack = facts.estate.racks[mounted.rack]
        feeds = tuple(f"{rack.site}/{rack.feeds[side]}" for side in sorted(set(mounted.cords)) if side in rack.feeds)
        if len(mounted.cords) < 2 or not feeds:  # noqa: PLR2004 - a single cord is another rule's
            continue
        if feeds not in shared_by:
            shared_by[feeds] = _shared(facts, feeds)
        shared = shared_by[feeds]
        if shared is None:
            yield all_hold(mounted.names, mounted.origin)
            continue
        place = rack.origin if len(feeds) > 1 else mounted.origin.at("cords")
        advice = (
            "Two cords on one upstream are one feed: its fault or maintenance takes both. Move one to the other side."
        )
        for name in mounted.names:
            yield broken(name, place, f"All cords of {name} come from {shared}.", advice, (name,))


def _shared(facts: Facts, feeds: tuple[str, ...]) -> str | None:
    """Name what all the feeds live on, nearest first; a static transfer switch that two feed is independent enough."""
    if len(feeds) == 1 and switches_over(facts, feeds[0]):
        return None
    return next(iter(facts.shared(feeds)), None)
