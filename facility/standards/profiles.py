"""Profiles: which rules a data centre is held to, and how much each weighs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from facility.standards.catalogue import BY_ID, CLASS_A, RACKS, RATED_3, TIER_III, WAIVERS
from facility.standards.rule import Limits, Rule
from inventory.finding import Severity
from inventory.model.estate import Estate
from inventory.model.origin import Origin
from inventory.model.profiles import Profile, RuleSeverity
from inventory.problem import did_you_mean


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A profile that comes with the tool."""

    name: str
    title: str
    rules: tuple[str, ...]
    severities: Mapping[str, Severity] = field(default_factory=dict)
    """Instead of the rules' own."""


REPORTED = {"T4-1": Severity.WARNING}
"""Reported, not required."""
_TIER_III = tuple(rule.id for rule in TIER_III if rule.id != "T4-1")
_CLASS_A = tuple(rule.id for rule in CLASS_A)
_RACKS = tuple(rule.id for rule in RACKS if rule.id != "RACK-3")

PROFILES: tuple[BuiltIn, ...] = (
    BuiltIn("tier3", "Tier III: concurrently maintainable", _TIER_III),
    BuiltIn("tier4", "Tier III and fault tolerance", (*_TIER_III, "T4-1", "RACK-9")),
    BuiltIn("gb50174-a", "GB 50174-2017, class A", _CLASS_A),
    BuiltIn("tia942-rated3", "Cross-checks with TIA-942, Rated-3", tuple(rule.id for rule in RATED_3)),
    BuiltIn("engineering", "Good engineering of racks and feeds", tuple(rule.id for rule in RACKS)),
    BuiltIn(
        "t3plus",
        "Tier III and what class A and good engineering add; Tier IV's pairs are reported",
        (*_TIER_III, "T4-1", *_CLASS_A, *_RACKS),
        REPORTED,
    ),
)
DEFAULT = "t3plus"


@dataclass(frozen=True, slots=True)
class Setting:
    """A rule as a profile wants it."""

    rule: Rule
    severity: Severity
    limits: Limits


Settings = Mapping[str, Setting]
"""By the rules' ids, in the order of the catalogue."""


class ProfileInvalid(Exception):  # noqa: N818 - what is wrong
    """A profile is not known, or says something about what is not known; `origin` is where, if that is in the estate."""

    def __init__(self, message: str, advice: str, origin: Origin | None = None) -> None:
        super().__init__(message)
        self.message, self.advice, self.origin = message, advice, origin


def settings_of(estate: Estate, names: Iterable[str]) -> Settings:
    """Resolve profiles, built in or the estate's own, to the rules that they want; several together are the strictest of each.

    Raises ProfileInvalid.
    """
    found = {rule.id: Setting(rule, rule.severity, rule.limits) for rule in WAIVERS}
    for name in names:
        for rule, setting in _settings(estate, name, ()).items():
            known = found.get(rule)
            is_stricter = known is None or (known.severity, setting.severity) == (Severity.WARNING, Severity.ERROR)
            found[rule] = setting if is_stricter else found[rule]
    return {rule: found[rule] for rule in BY_ID if rule in found}


def _settings(estate: Estate, name: str, trail: tuple[str, ...], origin: Origin | None = None) -> dict[str, Setting]:
    built_in = next((profile for profile in PROFILES if profile.name == name), None)
    if name in estate.profiles and name not in trail:
        own = estate.profiles[name]
        return _changed(own, _settings(estate, own.based_on, (*trail, name), own.origin.at("based_on")))
    if built_in is not None:
        rules = (BY_ID[rule] for rule in built_in.rules)
        return {rule.id: Setting(rule, built_in.severities.get(rule.id, rule.severity), rule.limits) for rule in rules}
    if name in trail:
        raise ProfileInvalid(f"The profile {name} is based on itself.", "Base it on a built-in one.", origin)
    known = [*estate.profiles, *(profile.name for profile in PROFILES)]
    raise ProfileInvalid(f"There is no profile called {name}.", did_you_mean(name, known), origin)


def _changed(own: Profile, settings: dict[str, Setting]) -> dict[str, Setting]:
    for rule, change in own.rules.items():
        if rule not in BY_ID:
            raise ProfileInvalid(f"There is no rule {rule}.", did_you_mean(rule, BY_ID), change.origin)
        setting = settings.get(rule) or Setting(BY_ID[rule], BY_ID[rule].severity, BY_ID[rule].limits)
        strange = next((limit for limit in change.limits if limit not in setting.limits), None)
        if strange is not None:
            message = f"The rule {rule} has no limit called {strange}."
            raise ProfileInvalid(message, did_you_mean(strange, setting.limits), change.origin)
        if change.severity is RuleSeverity.OFF:
            settings.pop(rule, None)
            continue
        severity = setting.severity if change.severity is None else Severity(change.severity.value)
        settings[rule] = replace(setting, severity=severity, limits={**setting.limits, **change.limits})
    return settings
