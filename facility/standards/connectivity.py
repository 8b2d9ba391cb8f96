"""Network: GB 50174 class A, and cross-checks with TIA-942 Rated-3."""

from collections.abc import Iterator
from itertools import combinations

from facility.standards.facts import PlantFacts
from facility.standards.rule import Limits, Verdict, broken, holds, judged, unknown
from inventory.model.carriers import Circuit
from inventory.model.fabric import Switch, SwitchRole
from inventory.model.sites import Site

CORE = (SwitchRole.SPINE, SwitchRole.BORDER)


def core_in_compartments(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """The core of the network tolerates faults: spines and border switches are at least two each, in different compartments."""
    del limits
    for site in facts.sites:
        for role in CORE:
            yield _apart(facts, site, role)


def _apart(facts: PlantFacts, site: Site, role: SwitchRole) -> Verdict:
    switches = _switches(facts, site, role)
    subject = f"{site.name}/{role.value}"
    if not switches:
        return unknown(subject, site.origin, f"No {role.value} switch of {site.name} is written.")
    if len(switches) == 1:
        detail = f"{switches[0].name} is the only {role.value} switch of {site.name}."
        return broken(subject, switches[0].origin, detail, "Its fault or upgrade cuts the site off. Add another.")
    found = {facts.compartment_of(facts.estate.racks[switch.mount.rack]) for switch in switches}
    detail = f"All {role.value} switches of {site.name} stand in one compartment: {', '.join(filter(None, found))}."
    advice = "One fire takes all of them. Put one into a rack in another compartment."
    return judged(subject, switches[0].origin, len(found) > 1, detail, advice)


def _switches(facts: PlantFacts, site: Site, role: SwitchRole) -> list[Switch]:
    return [switch for switch in facts.estate.switches.values() if switch.site == site.name and switch.role is role]


def two_carriers(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """Two carriers come in through two entries of the building, in different compartments."""
    del limits
    for site in facts.sites:
        yield _diverse(facts, site, need_rooms=False)


def two_providers(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """Two access providers come in, and there is a second entrance room."""
    del limits
    for site in facts.sites:
        yield _diverse(facts, site, need_rooms=True)


def _circuits(facts: PlantFacts, site: Site) -> list[Circuit]:
    return [circuit for circuit in facts.estate.circuits.values() if circuit.site == site.name]


def _diverse(facts: PlantFacts, site: Site, *, need_rooms: bool) -> Verdict:
    circuits = _circuits(facts, site)
    if not circuits:
        return unknown(site.name, site.origin, f"No circuit of {site.name} is written.")
    origin = circuits[0].origin
    if len({circuit.carrier for circuit in circuits}) == 1:
        detail = f"All circuits of {site.name} are {circuits[0].carrier}'s."
        return broken(site.name, origin, detail, "A fault of the carrier cuts the site off. Take one of another.")
    if any(_are_diverse(facts, one, other, need_rooms) for one, other in combinations(circuits, 2)):
        return holds(site.name, origin)
    names = sorted({circuit.entry for circuit in circuits})
    what = "room" if need_rooms else "compartment"
    detail = f"The carriers of {site.name} come in through {', '.join(names)}"
    detail += "." if len(names) == 1 else f", which are in one {what}."
    advice = "What cuts one carrier there cuts the other. Bring one in through an entry of its own."
    return broken(site.name, origin.at("entry"), detail, advice)


def _are_diverse(facts: PlantFacts, one: Circuit, other: Circuit, need_rooms: bool) -> bool:
    here, there = (facts.estate.entries[f"{circuit.site}/{circuit.entry}"] for circuit in (one, other))
    apart = here.room != there.room if need_rooms else here.compartment != there.compartment
    return one.carrier != other.carrier and one.entry != other.entry and apart


def dual_powered_core(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """The backbone and the routers are redundant, and each has two power supplies on different feeds."""
    del limits
    for site in facts.sites:
        for role in CORE:
            switches = _switches(facts, site, role)
            subject = f"{site.name}/{role.value}"
            single = next((one for one in switches if len(set(one.mount.cords)) < 2), None)  # noqa: PLR2004 - both sides
            if not switches:
                yield unknown(subject, site.origin, f"No {role.value} switch of {site.name} is written.")
            elif len(switches) == 1:
                detail = f"{switches[0].name} is the only {role.value} switch of {site.name}."
                yield broken(subject, switches[0].origin, detail, "Add another.")
            elif single is not None:
                detail = f"{single.name} is powered from one feed only."
                yield broken(subject, single.origin, detail, "Give it a second cord to the other feed.")
            else:
                yield holds(subject, switches[0].origin)


def holes_apart(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """The maintenance holes of two entries are 20 m apart."""
    for site in facts.sites:
        building = facts.estate.buildings.get(site.name)
        apart = None if building is None else building.maintenance_holes_apart_metres
        if building is None or apart is None:
            origin = site.origin if building is None else building.origin
            yield unknown(site.name, origin, f"Nothing says how far the maintenance holes of {site.name} are apart.")
        else:
            detail = f"The maintenance holes of {site.name} are {apart:g} m apart."
            advice = f"One digger may cut both entries. They must be {limits['metres']:g} m apart."
            yield judged(site.name, building.origin, apart >= limits["metres"], detail, advice)
