"""What a scenario takes out of the capacity graph of an estate."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from facility.graph.capacity_graph import Graph
from inventory.model.component_names import carrier_name, circuit_name, entry_name, feed_name, incomer_name, row_name
from inventory.model.estate import Estate
from inventory.scenario.scenario import SITES, Scenario, Target, TargetKind, Verb
from inventory.scenario.variant import sites_of

NAMED: Mapping[TargetKind, Callable[[str], str]] = {
    TargetKind.CIRCUIT: circuit_name,
    TargetKind.ENTRY: entry_name,
    TargetKind.CARRIER: carrier_name,
}
"""Kinds whose components have other names than the estate's keys."""
REGIONS = frozenset((*SITES, TargetKind.ROOM, TargetKind.COMPARTMENT))
"""Places that take everything along that stands in them."""


def taken_out(estate: Estate, graph: Graph, scenario: Scenario, *verbs: Verb) -> tuple[str, ...]:
    """List the components that are lost or maintained, each once; those of some verbs only, if any are named."""
    steps = scenario.of(*(verbs or (Verb.LOSE, Verb.MAINTAIN)))
    return tuple(dict.fromkeys(key for step in steps for key in components_of(estate, graph, step.target)))


def components_of(estate: Estate, graph: Graph, target: Target) -> Iterable[str]:
    """List the components that a place, a component or a device stands for."""
    if target.kind in REGIONS:
        return _standing_in(estate, graph, target)
    if target.kind is TargetKind.ROW:
        return _in_row(estate, target.name)
    if target.kind is TargetKind.RACK:
        return _in_rack(estate, target.name)
    key = NAMED[target.kind](target.name) if target.kind in NAMED else target.name
    # A panel that can be tied to others is gone with its incomer.
    incomer = incomer_name(key)
    return (key, incomer) if incomer in graph.components else (key,)


def _standing_in(estate: Estate, graph: Graph, target: Target) -> Iterator[str]:
    sites = frozenset(sites_of(estate, target))
    site, _, name = target.name.partition("/")
    for component in graph.components.kept:
        if target.kind in SITES:
            if component.site in sites:
                yield from component.keys
        elif component.site == site:
            where = component.room if target.kind is TargetKind.ROOM else component.compartment
            if where == name:
                yield from component.keys


def _in_row(estate: Estate, row: str) -> Iterator[str]:
    for rack in estate.racks.values():
        if row_name(f"{rack.site}/{rack.room}", rack.row) == row:
            yield from _in_rack(estate, rack.key)


def _in_rack(estate: Estate, rack: str) -> Iterator[str]:
    yield from (feed_name(rack, side) for side in estate.racks[rack].feeds)
    yield from (name for mounted in estate.standing[rack] for name in mounted.names)
