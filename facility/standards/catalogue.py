"""Every rule, in the order of the standards; their numbers are in `facility.limits`."""

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

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
from facility.standards.facts import PlantFacts
from facility.standards.rule import Check, Limits, Standard, StandardRule, Verdict, judged
from inventory.finding import Severity
from inventory.suggestions import did_you_mean

GB_50174 = Standard("GB 50174", "2017", "Ministry of Housing (MOHURD): Code for design of data centers, class A")
TIER = Standard("Tier Standard: Topology", "2018", "Uptime Institute: Tier Standard: Topology")
TIA_942 = Standard("ANSI/TIA-942", "C (2024)", "TIA: Telecommunications Infrastructure Standard for Data Centers")
ENGINEERING = Standard("engineering", "-", "Good engineering of racks and feeds; no standard's own words")
HOUSE = Standard("waivers", "-", "What waivers themselves keep to")

MUST, SHOULD = Severity.ERROR, Severity.WARNING


def _rule(
    standard: Standard,
    code: str,
    clause: str,
    severity: Severity,
    summary: str,
    check: Check,
    *formerly: str,
) -> StandardRule:
    return StandardRule(
        code=code,
        summary=summary,
        text=inspect.getdoc(check) or "",
        standard=standard,
        clause=clause,
        severity=severity,
        formerly=formerly,
        check=check,
    )


_class_a, _tier = partial(_rule, GB_50174), partial(_rule, TIER)
_rated, _engineering = partial(_rule, TIA_942), partial(_rule, ENGINEERING)
_waivers = partial(_rule, HOUSE)


def _unverified(rule: StandardRule) -> StandardRule:
    """Mark a rule whose text was not at hand: a warning, whatever the standard may say."""
    return replace(rule, is_verified=False, severity=SHOULD)


