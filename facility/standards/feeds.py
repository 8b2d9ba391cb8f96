"""How racks and devices are fed: paths, cords, static transfer switches."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from facility.standards.facts import PlantFacts
from facility.standards.rule import Limits, Verdict, all_hold, broken, holds, unknown
from inventory.model.blocks import Mounted
from inventory.model.cooling import CoolingComponent
from inventory.model.power import FuelComponent, PowerComponent
from inventory.model.sites import Rack
from inventory.wording import a_type

Redundant = PowerComponent | CoolingComponent | FuelComponent


def two_paths(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """Capacity is redundant, and at least two independent distribution paths lead to every rack.

    A path ends in a feed of the rack; paths are independent if no component of the distribution stands on all of them,
    however far up. Components that are written with a scheme of N have nothing to spare.
    """
    wanted = int(limits["paths"])
    for rack in facts.estate.racks.values():
        if not facts.estate.standing[rack.key]:
            continue
        paths = sorted(set(rack.feeds.values()))
        if not paths:
            yield unknown(rack.key, rack.origin, f"Nothing says what feeds the rack {rack.key}.")
            continue
        yield _paths_of(facts, rack, paths, wanted)
    estate = facts.estate
    components: Iterable[Redundant] = (*estate.power.values(), *estate.cooling.values(), *estate.fuel.values())
    for one in components:
        scheme = one.redundancy
        if scheme is not None and scheme.systems == 1 and not scheme.spare:
            detail = f"{one.key} belongs to a group without redundancy ({scheme.text})."
            yield broken(one.key, one.origin.at("redundancy"), detail, "Add a redundant component to the group.")


def _paths_of(facts: PlantFacts, rack: Rack, paths: list[str], wanted: int) -> Verdict:
    if len(paths) < wanted:
        detail = f"Only {', '.join(paths)} feeds the rack {rack.key}."
        advice = "Its maintenance takes the rack down. Bring a second feed from another component."
        return broken(rack.key, rack.origin, detail, advice)
    ends = [f"{rack.site}/{name}" for name in paths]
    if any(
        not any(facts.paths.common_distribution(pair) for pair in combinations(chosen, 2))
        for chosen in combinations(ends, wanted)
    ):
        return holds(rack.key, rack.origin)
    shared = next(key for pair in combinations(ends, 2) for key in facts.paths.common_distribution(pair))
    detail = f"The paths to the rack {rack.key}, {' and '.join(paths)}, lead through {shared}."
    advice = "Its maintenance takes both. Lead one of them past it."
    return broken(rack.key, rack.origin, detail, advice)


def dual_powered(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """All IT equipment is powered from two feeds, or from a transfer switch at the point of use that two feed.

    A static transfer switch is at the point of use if it serves no more than the rack of the device.
    """
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


def _lack_of_power(facts: PlantFacts, mounted: Mounted) -> str | None:
    rack = facts.estate.racks[mounted.rack]
    kind = facts.estate.device_types[mounted.type]
    if not mounted.cords and kind.draw_watts == 0:
        # A patch panel, or a PDU at the rack's side.
        return None
    ports = kind.power_ports
    cords = {side for side in mounted.cords if side in rack.feeds}
    if len(cords) > 1 and len(ports) != 1:
        return None
    if any(facts.points_of_use.has_switch(rack, f"{rack.site}/{rack.feeds[side]}") for side in cords):
        return None
    if len(ports) == 1 and len(cords) > 1:
        return f"is {a_type(mounted.type)}, which has one power supply"
    return f"has cords to feed {', '.join(sorted(cords)) or 'none'} only"


def independent_cords(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """The cords of a device have no PDU, panel, UPS or transformer in common above them: no false dual feed."""
    del limits
    shared_by: dict[tuple[str, ...], str | None] = {}
    for mounted in facts.estate.mounted:
        rack = facts.estate.racks[mounted.rack]
        feeds = tuple(f"{rack.site}/{rack.feeds[side]}" for side in sorted(set(mounted.cords)) if side in rack.feeds)
        if len(mounted.cords) < 2 or not feeds:  # noqa: PLR2004 - a single cord is another rule's
            continue
        if feeds not in shared_by:
            shared_by[feeds] = _shared(facts, rack, feeds)
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


def _shared(facts: PlantFacts, rack: Rack, feeds: tuple[str, ...]) -> str | None:
    """Name what all the feeds live on, nearest first; a transfer switch of the rack's own is independent enough."""
    if len(feeds) == 1 and facts.points_of_use.has_switch(rack, feeds[0]):
        return None
    return next(iter(facts.paths.common_distribution(feeds)), None)
