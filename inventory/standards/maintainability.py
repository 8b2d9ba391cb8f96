"""Tier III: any component can be taken out, planned, with no effect on the IT load; what a fault besides would do."""

from collections.abc import Iterable, Iterator

from inventory.chains.gaps import GapKind
from inventory.model.cooling import CoolingComponent
from inventory.model.origin import Origin
from inventory.model.power import FuelComponent, PowerComponent, PowerKind
from inventory.resilience.loss import Loss, Overload
from inventory.resilience.pairs import pair_losses
from inventory.shown import counted
from inventory.standards.facts import Device, Facts
from inventory.standards.rule import Limits, Verdict, broken, holds, judged, unknown

Redundant = PowerComponent | CoolingComponent | FuelComponent
NOTIONAL = frozenset({"air", "outside"})
"""Kinds in the graph that nobody could take out."""
NAMED_MOST = 3
"""How many names a sentence bears."""


def two_paths(facts: Facts, limits: Limits) -> Iterator[Verdict]:
    """Capacity is redundant, and at least two independent distribution paths lead to every rack.

    A path ends in a feed of the rack; two of them are independent if different components feed them. Components that
    are written with a scheme of N have nothing to spare.
    """
    for rack in facts.estate.racks.values():
        if not facts.standing[rack.key]:
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


def maintainable(facts: Facts, limits: Limits) -> Iterator[Verdict]:
    """Every capacity component and every element of the paths can be taken out with no effect on the IT load.

    Power, fuel, cooling, carriers and switches are taken out one by one, and what no longer works is followed to the
    servers. What is not written about the chains is unknown.
    """
    del limits
    for gap in facts.capacity.gaps:
        if gap.kind is GapKind.DEPENDENCY:
            yield unknown(gap.subject, gap.origin, gap.detail)
    if facts.at_rest.sinks:
        lost = facts.at_rest.sinks
        origin = facts.estate.servers[lost[0]].origin
        detail = f"{_listed(lost)} cannot work as written, with nothing taken out."
        yield broken(lost[0], origin, detail, "Something that they need is not there. Look at their chains.", lost)
    for loss in facts.single_losses:
        if facts.graph.components[loss.taken_out[0]].kind in NOTIONAL:
            continue
        subject, origin = _place(facts, loss.taken_out[0])
        if not loss.sinks:
            yield holds(subject, origin)
            continue
        advice = "It cannot be maintained. Give what hangs on it another way that does not lead through it."
        yield broken(subject, origin, _stop(subject, loss), advice, loss.sinks)


def _stop(subject: str, loss: Loss) -> str:
    verb = "stops" if len(loss.sinks) == 1 else "stop"
    return f"Without {subject}, {_listed(loss.sinks)} {verb}."


def _listed(names: tuple[str, ...]) -> str:
    if len(names) <= NAMED_MOST:
        return ", ".join(names)
    return f"{counted(len(names), 'server')} ({', '.join(names[:2])}, …)"


def _place(facts: Facts, key: str) -> tuple[str, Origin]:
    """Find the subject that a component of the graph belongs to, and its line."""
    estate = facts.estate
    name = key.removesuffix(" incomer").partition(" feed ")[0].partition(" air of ")[0]
    name = name.removeprefix("circuit ").removeprefix("entry ").removeprefix("carrier ").removesuffix(" outside")
    for table in (estate.power, estate.cooling, estate.fuel, estate.switches, estate.servers):
        if name in table:
            return name, table[name].origin
    for other in (estate.racks, estate.rooms, estate.circuits, estate.entries, estate.carriers, estate.sites):
        if name in other:
            return key, other[name].origin
    raise LookupError(key)


def enough_capacity(facts: Facts, limits: Limits) -> Iterator[Verdict]:
    """With the redundant parts taken out, what is installed for good carries the whole load.

    Each component is taken out, the load moves on, and nothing may carry more than its rating.
    """
    del limits
    yield from _overloads(facts, over_rating=True)


def one_side_gone(facts: Facts, limits: Limits) -> Iterator[Verdict]:
    """With one side gone the other carries all: feeds, PDUs, busways, panels and UPS systems stay below 80 % of their rating."""
    del limits
    yield from _overloads(facts, over_rating=False)


def _overloads(facts: Facts, *, over_rating: bool) -> Iterator[Verdict]:
    missing = [gap for gap in facts.capacity.gaps if gap.kind is GapKind.LOAD]
    for gap in missing:
        yield unknown(gap.subject, gap.origin, gap.detail)
    worst: dict[str, tuple[Overload, str | None]] = {}
    losses = ((None, facts.at_rest), *((loss.taken_out[0], loss) for loss in facts.single_losses))
    for out, loss in losses:
        for overload in loss.overloaded:
            known = worst.get(overload.component)
            if known is None or overload.load_watts > known[0].load_watts:
                worst[overload.component] = (overload, out)
    for key, component in facts.graph.components.items():
        if component.rating_watts is None or (not over_rating and component.derating == 1.0):
            continue
        found = worst.get(key)
        limit = component.rating_watts if over_rating else component.limit_watts
        subject, origin = _place(facts, key)
        if found is not None and found[0].load_watts > limit:
            yield _overloaded(facts, key, found[0], found[1], over_rating=over_rating)
        elif not missing:
            yield holds(subject, origin)


