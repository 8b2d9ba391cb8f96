"""Profiles of rules and waivers."""

from inventory.document.profiles import ProfileDocument, WaiverDocument
from inventory.expansion.context import Expansion
from inventory.model.profiles import Profile, RuleChange, Waiver


def expand_profiles(expansion: Expansion) -> dict[str, Profile]:
    """Make the bank's own profiles; whether what they name is a rule, the rules know."""
    return {
        name: Profile(
            name=name,
            based_on=document.based_on,
            rules={
                rule: RuleChange(change.severity, change.limits, origin.at("rules", rule))
                for rule, change in document.rules.items()
            },
            origin=origin,
        )
        for name, document, origin in expansion.entries("profiles", ProfileDocument)
    }


def expand_waivers(expansion: Expansion) -> tuple[Waiver, ...]:
    """Make the waivers."""
    return tuple(
        Waiver(document.rule, document.subject, document.reason, document.owner, document.until, origin)
        for _, document, origin in expansion.entries("waivers", WaiverDocument)
    )
