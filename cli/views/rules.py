"""The catalogue of rules for people and machines."""

from typing import TYPE_CHECKING

from facility.built_in_profiles import PROFILES
from facility.standards.catalogue import RULES
from facility.standards.profiles import rules_of
from facility.standards.rule import StandardRule

if TYPE_CHECKING:
    from rich.console import Console

UNVERIFIED = "The text of the standard was not at hand: the rule only warns."


def show_rules(console: "Console") -> None:
    """Print one line for each rule."""
    from rich.markup import escape

    for standard in dict.fromkeys(rule.standard for rule in RULES):
        edition = "" if standard.edition == "-" else f" {standard.edition}"
        console.print(f"[bold]{escape(standard.name)}{escape(edition)}[/]")
        for rule in RULES:
            if rule.standard == standard:
                note = "" if rule.is_verified else " [dim](to verify)[/]"
                console.print(f"  {rule.code:<9} {rule.severity.value:<8} {escape(rule.title)}{note}")
    console.print(f"\n{len(RULES)} rules. One of them: sddc rules explain T3-2. Judge an estate: sddc rules check")


def rules_json() -> dict[str, object]:
    """Describe every rule and every built-in profile for machines."""
    return {
        "rules": [_rule_json(rule) for rule in RULES],
        "profiles": [
            {
                "name": profile.name,
                "title": profile.title,
                "rules": list(rules_of(profile)),
                "severities": {rule: severity.value for rule, severity in profile.severities.items()},
            }
            for profile in PROFILES
        ],
    }


def _rule_json(rule: StandardRule) -> dict[str, object]:
    return {
        "id": rule.code,
        "title": rule.title,
        "standard": rule.standard.name,
        "edition": rule.standard.edition,
        "clause": rule.clause,
        "source": rule.standard.source,
        "severity": rule.severity.value,
        "verified": rule.is_verified,
        "limits": dict(rule.limits),
        "text": rule.text,
    }


def rule_page(rule: StandardRule) -> str:
    """Say everything about one rule."""
    profiles = [profile.name for profile in PROFILES if profile.includes(rule.code)]
    lines = [
        rule.code,
        "",
        rule.text,
        "",
        f"Standard   {rule.standard.name} {rule.standard.edition}, {rule.clause}".replace(" -, -", ""),
        f"Source     {rule.standard.source}",
        f"Severity   {rule.severity.value}",
        f"Verified   {'yes' if rule.is_verified else f'no. {UNVERIFIED}'}",
        f"Profiles   {', '.join(profiles) or 'every one'}",
    ]
    if rule.limits:
        limits = ", ".join(f"{name} {value:g}" for name, value in rule.limits.items())
        lines.append(f"Limits     {limits}")
    lines += ["", "A profile of your own changes its severity or limits:", "", *_example(rule)]
    return "\n".join(lines)


def _example(rule: StandardRule) -> list[str]:
    change = "severity: warning"
    if rule.limits:
        name, value = next(iter(rule.limits.items()))
        change += f", limits: {{{name}: {value:g}}}"
    return ["  profiles:", "    ours:", "      based_on: t3plus", f"      rules: {{{rule.code}: {{{change}}}}}"]
