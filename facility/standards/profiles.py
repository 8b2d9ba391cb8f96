"""Which rules a data centre is held to by its profiles, and how much each weighs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from facility.built_in_profiles import BuiltInProfile, ProfileInvalid, profile_chain
from facility.limits import RuleLimits, limits_in_force
from facility.standards.catalogue import BY_CODE, FORMERLY, WAIVERS
from facility.standards.rule import StandardRule
from inventory.finding import Severity
from inventory.model.estate import Estate
from inventory.model.profiles import RuleSeverity
from inventory.suggestions import did_you_mean


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """A rule as the profiles in force want it."""

    rule: StandardRule
    severity: Severity
    limits: RuleLimits


Settings = Mapping[str, RuleSetting]
"""By the rules' codes, in the order of the catalogue."""


def rules_of(profile: BuiltInProfile) -> tuple[str, ...]:
    """List the rules of a built-in profile by their codes, in the order of the catalogue."""
    return tuple(rule for rule in BY_CODE if profile.includes(rule))


def settings_of(estate: Estate, names: Iterable[str]) -> Settings:
    """Resolve profiles, built in or the estate's own, to the rules that they want; several together are the strictest of each.

    Raises ProfileInvalid.
    """
    profiles = tuple(names)
    found = {rule.code: rule.severity for rule in WAIVERS}
    for name in profiles:
        for rule, severity in _severities(estate, name).items():
            found[rule] = severity if found.get(rule) is not Severity.ERROR else Severity.ERROR
    limits = limits_in_force(estate, profiles)
    return {rule: RuleSetting(BY_CODE[rule], found[rule], limits.of(rule)) for rule in BY_CODE if rule in found}


def _severities(estate: Estate, name: str) -> dict[str, Severity]:
    """Map the rules that a profile asks to how much they weigh there."""
    built_in, own = profile_chain(estate, name)
    found = {rule: built_in.severities.get(rule, BY_CODE[rule].severity) for rule in rules_of(built_in)}
    for written, change in (item for profile in own for item in profile.rules.items()):
        rule = FORMERLY.get(written, written)
        if rule not in BY_CODE:
            raise ProfileInvalid(f"There is no rule {rule}.", did_you_mean(rule, BY_CODE), change.origin)
        if change.severity is RuleSeverity.OFF:
            found.pop(rule, None)
            continue
        unchanged = found.get(rule, BY_CODE[rule].severity)
        found[rule] = unchanged if change.severity is None else Severity(change.severity.value)
    return found