def _overloaded(facts: Facts, key: str, overload: Overload, out: str | None, *, over_rating: bool) -> Verdict:
    subject, origin = _place(facts, key)
    component = facts.graph.components[key]
    rating = component.rating_watts or 0.0
    share = overload.load_watts / rating if rating else 0.0
    when = "With nothing taken out" if out is None else f"Without {_place(facts, out)[0]}"
    detail = f"{when}, {key} carries {overload.load_watts / 1000:.1f} kW, {share:.0%} of its {rating / 1000:g} kW."
    limit = "its rating" if over_rating else f"{component.derating:.0%} for long"
    advice = f"It may carry {limit}: more trips it, and then both sides are gone. Move load, or make it larger."
    return broken(subject, origin, detail, advice)


def dual_powered(facts: Facts, limits: Limits) -> Iterator[Verdict]:
    """All IT equipment is powered from two feeds, or from a transfer switch close to it that two feed."""
    del limits
    for device in facts.devices:
        yield _powered(facts, device)


def _powered(facts: Facts, device: Device) -> Verdict:
    rack = facts.estate.racks[device.mount.rack]
    ports = facts.estate.device_types[device.type].power_ports
    cords = {side for side in device.mount.cords if side in rack.feeds}
    if len(cords) > 1 and len(ports) != 1:
        return holds(device.name, device.origin)
    switches = {f"{rack.site}/{rack.feeds[side]}" for side in cords}
    if any(_is_static_switch(facts, key) for key in switches):
        return holds(device.name, device.origin)
    place = device.origin.at("cords")
    if len(ports) == 1 and len(cords) > 1:
        detail = f"{device.name} is a {device.type}, which has one power supply."
    else:
        detail = f"{device.name} has cords to feed {', '.join(sorted(cords)) or 'none'} only."
    advice = (
        "It stops with that feed. Give it a cord to the other side, or a static transfer switch that both sides feed."
    )
    return broken(device.name, place, detail, advice, (device.name,))


def _is_static_switch(facts: Facts, key: str) -> bool:
    """Say whether two independent sources feed a static transfer switch that is here or right above."""
    for near in (key, *facts.sources(key)):
        sources = facts.sources(near)
        if facts.estate.power[near].kind is PowerKind.STATIC_TRANSFER_SWITCH and len(sources) > 1:
            return True
    return False


def fault_tolerant(facts: Facts, limits: Limits) -> Iterator[Verdict]:
    """Any component may fail while any other one is out for maintenance, with no effect on the IT load.

    This is Tier IV's; profiles that do not require it report what the worst pairs would take.
    """
    for site in facts.sites:
        among = [key for key in _infrastructure(facts) if facts.graph.components[key].site == site.name]
        pairs = pair_losses(facts.graph, among, worst=int(limits["worst"]))
        taking = [pair for pair in pairs.worst if pair.sinks]
        detail = f"{counted(pairs.harmful, 'pair')} of {pairs.examined} at {site.name} would take or overload something"
        if taking:
            worst = taking[0]
            detail += f"; without {worst.components[0]} and {worst.components[1]}, {_listed(worst.sinks)} stop"
        advice = "While one of them is maintained, a fault of the other is not borne. Plan maintenance accordingly."
        sinks = taking[0].sinks if taking else ()
        yield (
            broken(site.name, site.origin, f"{detail}.", advice, sinks)
            if pairs.harmful
            else holds(site.name, site.origin)
        )


def _infrastructure(facts: Facts) -> Iterator[str]:
    estate = facts.estate
    yield from (*estate.power, *estate.cooling, *estate.fuel)
    yield from (f"circuit {key}" for key in estate.circuits)
    yield from (f"entry {key}" for key in estate.entries)


def independent_cords(facts: Facts, limits: Limits) -> Iterator[Verdict]:
    """The cords of a device have no PDU, panel, UPS or transformer in common above them: no false dual feed."""
    del limits
    shared_by: dict[tuple[str, ...], str | None] = {}
    for device in facts.devices:
        rack = facts.estate.racks[device.mount.rack]
        feeds = tuple(
            f"{rack.site}/{rack.feeds[side]}" for side in sorted(set(device.mount.cords)) if side in rack.feeds
        )
        if len(device.mount.cords) < 2 or not feeds:  # noqa: PLR2004 - a single cord is another rule's
            continue
        if feeds not in shared_by:
            shared_by[feeds] = _shared(facts, feeds)
        shared = shared_by[feeds]
        if shared is None:
            yield holds(device.name, device.origin)
            continue
        place = rack.origin if len(feeds) > 1 else device.origin.at("cords")
        detail = f"All cords of {device.name} come from {shared}."
        advice = (
            "Two cords on one upstream are one feed: its fault or maintenance takes both. Move one to the other side."
        )
        yield broken(device.name, place, detail, advice, (device.name,))


def _shared(facts: Facts, feeds: tuple[str, ...]) -> str | None:
    """Name what all the feeds live on, nearest first; a static transfer switch that two feed is independent enough."""
    if len(feeds) == 1 and _is_static_switch(facts, feeds[0]):
        return None
    return next(iter(facts.shared(feeds)), None)


def compartments(facts: Facts, limits: Limits) -> Iterator[Verdict]:
    """The loss of a fire compartment takes down only what stands in it."""
    del limits
    for name, loss in facts.compartment_losses.items():
        site, _, compartment = name.partition("/")
        room = next(one for one in facts.estate.rooms.values() if one.site == site and one.compartment == compartment)
        if not loss.sinks:
            yield holds(name, room.origin)
            continue
        verb = "stops" if len(loss.sinks) == 1 else "stop"
        detail = f"Without the compartment {name}, {_listed(loss.sinks)} outside of it {verb}."
        advice = "One fire takes more than its compartment. Bring one of two sides through another compartment."
        yield broken(name, room.origin, detail, advice, loss.sinks)