CLASS_A: tuple[StandardRule, ...] = (
    _class_a(
        "A-PWR-1",
        "8.1, annex A",
        MUST,
        "Too few independent supplies",
        power_supplies.two_supplies_and_standby,
    ),
    _class_a("A-PWR-2", "8.1, annex A", SHOULD, "Distribution not sectioned", power_supplies.sectioned_distribution),
    _class_a("A-PWR-3", "8.1, annex A", MUST, "UPS not redundant", power_supplies.redundant_ups),
    _class_a("A-PWR-4", "8.1, annex A", MUST, "Battery time too short", power_supplies.battery_time),
    _class_a("A-PWR-5", "8.1", MUST, "Basic capacity of UPS too small", power_supplies.basic_capacity),
    _class_a("A-PWR-6", "8.1", MUST, "IT and air conditioning on one UPS group", power_supplies.separate_ups_groups),
    _class_a(
        "A-PWR-7", "8.1, annex A", MUST, "Two sides in one fire compartment", power_supplies.sides_in_compartments
    ),
    _class_a("A-PWR-8", "annex A", MUST, "Cooling on one supply", cooling.cooling_supplies),
    _unverified(_class_a("A-GEN-1", "8.1, annex A", SHOULD, "Generator class too low", generators.generator_grade)),
    _class_a("A-GEN-2", "annex A", SHOULD, "Too little fuel", generators.fuel_in_all),
    _class_a("A-GEN-3", "8.1, annex A", MUST, "Generators too small", generators.generators_carry),
    _class_a(
        "A-ENV-1",
        "5.1, annex A",
        MUST,
        "Inlet temperature out of range",
        environment.inlet_temperature,
    ),
    _class_a("A-ENV-2", "5.1, annex A", MUST, "Inlet humidity out of range", environment.inlet_humidity),
    _class_a("A-ENV-4", "5.1, annex A", MUST, "Room climate out of range", environment.room_climate),
    _class_a("A-SITE-1", "4.1, annex A", MUST, "Too close to a hazard", premises.distances),
    _class_a("A-SITE-2", "4.1, annex A", MUST, "Unsafe ground or too few roads", premises.safe_ground),
    _class_a("A-BLD-1", "6, annex A", MUST, "Ceiling too low", premises.clear_height),
    _unverified(_class_a("A-BLD-2", "6, annex A", SHOULD, "Floor too weak", premises.floor_load)),
    _unverified(_class_a("A-LAY-1", "4.3", SHOULD, "Aisle too narrow", premises.aisle_widths)),
    _unverified(_class_a("A-LAY-2", "4.3", SHOULD, "Hot and cold air not kept apart", premises.contained_aisles)),
    _class_a("A-FIRE-1", "13", MUST, "Fire protection insufficient", premises.fire_protection),
    _unverified(_class_a("A-COOL-1", "annex A", SHOULD, "Cooling not redundant", cooling.redundant_cooling)),
    _unverified(_class_a("A-COOL-2", "annex A", SHOULD, "Too little stored cold", cooling.stored_cold)),
    _unverified(
        _class_a("A-NET-1", "annex A", SHOULD, "Core switches in one compartment", connectivity.core_in_compartments)
    ),
    _unverified(_class_a("A-NET-2", "annex A", SHOULD, "Carriers not diverse", connectivity.two_carriers)),
)
TIER_III: tuple[StandardRule, ...] = (
    _tier("T3-1", "Tier III", MUST, "Too few independent paths", feeds.two_paths, "feeds-on-one-component"),
    _tier("T3-2", "Tier III", MUST, "Not concurrently maintainable", maintainability.maintainable),
    _tier("T3-3", "Tier III", MUST, "Over its rating", loads.enough_capacity),
    _tier("T3-4", "Tier III", MUST, "Not dual powered", feeds.dual_powered, "RACK-3"),
    _tier(
        "T3-5",
        "Tier III, engine generators",
        MUST,
        "Generators cannot hold the site alone",
        generators.generators_alone,
    ),
    _tier(
        "T3-6",
        "Tier III, fuel",
        MUST,
        "Too little fuel without one tank or pump",
        generators.fuel_without_redundant,
    ),
    _tier("T4-1", "Tier IV", MUST, "Not fault tolerant", faults.fault_tolerant),
)
RATED_3: tuple[StandardRule, ...] = (
    _unverified(
        _rated(
            "TIA-1", "Rated-3, telecommunications", SHOULD, "Access providers not diverse", connectivity.two_providers
        )
    ),
    _unverified(
        _rated("TIA-2", "Rated-3, telecommunications", SHOULD, "Backbone not redundant", connectivity.dual_powered_core)
    ),
    _unverified(
        _rated(
            "TIA-3",
            "Rated-3, telecommunications",
            SHOULD,
            "Maintenance holes too close",
            connectivity.holes_apart,
        )
    ),
)
RACKS: tuple[StandardRule, ...] = (
    _engineering("RACK-1", "-", MUST, "Over its limit with one side gone", loads.one_side_gone),
    _engineering("RACK-2", "-", MUST, "Cords share an upstream component", feeds.independent_cords),
    _engineering("RACK-4", "-", SHOULD, "Phases unevenly loaded", racks.balanced_phases),
    _engineering("RACK-6", "-", SHOULD, "Device deeper than its rack", racks.depth),
    _engineering("RACK-7", "-", MUST, "Too heavy for rack or floor", racks.weight, "rack-weight-exceeded"),
    _engineering("RACK-8", "-", SHOULD, "Opposed airflows in one rack", racks.one_airflow),
    _engineering("RACK-9", "-", MUST, "Fire compartment takes what is outside of it", faults.compartments),
    _engineering(
        "RACK-10", "-", MUST, "More power in a rack than it is built for", racks.rack_power, "rack-power-exceeded"
    ),
)


def waivers_mean_rules(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """A waiver is for a rule that there is."""
    del limits
    for waiver in facts.estate.waivers:
        detail = f"The waiver for {waiver.subject} is of {waiver.rule}, which is no rule."
        subject, place = f"{waiver.rule} {waiver.subject}", waiver.origin.at("rule")
        yield judged(
            subject,
            place,
            waiver.rule in BY_CODE or waiver.rule in FORMERLY,
            detail,
            did_you_mean(waiver.rule, BY_CODE),
        )


WAIVERS: tuple[StandardRule, ...] = (
    _waivers("WAIVER-1", "-", MUST, "Waiver has ended", waivers.waivers_valid),
    _waivers("WAIVER-2", "-", MUST, "Waiver of no rule", waivers_mean_rules),
)
"""Part of every profile."""
RULES: tuple[StandardRule, ...] = (*CLASS_A, *TIER_III, *RATED_3, *RACKS, *WAIVERS)
BY_CODE: Mapping[str, StandardRule] = {rule.code: rule for rule in RULES}
FORMERLY: Mapping[str, str] = {former: rule.code for rule in RULES for former in rule.formerly}
"""Code that a rule once had, or whose rule it has taken the place of → the rule's code."""
