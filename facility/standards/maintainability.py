"""Tier III: any component can be taken out, planned, with no effect on the IT load."""

from collections.abc import Iterator

from facility.chains.missing_data import GapKind
from facility.graph.loss import Loss
from facility.standards.facts import PlantFacts
from facility.standards.rule import Limits, Verdict, broken, holds, unknown
from inventory.model.component_names import owner_of
from inventory.model.origin import Origin
from inventory.wording import counted

NOTIONAL = frozenset({"air", "outside"})
"""Kinds in the graph that nobody could take out."""
NAMED_MOST = 3
"""How many names a sentence bears."""


def maintainable(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
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
        origin = facts.estate.block_of[lost[0]].mounted.origin
        detail = f"{listed(lost)} cannot work as written, with nothing taken out."
        yield broken(lost[0], origin, detail, "Something that they need is not there. Look at their chains.", lost)
    for loss in facts.single_losses:
        if facts.graph.components[loss.taken_out[0]].kind in NOTIONAL:
            continue
        subject, origin = place_of(facts, loss.taken_out[0])
        lost = _lost(facts, loss)
        if not lost:
            yield holds(subject, origin)
            continue
        verb = "stops" if len(lost) == 1 else "stop"
        advice = "It cannot be maintained. Give what depends on it another way that does not lead through it."
        yield broken(subject, origin, f"Without {subject}, {listed(lost)} {verb}.", advice, lost)


def _lost(facts: PlantFacts, loss: Loss) -> tuple[str, ...]:
    """List the servers that stop, less those that are maintained together with their own transfer switch."""
    key, blocks = loss.taken_out[0], facts.estate.block_of
    return tuple(name for name in loss.sinks if not facts.points_of_use.serves_one_device(key, blocks[name].mounted))


def listed(names: tuple[str, ...]) -> str:
    """Name servers, or count them where they are many."""
    if len(names) <= NAMED_MOST:
        return ", ".join(names)
    return f"{counted(len(names), 'server')} ({', '.join(names[:2])}, …)"


def place_of(facts: PlantFacts, key: str) -> tuple[str, Origin]:
    """Find the subject that a component of the graph belongs to, and its line."""
    estate = facts.estate
    if key in estate.power:
        return key, estate.power[key].origin
    name = owner_of(key)
    for table in (estate.power, estate.cooling, estate.fuel, estate.switches):
        if name in table:
            return name, table[name].origin
    for other in (estate.racks, estate.rooms, estate.circuits, estate.entries, estate.carriers, estate.sites):
        if name in other:
            return key, other[name].origin
    device = estate.devices.get(name)
    return name, estate.block_of[name].mounted.origin if device is None else device.origin
