"""What rules and what-if say of taking each component out, held against each other."""

from collections.abc import Iterator
from datetime import date

from continuity.whatif.infrastructure import infrastructure
from continuity.whatif.question import World, what_if, world_of
from facility.limits import limits_in_force
from facility.standards.facts import PlantFacts
from facility.standards.loads import enough_capacity
from facility.standards.maintainability import maintainable, place_of
from facility.standards.rule import Answer, Verdict
from inventory.model.component_names import feed_name
from inventory.model.estate import Estate
from inventory.scenario.parse import parse_scenario
from tests.facility.standards.cases import TODAY


def contradictions(estate: Estate, today: date = TODAY) -> list[str]:
    """List the components of which T3-2 and `what-if maintain:` say different things.

    What trips for want of capacity is T3-3's: there, what-if may lose servers that T3-2 does not, if T3-3 is broken.
    """
    facts = PlantFacts(estate, today, limits_in_force(estate))
    if facts.at_rest.sinks:
        # What does not work anyway is no component's doing.
        return []
    cutting = _broken(maintainable(facts, {}))
    overloaded = _broken(enough_capacity(facts, {}))
    world = world_of(estate, facts.capacity)
    return [
        f"{name}: T3-2 {'broken' if name in cutting else 'holds'}, what-if loses {lost}"
        for name, lost, tripped in _asked(world)
        if bool(lost) is not (name in cutting)
        and not (lost and overloaded & {place_of(facts, key)[0] for key in tripped})
    ]


def _broken(verdicts: Iterator[Verdict]) -> set[str]:
    return {verdict.subject for verdict in verdicts if verdict.answer is Answer.BROKEN}


def _asked(world: World) -> Iterator[tuple[str, tuple[str, ...], set[str]]]:
    estate = world.estate
    names = [*estate.power, *estate.cooling, *estate.fuel, *estate.switches]
    names += [f"{prefix} {key}" for prefix, table in _prefixed(estate).items() for key in table]
    for name in names:
        scenario = f"maintain:{name.replace(' ', ':', 1)}"
        found = what_if(world, parse_scenario(scenario, estate)).infrastructure
        yield name, found.unforeseen, {key for step in found.tripped for key in step}
    for rack in estate.racks.values():
        for side in rack.feeds:
            name = feed_name(rack.key, side)
            found = infrastructure(estate, world.graph, (name,))
            yield name, found.unforeseen, {key for step in found.tripped for key in step}


def _prefixed(estate: Estate) -> dict[str, tuple[str, ...]]:
    return {
        "circuit": tuple(estate.circuits),
        "entry": tuple(estate.entries),
        "carrier": tuple(estate.carriers),
    }
