"""GB 50174 class A: supplies, distribution and UPS."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import combinations, product

from facility.standards.basic_capacity import basic_watts
from facility.standards.facts import PlantFacts, grouped
from facility.standards.rule import Limits, Verdict, broken, holds, judged, unknown
from inventory.model.origin import Origin
from inventory.model.power import Load, PowerComponent, PowerKind
from inventory.model.redundancy import Redundancy
from inventory.wording import a_type, counted

SIDES = frozenset({PowerKind.UPS, PowerKind.PANEL, PowerKind.TRANSFER_SWITCH})
"""What must not stand together with its counterpart on the other side."""


def two_supplies_and_standby(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """A site has two independent supplies and a standby source.

    Supplies are independent if they come from different substations, and nothing that is written feeds both. The standby
    source is a generator, or a third independent supply.
    """
    for site in facts.sites:
        supplies = facts.power(site.name, PowerKind.UTILITY)
        standby = facts.power(site.name, PowerKind.GENERATOR)
        independent = _independent(facts, [one for one in supplies if one.substation is not None])
        if not supplies:
            yield unknown(site.name, site.origin, f"No utility supply of {site.name} is written.")
        elif len(supplies) < limits["supplies"]:
            detail = f"{site.name} has {counted(len(supplies), 'utility supply', 'utility supplies')}."
            yield broken(
                site.name, supplies[0].origin, detail, "One fault outside leaves generators only. Add another."
            )
        elif len(independent) < limits["supplies"] and any(one.substation is None for one in supplies):
            detail = f"Nothing says which substation {supplies[0].key} comes from."
            yield unknown(
                site.name, supplies[0].origin, detail, "Write substation: supplies from one are not independent."
            )
        elif len(independent) < limits["supplies"]:
            detail = f"All supplies of {site.name} come from {_shared_origin(facts, supplies)}."
            advice = "A fault there takes all of them. Take one from another substation."
            yield broken(site.name, supplies[0].origin, detail, advice)
        elif not standby and len(independent) <= limits["supplies"]:
            detail, advice = f"{site.name} has no standby source.", "Add a generator, or a third independent supply."
            yield broken(site.name, site.origin, detail, advice)
        else:
            yield holds(site.name, site.origin)


def _independent(facts: PlantFacts, supplies: Sequence[PowerComponent]) -> list[PowerComponent]:
    """Keep of supplies that share a substation, or anything that feeds them, the first."""
    kept: list[PowerComponent] = []
    for one in supplies:
        if all(one.substation != other.substation and not _feeding_both(facts, one, other) for other in kept):
            kept.append(one)
    return kept


def _feeding_both(facts: PlantFacts, one: PowerComponent, other: PowerComponent) -> frozenset[str]:
    return facts.upstream[one.key] & facts.upstream[other.key]


def _shared_origin(facts: PlantFacts, supplies: Sequence[PowerComponent]) -> str:
    substations = sorted({one.substation for one in supplies if one.substation is not None})
    if len(substations) == 1:
        return substations[0]
    return min(key for one, other in combinations(supplies, 2) for key in _feeding_both(facts, one, other))


def sectioned_distribution(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """Low-voltage distribution is M(1+1): sectioned single buses that can be tied; DR and RR schemes are allowed.

    Looked at are the panels that transformers or transfer switches feed.
    """
    del limits
    low_voltage = {PowerKind.UTILITY, PowerKind.TRANSFORMER, PowerKind.TRANSFER_SWITCH}
    for site in facts.sites:
        panels = facts.power(site.name, PowerKind.PANEL)
        power = facts.estate.power
        main = [one for one in panels if any(power[key].kind in low_voltage for key in facts.sources(one.key))]
        if not main:
            yield unknown(site.name, site.origin, f"No low-voltage panel of {site.name} is written.")
        tied = {f"{one.site}/{name}" for one in panels for name in one.ties}
        for one in main:
            advice = "A section that loses its incomer stays dark. Tie its bus to another panel's, or write the scheme."
            detail = f"The panel {one.key} is neither tied to another section nor part of a DR or RR scheme."
            is_kept = bool(one.ties) or one.key in tied or _is_shared_scheme(one.redundancy)
            yield judged(one.key, one.origin, is_kept, detail, advice)


def _is_shared_scheme(redundancy: Redundancy | None) -> bool:
    return redundancy is not None and redundancy.systems is None


def redundant_ups(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """UPS systems of the IT load are 2N or M(N+1) with M of at least 2, and as many are there as the scheme says."""
    for key, members in _it_groups(facts):
        one = members[0]
        scheme = one.redundancy
        if scheme is None:
            yield unknown(key, one.origin, f"Nothing says by which scheme {_named(members)} back each other up.")
        elif scheme.systems is None or scheme.systems < limits["systems"]:
            advice = "Class A wants 2N or M(N+1): another system of its own must carry everything. Add one."
            yield broken(key, one.origin, f"{_named(members)} are {scheme.text}.", advice)
        elif len(members) < scheme.systems:
            detail = f"{key} is written as {scheme.text}, but there is only {_named(members)}."
            yield broken(
                key, one.origin, detail, f"A {scheme.text} scheme has at least {scheme.systems} systems. Add them."
            )
        elif missing := [m for m in members if scheme.spare and m.ups is not None and m.ups.redundant < scheme.spare]:
            detail = f"{key} is written as {scheme.text}, but {missing[0].key} has {_modules(missing[0])}."
            yield broken(key, missing[0].origin, detail, "Write the modules that are redundant, or add them.")
        else:
            yield holds(key, one.origin)
    yield from _without_ups(facts)


def _modules(one: PowerComponent) -> str:
    return f"{counted(one.ups.redundant if one.ups else 0, 'redundant module')}"


def _it_groups(facts: PlantFacts) -> Iterator[tuple[str, list[PowerComponent]]]:
    for site in facts.sites:
        carrying = [one for one in facts.power(site.name, PowerKind.UPS) if one.key in facts.carrying_it]
        yield from grouped(carrying)


def _without_ups(facts: PlantFacts) -> Iterator[Verdict]:
    carrying = {facts.estate.power[key].site for key in facts.carrying_it if _is_ups(facts, key)}
    for site in facts.sites:
        if site.name not in carrying:
            yield unknown(site.name, site.origin, f"No UPS of the IT load of {site.name} is written.")


def _is_ups(facts: PlantFacts, key: str) -> bool:
    return facts.estate.power[key].kind is PowerKind.UPS


def _named(members: Sequence[PowerComponent]) -> str:
    return ", ".join(one.key for one in members)


def battery_time(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """The battery of a UPS lasts 15 minutes, with a generator as standby.

    At the load that the UPS has to carry, or at its basic capacity where the battery's own load is lower than that.
    """
    for site in facts.sites:
        for one in facts.power(site.name, PowerKind.UPS):
            battery = None if one.ups is None else one.ups.battery
            if battery is None:
                yield unknown(one.key, one.origin, f"Nothing says how long the battery of {one.key} lasts.")
                continue
            detail = f"The battery of {one.key} lasts {battery.autonomy_minutes:g} min."
            is_enough = battery.autonomy_minutes >= limits["minutes"]
            if is_enough and battery.load_watts < one.rating_watts:
                is_enough = False
                detail = (
                    f"The battery of {one.key} lasts {battery.autonomy_minutes:g} min at {_kilowatts(battery.load_watts)}; "
                    f"the UPS carries up to {_kilowatts(one.rating_watts)}."
                )
            advice = f"It must last {limits['minutes']:g} min until generators carry the load. Add strings."
            yield judged(one.key, one.origin, is_enough, detail, advice)
    yield from _without_ups(facts)


def _kilowatts(watts: float) -> str:
    return f"{round(watts / 1000, 1):g} kW"


def basic_capacity(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """The basic capacity of UPS systems is at least 1.1 times the load; redundant units and systems are not counted.

    The load is what the devices behind the group draw at most. Not counted are X units of an N+X scheme, one system and
    the spare units of the others where there are several, what any one unit of a distributed scheme (DR) must be able to
    take over, and the reserve of a reserve scheme (RR); of unequal units, the largest.
    """
    for key, members in _it_groups(facts):
        one = members[0]
        missing = facts.draws_unknown(one.site)
        if missing:
            yield unknown(
                key, one.origin, f"Nothing says what {a_type(missing[0])} draws, so the load of {key} is not known."
            )
            continue
        capacity = basic_watts(facts, members)
        load = sum(facts.load(member.key) for member in members)
        detail = (
            f"The basic capacity of {key} is {_kilowatts(capacity)}, and the load behind it {_kilowatts(load)}: "
            f"{capacity / load if load else 0:.2f} times."
        )
        advice = f"It must be {limits['factor']:g} times the load, without redundant units. Add capacity or move load."
        yield judged(key, one.origin, capacity >= limits["factor"] * load, detail, advice)
    yield from _without_ups(facts)


def separate_ups_groups(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """The IT load and the air conditioning do not depend on one UPS group.

    What depends on it is found by following the chains, whatever the UPS is said to carry.
    """
    del limits
    cooling: dict[str, str] = {}
    for unit in facts.estate.cooling.values():
        for name in unit.powered_by:
            for key in facts.upstream[f"{unit.site}/{name}"]:
                cooling.setdefault(key, unit.key)
    for site in facts.sites:
        for key, members in grouped(facts.power(site.name, PowerKind.UPS)):
            on_it = next((one for one in members if one.key in facts.carrying_it or Load.IT in one.carries), None)
            cold = next((one for one in members if one.key in cooling or Load.COOLING in one.carries), None)
            if on_it is None or cold is None:
                yield holds(key, members[0].origin)
                continue
            cooled = cooling.get(cold.key, "air conditioning")
            detail = f"The UPS group {key} carries the IT load and {cooled}."
            advice = "Motors that start disturb the IT load. Give the air conditioning UPS systems of its own."
            yield broken(key, cold.origin, detail, advice)
    yield from _without_ups(facts)


def sides_in_compartments(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """The two sides of fault-tolerant distribution, UPS and panels, stand in different fire compartments.

    The sides are what only one of a rack's two feeds comes through; the batteries of UPS systems count with them.
    """
    del limits
    told: dict[str, Verdict] = {}
    for one, other in dict.fromkeys(
        (_sides(facts, one), _sides(facts, other)) for one, other in _feeding_together(facts)
    ):
        for verdict in _apart(facts, sorted(one - other), sorted(other - one)):
            told.setdefault(verdict.subject, verdict)
    yield from told.values()
    shown = {verdict.subject.partition("/")[0] for verdict in told.values()}
    for site in facts.sites:
        if site.name not in shown:
            detail = f"No two feeds of a rack of {site.name} come through UPS systems or panels of their own."
            yield unknown(site.name, site.origin, detail)


def _feeding_together(facts: PlantFacts) -> Iterator[tuple[str, str]]:
    found: dict[tuple[str, str], None] = {}
    for rack in facts.estate.racks.values():
        for pair in combinations(sorted({f"{rack.site}/{name}" for name in rack.feeds.values()}), 2):
            found[pair] = None
    yield from found


def _sides(facts: PlantFacts, key: str) -> frozenset[str]:
    return frozenset(one for one in facts.upstream[key] if facts.estate.power[one].kind in SIDES)


def _apart(facts: PlantFacts, here: Sequence[str], there: Sequence[str]) -> Iterator[Verdict]:
    power = facts.estate.power
    for key in (*here, *there):
        if power[key].compartment is None:
            yield unknown(key, power[key].origin, f"Nothing says in which compartment {key} stands.")
    yield from _batteries_apart(facts, here, there)
    for key in here:
        together = [other for other in there if power[other].compartment == power[key].compartment]
        other = min(together, key=partial(_unlike, facts, key), default=None)
        if power[key].compartment is None:
            continue
        if other is None:
            yield holds(key, power[key].origin)
            continue
        detail = f"{key} and {other}, which back each other up, stand in one compartment: {power[key].compartment}."
        yield broken(key, _place(power[key]), detail, "One fire takes both sides. Move one into another compartment.")


def _batteries_apart(facts: PlantFacts, here: Sequence[str], there: Sequence[str]) -> Iterator[Verdict]:
    for key, other in product(here, there):
        one, counterpart = facts.estate.power[key], facts.estate.power[other]
        battery = None if one.ups is None else one.ups.battery
        opposite = None if counterpart.ups is None else counterpart.ups.battery
        if battery is None or opposite is None or battery.compartment is None:
            continue
        if battery.compartment == opposite.compartment:
            detail = f"The batteries of {key} and {other} stand in one compartment: {battery.compartment}."
            advice = "One fire takes both. Move one into another compartment."
            yield broken(f"{key}/battery", one.origin.at("ups", "battery"), detail, advice)


def _unlike(facts: PlantFacts, one: str, other: str) -> tuple[bool, bool, int, str]:
    """Rank what stands on the other side: first the counterpart, by group, kind and place in the chain."""
    here, there = facts.estate.power[one], facts.estate.power[other]
    apart = abs(len(facts.upstream[one]) - len(facts.upstream[other]))
    return here.group != there.group, here.kind is not there.kind, apart, other


def _place(one: PowerComponent) -> Origin:
    return one.origin.at("room")
