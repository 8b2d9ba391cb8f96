"""Generators and fuel: GB 50174 class A and Tier III."""

from collections.abc import Iterator

from facility.graph.loss import lose
from facility.standards.basic_capacity import basic_watts, counted_units
from facility.standards.facts import PlantFacts, grouped
from facility.standards.rule import Limits, Verdict, broken, holds, judged, unknown
from inventory.model.cooling import CoolingComponent
from inventory.model.power import FuelComponent, FuelKind, GeneratorGrade, PowerComponent, PowerKind
from inventory.model.sites import Site
from inventory.wording import a_type, counted


def generator_grade(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """Generators have at least performance class G3."""
    least = GeneratorGrade(f"G{limits['grade']:g}")
    for site in facts.sites:
        generators = facts.power(site.name, PowerKind.GENERATOR)
        if not generators:
            yield _no_generator(site)
        for one in generators:
            grade = None if one.generator is None else one.generator.grade
            if grade is None:
                yield unknown(one.key, one.origin, f"Nothing says of which performance class {one.key} is.")
                continue
            detail = f"{one.key} is of class {grade}."
            advice = f"Its voltage and frequency may swing too far for UPS systems. Class A wants {least}."
            yield judged(one.key, one.origin, grade.number >= least.number, detail, advice)


def _no_generator(site: Site) -> Verdict:
    return unknown(site.name, site.origin, f"No generator of {site.name} is written.")


def fuel_in_all(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """There is fuel for 12 hours."""
    for site in facts.sites:
        hours = FuelHours(facts, site)
        if hours.missing is not None:
            yield hours.missing
            continue
        stored = hours.without(None)
        detail = f"The fuel of {site.name} lasts {stored:g} h with all generators that are needed running."
        advice = f"It should last {limits['hours']:g} h. Add a tank or a larger one."
        yield judged(site.name, hours.tanks[0].origin, stored >= limits["hours"], detail, advice)


def fuel_without_redundant(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """There is fuel for 12 hours at N, with any one tank or pump taken out: two tanks of 24 h are 24 h, not 48."""
    for site in facts.sites:
        hours = FuelHours(facts, site)
        if hours.missing is not None:
            yield hours.missing
            continue
        left, out = min((hours.without(one), one.key) for one in facts.estate.fuel.values() if one.site == site.name)
        stored = hours.without(None)
        detail = (
            f"With {out} taken out, the fuel of {site.name} lasts {left:g} h at N ({stored:g} h with everything in)."
        )
        advice = (
            f"It must last {limits['hours']:g} h while a tank or pump is maintained. Store more in each of the others."
        )
        place = facts.estate.fuel[out].origin
        yield judged(site.name, place, left >= limits["hours"], detail, advice)


class FuelHours:
    """How long the fuel of a site keeps N generators running."""

    def __init__(self, facts: PlantFacts, site: Site) -> None:
        self._fuel = {one.name: one for one in facts.estate.fuel.values() if one.site == site.name}
        self.tanks = [one for one in self._fuel.values() if one.kind is FuelKind.TANK]
        self._generators = facts.power(site.name, PowerKind.GENERATOR)
        self._needed = needed_generators(self._generators)
        self.missing = self._missing(site)

    def without(self, out: FuelComponent | None) -> float:
        """Sum the hours of the tanks that some generator still reaches, rounded to a tenth."""
        gone = None if out is None else out.name
        reached: set[str] = set()
        for one in self._generators:
            for name in one.generator.fuel if one.generator else ():
                reached |= self._reach(name, gone)
        return round(sum(self._hours(tank) for tank in self.tanks if tank.name in reached), 1)

    def _reach(self, name: str, gone: str | None, above: frozenset[str] = frozenset()) -> set[str]:
        if name == gone or name in above:
            return set()
        one = self._fuel[name]
        there = [self._reach(source, gone, above | {name}) for source in one.fed_by]
        fed = set().union(*there) if sum(map(bool, there)) >= one.least else set()
        # A day tank lasts by itself when the pumps that fill it do not run.
        return fed | {name} if one.kind is FuelKind.TANK else fed

    def _hours(self, tank: FuelComponent) -> float:
        if tank.hours is not None:
            return tank.hours
        return (tank.litres or 0.0) / self._litres_per_hour()

    def _litres_per_hour(self) -> float:
        rates = [one.generator.litres_per_hour or 0.0 for one in self._generators if one.generator]
        return sum(sorted(rates, reverse=True)[: self._needed])

    def _missing(self, site: Site) -> Verdict | None:
        if not self._generators:
            return _no_generator(site)
        dry = next((one for one in self._generators if one.generator is None or not one.generator.fuel), None)
        if dry is not None:
            return unknown(dry.key, dry.origin, f"Nothing says which tanks {dry.key} runs on.")
        if not self.tanks:
            return unknown(site.name, site.origin, f"No tank of {site.name} is written.")
        rated = all(one.generator and one.generator.litres_per_hour for one in self._generators)
        for tank in self.tanks:
            if tank.hours is None and (tank.litres is None or not rated):
                detail = f"Nothing says how long {tank.key} lasts: neither hours, nor litres with the generators' consumption."
                return unknown(tank.key, tank.origin, detail)
        return None


def needed_generators(generators: tuple[PowerComponent, ...]) -> int:
    """Count N: all generators less those that their groups have to spare, at least one."""
    return max(1, sum(counted_units(len(members), members[0].redundancy) for _, members in grouped(generators)))


def generators_carry(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """Generators carry the basic capacity of the UPS systems and of the cooling; with one of them out is better (N+X).

    Redundant UPS units and systems draw nothing more than what they back up, and are not counted, as in A-PWR-5; of
    cooling groups all but the redundant units count.
    """
    for site in facts.sites:
        generators = facts.power(site.name, PowerKind.GENERATOR)
        if not generators:
            yield _no_generator(site)
            continue
        wanted = limits["share"] * (_ups_basic(facts, site) + _cooling_basic(facts, site))
        capacity = sum(one.usable_watts for one in generators)
        left = capacity - max(one.usable_watts for one in generators)
        what = f"basic capacity of UPS systems and cooling {wanted / 1000:.1f} kW"
        detail = f"The generators of {site.name} give {capacity / 1000:g} kW; the {what}."
        advice = "Without the grid, they would be overloaded. Add generators, or larger ones."
        verdict = judged(site.name, generators[0].origin, capacity >= wanted, detail, advice)
        if capacity >= wanted > left:
            detail = f"With one of them out, the generators of {site.name} give {left / 1000:g} kW; the {what}."
            text = broken(site.name, generators[0].origin, detail, "Add one: N+X lets one of them be maintained.")
            verdict = Verdict(text.subject, text.answer, text.origin, text.detail, text.advice, is_recommendation=True)
        yield verdict


def _ups_basic(facts: PlantFacts, site: Site) -> float:
    of_it = [one for one in facts.power(site.name, PowerKind.UPS) if one.key in facts.carrying_it]
    return sum(basic_watts(facts, members) for _, members in grouped(of_it))


def _cooling_basic(facts: PlantFacts, site: Site) -> float:
    draws = [one for one in facts.estate.cooling.values() if one.site == site.name and one.draw_watts]
    return sum(_without_spare(members) for _, members in grouped(draws))


def _without_spare(members: list[CoolingComponent]) -> float:
    """Sum what those units of a group draw that run at the same time: the largest of as many as are counted."""
    draws = sorted((one.draw_watts for one in members), reverse=True)
    return float(sum(draws[: counted_units(len(members), members[0].redundancy)]))


def generators_alone(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """Generators run without a limit on hours, and hold the site alone, any one of them taken out: the grid does not count."""
    del limits
    for site in facts.sites:
        generators = facts.power(site.name, PowerKind.GENERATOR)
        if not generators:
            yield _no_generator(site)
            continue
        yield from map(_unlimited, generators)
        grid = tuple(one.key for one in facts.power(site.name, PowerKind.UTILITY))
        fuel = tuple(one.key for one in facts.estate.fuel.values() if one.site == site.name)
        for out in (None, *(one.key for one in generators), *fuel):
            yield _alone(facts, site, grid, out)


def _unlimited(one: PowerComponent) -> Verdict:
    limited = None if one.generator is None else one.generator.is_limited
    if limited is None or one.generator is None:
        return unknown(one.key, one.origin, f"Nothing says for how many hours {one.key} may run at its rating.")
    hours = one.generator.hours_limit
    why = f"{hours:g} hours a year" if hours is not None else f"its {one.generator.rating_class} rating"
    advice = "An outage may last longer. Rate it for continuous, prime or data-centre duty."
    return judged(one.key, one.origin, not limited, f"{one.key} is limited by {why}.", advice)


def _alone(facts: PlantFacts, site: Site, grid: tuple[str, ...], out: str | None) -> Verdict:
    subject = site.name if out is None else f"{out}"
    origin = site.origin if out is None else _component(facts, out).origin
    missing = facts.draws_unknown(site.name)
    if missing:
        return unknown(subject, origin, f"Nothing says what {a_type(missing[0])} draws, so the load is not known.")
    loss = lose(facts.graph, grid if out is None else (*grid, out))
    without = "the grid" if out is None else f"the grid and {out}"
    if loss.sinks:
        detail = f"Without {without}, {counted(len(loss.sinks), 'server')} of {site.name} stop."
        return broken(
            subject, origin, detail, "The generators must hold the site alone. Add what is missing.", loss.sinks
        )
    above = [one for one in loss.overloaded if one.load_watts > _rating(facts, one.component)]
    if above:
        one = above[0]
        detail = (
            f"Without {without}, {one.component} would carry {one.load_watts / 1000:.1f} kW "
            f"of {_rating(facts, one.component) / 1000:g} kW."
        )
        return broken(subject, origin, detail, "The generators must hold the site alone. Add capacity.")
    return holds(subject, origin)


def _component(facts: PlantFacts, key: str) -> PowerComponent | FuelComponent:
    return facts.estate.power[key] if key in facts.estate.power else facts.estate.fuel[key]


def _rating(facts: PlantFacts, key: str) -> float:
    rating = facts.graph.components[key].rating_watts
    return float("inf") if rating is None else rating
