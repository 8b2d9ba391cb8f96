"""Every rule, in the order of the standards; their numbers are in `facility.limits`."""

from collections.abc import Iterator, Mapping

from facility.standards import (
    connectivity,
    cooling,
    environment,
    faults,
    feeds,
    generators,
    loads,
    maintainability,
    power_supplies,
    premises,
    racks,
    waivers,
)
from facility.standards.facts import Facts
from facility.standards.rule import Check, Limits, Rule, Standard, Verdict, judged
from inventory.finding import Severity
from inventory.problem import did_you_mean

GB_50174 = Standard("GB 50174", "2017", "Ministry of Housing (MOHURD): Code for design of data centers, class A")
TIER = Standard("Tier Standard: Topology", "2018", "Uptime Institute: Tier Standard: Topology")
TIA_942 = Standard("ANSI/TIA-942", "C (2024)", "TIA: Telecommunications Infrastructure Standard for Data Centers")
ENGINEERING = Standard("engineering", "-", "Good engineering of racks and feeds; no standard's own words")
HOUSE = Standard("waivers", "-", "What waivers themselves keep to")

MUST, SHOULD = Severity.ERROR, Severity.WARNING


def _class_a(name: str, clause: str, severity: Severity, check: Check) -> Rule:
    return Rule(f"A-{name}", GB_50174, clause, severity, is_verified=True, check=check)


def _unverified(name: str, clause: str, check: Check, standard: Standard = GB_50174) -> Rule:
    """Make a rule whose text was not at hand: a warning, whatever the standard may say."""
    return Rule(name, standard, clause, SHOULD, is_verified=False, check=check)


def _tier(name: str, clause: str, check: Check) -> Rule:
    return Rule(name, TIER, clause, MUST, is_verified=True, check=check)


def _engineering(name: str, severity: Severity, check: Check) -> Rule:
    return Rule(f"RACK-{name}", ENGINEERING, "-", severity, is_verified=True, check=check)


CLASS_A: tuple[Rule, ...] = (
    _class_a("PWR-1", "8.1, annex A", MUST, power_supplies.two_supplies_and_standby),
    _class_a("PWR-2", "8.1, annex A", SHOULD, power_supplies.sectioned_distribution),
    _class_a("PWR-3", "8.1, annex A", MUST, power_supplies.redundant_ups),
    _class_a("PWR-4", "8.1, annex A", MUST, power_supplies.battery_time),
    _class_a("PWR-5", "8.1", MUST, power_supplies.basic_capacity),
    _class_a("PWR-6", "8.1", MUST, power_supplies.separate_ups_groups),
    _class_a("PWR-7", "8.1, annex A", MUST, power_supplies.sides_in_compartments),
    _class_a("PWR-8", "annex A", MUST, cooling.cooling_supplies),
    _unverified("A-GEN-1", "8.1, annex A", generators.generator_grade),
    _class_a("GEN-2", "annex A", SHOULD, generators.fuel_in_all),
    _class_a("GEN-3", "8.1, annex A", MUST, generators.generators_carry),
    _class_a("ENV-1", "5.1, annex A", MUST, environment.inlet_temperature),
    _class_a("ENV-2", "5.1, annex A", MUST, environment.inlet_humidity),
    _class_a("ENV-4", "5.1, annex A", MUST, environment.room_climate),
    _class_a("SITE-1", "4.1, annex A", MUST, premises.distances),
    _class_a("SITE-2", "4.1, annex A", MUST, premises.safe_ground),
    _class_a("BLD-1", "6, annex A", MUST, premises.clear_height),
    _unverified("A-BLD-2", "6, annex A", premises.floor_load),
    _unverified("A-LAY-1", "4.3", premises.aisle_widths),
    _unverified("A-LAY-2", "4.3", premises.contained_aisles),
    _class_a("FIRE-1", "13", MUST, premises.fire_protection),
    _unverified("A-COOL-1", "annex A", cooling.redundant_cooling),
    _unverified("A-COOL-2", "annex A", cooling.stored_cold),
    _unverified("A-NET-1", "annex A", connectivity.core_in_compartments),
    _unverified("A-NET-2", "annex A", connectivity.two_carriers),
)
TIER_III: tuple[Rule, ...] = (
    _tier("T3-1", "Tier III", feeds.two_paths),
    _tier("T3-2", "Tier III", maintainability.maintainable),
    _tier("T3-3", "Tier III", loads.enough_capacity),
    _tier("T3-4", "Tier III", feeds.dual_powered),
    _tier("T3-5", "Tier III, engine generators", generators.generators_alone),
    _tier("T3-6", "Tier III, fuel", generators.fuel_without_redundant),
    _tier("T4-1", "Tier IV", faults.fault_tolerant),
)
RATED_3: tuple[Rule, ...] = (
    _unverified("TIA-1", "Rated-3, telecommunications", connectivity.two_providers, TIA_942),
    _unverified("TIA-2", "Rated-3, telecommunications", connectivity.dual_powered_core, TIA_942),
    _unverified("TIA-3", "Rated-3, telecommunications", connectivity.holes_apart, TIA_942),
)
RACKS: tuple[Rule, ...] = (
    _engineering("1", MUST, loads.one_side_gone),
    _engineering("2", MUST, feeds.independent_cords),
    _engineering("3", MUST, feeds.dual_powered),
    _engineering("4", SHOULD, racks.balanced_phases),
    _engineering("5", MUST, racks.units_free),
    _engineering("6", SHOULD, racks.depth),
    _engineering("7", MUST, racks.weight),
    _engineering("8", SHOULD, racks.one_airflow),
    _engineering("9", MUST, faults.compartments),
)


def waivers_mean_rules(facts: Facts, limits: Limits) -> Iterator[Verdict]:
    """A waiver is for a rule that there is."""
    del limits
    for waiver in facts.estate.waivers:
        detail = f"The waiver for {waiver.subject} is of {waiver.rule}, which is no rule."
        subject, place = f"{waiver.rule} {waiver.subject}", waiver.origin.at("rule")
        yield judged(subject, place, waiver.rule in BY_ID, detail, did_you_mean(waiver.rule, BY_ID))


WAIVERS: tuple[Rule, ...] = (
    Rule("WAIVER-1", HOUSE, "-", MUST, is_verified=True, check=waivers.waivers_valid),
    Rule("WAIVER-2", HOUSE, "-", MUST, is_verified=True, check=waivers_mean_rules),
)
"""Part of every profile."""
RULES: tuple[Rule, ...] = (*CLASS_A, *TIER_III, *RATED_3, *RACKS, *WAIVERS)
BY_ID: Mapping[str, Rule] = {rule.id: rule for rule in RULES}
