"""GB 50174 class A: redundancy and power of the cooling, and stored cold."""

from collections.abc import Iterator
from dataclasses import replace

from facility.chains.missing_data import POWERED
from facility.standards.basic_capacity import counted_units
from facility.standards.facts import PlantFacts, grouped
from facility.standards.rule import Limits, Verdict, broken, holds, judged, unknown
from inventory.model.cooled_rows import cooled_by
from inventory.model.cooling import CoolingComponent, CoolingKind
from inventory.model.power import PowerKind
from inventory.model.sites import Site
from inventory.wording import a_type

CHAIN = (CoolingKind.CHILLER, CoolingKind.PUMP, CoolingKind.TOWER)


def cooling_supplies(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """Cooling depends on two supplies; chilled-water pumps and the units in rooms should depend on a UPS.

    Two supplies are two components that feed it, or a transfer switch that two feed.
    """
    for site in facts.sites:
        powered = [one for kind in POWERED for one in facts.cooling(site.name, kind)]
        if not powered:
            yield unknown(site.name, site.origin, f"No cooling of {site.name} is written.")
        for one in sorted(powered, key=lambda one: one.key):
            yield _supplies(facts, one, limits)


def _supplies(facts: PlantFacts, one: CoolingComponent, limits: Limits) -> Verdict:
    if not one.powered_by:
        return unknown(one.key, one.origin, f"Nothing says what powers {one.key}.")
    keys = {f"{one.site}/{name}" for name in one.powered_by}
    switches = (PowerKind.TRANSFER_SWITCH, PowerKind.STATIC_TRANSFER_SWITCH)
    ends = {end for key in keys for end in (facts.sources(key) if facts.estate.power[key].kind in switches else (key,))}
    shared = next((key for key in facts.paths.in_common(ends) if facts.estate.power[key].kind not in switches), None)
    place = one.origin.at("powered_by")
    if len(ends) < limits["supplies"] or shared is not None:
        via = f"only through {shared}" if len(ends) > 1 else f"only by {min(keys)}"
        advice = "Cooling stops with that supply. Feed it from a second one, or from a transfer switch that two feed."
        return broken(one.key, place, f"{one.key} is powered {via}.", advice)
    is_backed = any(facts.estate.power[up].kind is PowerKind.UPS for key in keys for up in facts.upstream[key])
    if not is_backed and (one.kind is CoolingKind.UNIT or one.key in _chilled_water_pumps(facts, one.site)):
        advice = "Air heats up within minutes until generators run. Power it from a UPS for mechanical loads."
        return replace(broken(one.key, place, f"{one.key} is behind no UPS.", advice), is_recommendation=True)
    return holds(one.key, one.origin)


def _chilled_water_pumps(facts: PlantFacts, site: str) -> frozenset[str]:
    """Find the pumps that loops and units need; those that only chillers need move the water to the towers."""
    users = (*facts.cooling(site, CoolingKind.LOOP), *facts.cooling(site, CoolingKind.UNIT))
    needed = {
        f"{site}/{name}" for one in users for wanted in (*one.requires, *one.requirements) for name in wanted.names
    }
    return frozenset(one.key for one in facts.cooling(site, CoolingKind.PUMP) if one.key in needed)


def redundant_cooling(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """Chillers, pumps and towers are N+X, and so are the units of each room: with any one out, the rest carry the heat."""
    del limits
    for site in facts.sites:
        if missing := facts.draws_unknown(site.name):
            yield unknown(
                site.name, site.origin, f"Nothing says what {a_type(missing[0])} draws, so the heat is not known."
            )
            continue
        for kind in CHAIN:
            for key, members in grouped(facts.cooling(site.name, kind)):
                yield _spare(facts, key, members)
        if not facts.cooling(site.name, CoolingKind.UNIT):
            yield unknown(site.name, site.origin, f"No cooling unit of {site.name} is written.")
    seen = dict.fromkeys(units for units in cooled_by(facts.estate).values() if units)
    for units in seen:
        members = [facts.estate.cooling[unit] for unit in units]
        if not facts.draws_unknown(members[0].site):
            yield _spare(
                facts, members[0].key if len(members) == 1 else f"{members[0].site}/{members[0].room}", members
            )


def _spare(facts: PlantFacts, subject: str, members: list[CoolingComponent]) -> Verdict:
    heat = sum(facts.load(one.key) for one in members)
    ratings = [one.rating_watts for one in members]
    left = sum(ratings) - max(ratings)
    names = ", ".join(one.name for one in members)
    largest = max(members, key=lambda one: one.rating_watts)
    detail = f"With {largest.key} out, {names} carry {left / 1000:g} kW; the heat is {heat / 1000:.1f} kW."
    if len(members) == 1:
        detail = f"There is only {members[0].key} for {heat / 1000:.1f} kW of heat."
    is_kept = left >= heat and len(members) > 1
    return judged(subject, members[0].origin, is_kept, detail, "Its maintenance would stop the cooling. Add one.")


def stored_cold(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """Cold water is stored for as long as the UPS batteries last; sites without chillers need none."""
    del limits
    for site in facts.sites:
        units = facts.cooling(site.name, CoolingKind.UNIT)
        if not units:
            yield unknown(site.name, site.origin, f"No cooling of {site.name} is written.")
        elif not facts.cooling(site.name, CoolingKind.CHILLER):
            yield holds(site.name, site.origin)
        else:
            yield _stored(facts, site)


def _stored(facts: PlantFacts, site: Site) -> Verdict:
    systems = facts.power(site.name, PowerKind.UPS)
    batteries = [one.ups.battery for one in systems if one.ups is not None and one.ups.battery is not None]
    stores = facts.cooling(site.name, CoolingKind.STORE)
    silent = next((one for one in stores if one.minutes is None), None)
    if not batteries:
        return unknown(site.name, site.origin, f"Nothing says how long the UPS batteries of {site.name} last.")
    if silent is not None:
        return unknown(silent.key, silent.origin, f"Nothing says how long {silent.key} brings cold.")
    wanted = max(battery.autonomy_minutes for battery in batteries)
    minutes = sum(_lasting(members) for _, members in grouped(stores))
    origin = stores[0].origin if stores else site.origin
    detail = f"Stored cold lasts {minutes:g} min at {site.name}; the batteries {wanted:g} min."
    advice = "Servers would go on and the air heat up. Store as much cold as the batteries last."
    return judged(site.name, origin, minutes >= wanted, detail, advice)


def _lasting(stores: list[CoolingComponent]) -> float:
    """Sum what a group of stores holds, without those that it has to spare."""
    return sum(sorted(one.minutes or 0.0 for one in stores)[: counted_units(len(stores), stores[0].redundancy)])
