"""Basic capacity: what a redundancy group carries when nothing that is redundant is counted.

GB 50174-2017, 8.1: a UPS system's basic capacity E is at least 1.1 times the load P, and E leaves out the units that are
only there as a backup. By scheme, for units of the rating C:

| scheme | what is not counted | E of n equal units |
|---|---|---|
| N | nothing | n × C |
| N+X | X units | (n − X) × C |
| M(N+X), 2N being M = 2 and X = 0 | X units of each of the M systems, and one whole system | (M − 1) × (n / M − X) × C |
| DR, distributed redundant | what the others must take over from any one: each carries at most (n − 1) / n | (n − 1) × C |
| RR, reserve (block) redundant | the reserve unit | (n − 1) × C |

DR and RR as in Schneider Electric's white paper 75, *Comparing UPS System Design Configurations*. Of unequal units, the
largest are those that are not counted: it must be possible to do without any of them.
"""

from collections.abc import Sequence
from math import ceil

from facility.chains.power import SWITCHING
from facility.standards.facts import PlantFacts
from inventory.model.power import PowerComponent
from inventory.model.redundancy import Redundancy

Watts = Sequence[float]
"""Ratings of units."""


def basic_watts(facts: PlantFacts, members: Sequence[PowerComponent]) -> float:
    """Return the basic capacity of a group of UPS systems, in watts; there is at least one member.

    Redundant modules within a unit are left out of its rating already, so that they are not left out again.
    """
    scheme = members[0].redundancy
    if scheme is not None and scheme.spare and all(_has_spare_modules(one, scheme.spare) for one in members):
        scheme = Redundancy(scheme.text, scheme.systems, 0)
    ratings = {one.key: one.usable_watts for one in members}
    if scheme is not None and (scheme.systems or 1) > 1:
        systems = _systems(facts, members)
        if len(systems) == scheme.systems:
            return _of_systems([[ratings[key] for key in keys] for keys in systems], scheme.spare or 0)
    return basic_capacity_of(list(ratings.values()), scheme)


def basic_capacity_of(units: Watts, scheme: Redundancy | None) -> float:
    """Return what units carry by their scheme if nothing says which of them make a system; without a scheme, all count."""
    ranked = sorted(units)
    if scheme is None:
        return float(sum(ranked))
    if scheme.systems is None or scheme.spare is None:
        return float(sum(_without_largest(ranked, 1)))
    if scheme.systems == 1:
        return float(sum(_without_largest(ranked, scheme.spare)))
    # Of the units that could make one system, the largest are out; of the others, each system spares its largest.
    left = _without_largest(ranked, ceil(len(ranked) / scheme.systems))
    return float(sum(_without_largest(left, scheme.spare * (scheme.systems - 1))))


def _of_systems(systems: Sequence[Watts], spare: int) -> float:
    return sum(_without_largest(sorted(sum(_without_largest(sorted(one), spare)) for one in systems), 1))


def _without_largest(ranked: Watts, count: int) -> Watts:
    """Leave out the last of units that are sorted by size, but never all of them."""
    return ranked[: max(1, len(ranked) - count)]


def _has_spare_modules(one: PowerComponent, spare: int) -> bool:
    return one.ups is not None and one.ups.redundant >= spare


def _systems(facts: PlantFacts, members: Sequence[PowerComponent]) -> list[set[str]]:
    """Bring together the units that feed something jointly; a transfer switch takes from one system or the other."""
    systems = [{one.key} for one in members]
    keys = {one.key for one in members}
    fed = dict.fromkeys(name for one in members for name in facts.fed_by_it.get(one.key, ()))
    for one in (facts.estate.power[name] for name in fed):
        joint = keys.intersection(facts.sources(one.key)) if one.kind not in SWITCHING else frozenset[str]()
        touched = [system for system in systems if system & joint]
        if len(touched) > 1:
            systems = [*(system for system in systems if not system & joint), set().union(*touched)]
    return systems


def counted_units(count: int, scheme: Redundancy | None) -> int:
    """Return how many of so many equal units a basic capacity counts: all but the redundant ones, at least one."""
    return round(basic_capacity_of([1.0] * count, scheme))
