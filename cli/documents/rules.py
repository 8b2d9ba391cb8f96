"""sddc.rules: the rules of standards and the profiles, or every rule that a finding can be of."""

from collections.abc import Iterable
from typing import Literal

from cli.documents.document import JsonDocument, Part
from cli.rule_registry import example_for
from facility.built_in_profiles import PROFILES
from facility.standards.profiles import rules_of
from facility.standards.rule import StandardRule
from inventory.rule import Rule


class ExampleFragment(Part):
    """A text of one file as it breaks the rule, and put right; `fixed` is null where the file is taken out."""

    file: str
    within: str
    """The lines that it stands below."""
    broken: str
    fixed: str | None


class RuleItem(Part):
    """One rule."""

    code: str
    summary: str
    """What is wrong where it is broken."""
    title: str
    """What must hold, in a sentence."""
    text: str
    standard: str
    edition: str
    source: str
    clause: str
    severity: str
    verified: bool
    formerly: tuple[str, ...]
    limits: dict[str, float]
    example: tuple[ExampleFragment, ...]

    @classmethod
    def of(cls, rule: Rule) -> "RuleItem":
        """Take over a rule."""
        return cls(
            code=rule.code,
            summary=rule.summary,
            title=rule.title,
            text=rule.text,
            standard=rule.standard.name,
            edition=rule.standard.edition,
            source=rule.standard.source,
            clause=rule.clause,
            severity=rule.severity.value,
            verified=rule.is_verified,
            formerly=rule.formerly,
            limits=dict(rule.limits) if isinstance(rule, StandardRule) else {},
            example=tuple(
                ExampleFragment(file=one.file, within=one.within, broken=one.broken, fixed=one.fixed)
                for one in example_for(rule)
            ),
        )


class ProfileItem(Part):
    """A built-in profile: the rules that it asks, and which of them weigh otherwise there."""

    name: str
    title: str
    rules: tuple[str, ...]
    severities: dict[str, str]


class RulesDocument(JsonDocument):
    """Rules with their standards, clauses, limits and examples, and the built-in profiles."""

    format: Literal["sddc.rules"] = "sddc.rules"
    version: Literal[1] = 1
    rules: tuple[RuleItem, ...]
    profiles: tuple[ProfileItem, ...]


def rules_document(rules: Iterable[Rule]) -> RulesDocument:
    """Make the document of these rules."""
    return RulesDocument(
        rules=tuple(map(RuleItem.of, rules)),
        profiles=tuple(
            ProfileItem(
                name=profile.name,
                title=profile.title,
                rules=rules_of(profile),
                severities={rule: severity.value for rule, severity in profile.severities.items()},
            )
            for profile in PROFILES
        ),
    )
