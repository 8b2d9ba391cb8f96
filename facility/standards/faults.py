"""Faults beyond maintenance: two components at once, and a whole fire compartment."""

from collections.abc import Iterator

from facility.graph.pairs import pair_losses
from facility.standards.facts import PlantFacts
from facility.standards.maintainability import listed
from facility.standards.rule import Limits, Verdict, broken, holds, unknown
from inventory.model.component_names import circuit_name, entry_name
from inventory.model.power import PowerKind
from inventory.wording import counted


def fault_tolerant(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
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
            detail += f"; without {worst.components[0]} and {worst.components[1]}, {listed(worst.sinks)} stop"
        advice = "While one of them is maintained, a fault of the other is not borne. Plan maintenance accordingly."
        sinks = taking[0].sinks if taking else ()
        yield (
            broken(site.name, site.origin, f"{detail}.", advice, sinks)
            if pairs.harmful
            else holds(site.name, site.origin)
        )


def _infrastructure(facts: PlantFacts) -> Iterator[str]:
    estate = facts.estate
    yield from (*estate.power, *estate.cooling, *estate.fuel)
    yield from (circuit_name(key) for key in estate.circuits)
    yield from (entry_name(key) for key in estate.entries)


def compartments(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """The loss of a fire compartment takes down only what stands in it."""
    del limits
    estate = facts.estate
    inside = (estate.rooms, estate.entries, estate.power, estate.cooling, estate.fuel)
    there = [one for table in inside for one in table.values()]
    origins = {f"{one.site}/{one.compartment}": one.origin for one in reversed(there)}
    for one in estate.power.values():
        if one.compartment is None and one.kind is not PowerKind.UTILITY:
            yield unknown(one.key, one.origin, f"Nothing says in which compartment {one.key} stands.")
    for name, loss in facts.compartment_losses.items():
        origin = origins[name]
        if not loss.sinks:
            yield holds(name, origin)
            continue
        verb = "stops" if len(loss.sinks) == 1 else "stop"
        detail = f"Without the compartment {name}, {listed(loss.sinks)} outside of it {verb}."
        advice = "One fire takes more than its compartment. Bring one of two sides through another compartment."
        yield broken(name, origin, detail, advice, loss.sinks)
