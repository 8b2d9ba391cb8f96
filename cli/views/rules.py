"""Rules for people: lists of them, and everything about one."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli.rule_registry import BY_CODE, example_for
from facility.built_in_profiles import PROFILES
from facility.standards.catalogue import RULES
from facility.standards.rule import StandardRule
from inventory.rule import ESTATE, Rule
from inventory.rule_example import RuleExample

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
    console.print(f"\n{len(RULES)} rules. One of them: sddc explain T3-2. Judge an estate: sddc rules check")


def show_codes(console: "Console") -> None:
    """Print one line for each code that a finding can have."""
    from rich.markup import escape

    width = max(map(len, BY_CODE))
    for code, rule in BY_CODE.items():
        console.print(f"{code:<{width}}  {escape(rule.title)}", soft_wrap=True)


def rule_page(rule: Rule, asked: str) -> str:
    """Say everything about one rule; `asked` is the code that it was asked for by."""
    lines = [rule.code, ""]
    former = next((one for one in rule.formerly if one.lower() == asked.lower()), None)
    if former is not None:
        lines += [f"{rule.code} has taken the place of {former}.", ""]
    lines += [rule.text, "", *_origin(rule), f"Severity   {rule.severity.value}"]
    if isinstance(rule, StandardRule):
        lines += _of_standard(rule)
    example = example_for(rule)
    if example:
        lines += ["", *_example(example)]
    if isinstance(rule, StandardRule):
        lines += ["", "A profile of your own changes its severity or limits:", "", *_change(rule)]
    return "\n".join(lines)


def _origin(rule: Rule) -> Iterator[str]:
    if rule.standard is ESTATE:
        yield "Kept by    every estate; sddc validate asks it"
        return
    edition = "" if rule.standard.edition == "-" else f" {rule.standard.edition}"
    clause = "" if rule.clause == "-" else f", {rule.clause}"
    yield f"Standard   {rule.standard.name}{edition}{clause}"
    yield f"Source     {rule.standard.source}"


def _of_standard(rule: StandardRule) -> Iterator[str]:
    profiles = [profile.name for profile in PROFILES if profile.includes(rule.code)]
    yield f"Verified   {'yes' if rule.is_verified else f'no. {UNVERIFIED}'}"
    yield f"Profiles   {', '.join(profiles) or 'every one'}"
    if rule.limits:
        yield "Limits     " + ", ".join(f"{name} {value:g}" for name, value in rule.limits.items())


def _example(parts: RuleExample) -> Iterator[str]:
    """Yield an example: what breaks the rule, and the same put right; parts that stay as they are come once."""
    yield "Broken, for example:"
    for part in parts:
        yield from ("", f"  # {part.file}", *_fragment(part.within, part.broken))
    yield from ("", "Fixed:")
    for part in parts:
        if part.fixed is None:
            yield from ("", f"  # {part.file} is moved out of the estate's folder, or left out by 'ignore'.")
        elif part.fixed != part.broken:
            yield from ("", f"  # {part.file}", *_fragment(part.within, part.fixed))


def _fragment(within: str, text: str) -> Iterator[str]:
    lines = [*within.splitlines(), *text.splitlines()]
    yield from (f"  {line}" for line in lines or ["# (nothing)"])


def _change(rule: StandardRule) -> list[str]:
    change = "severity: warning"
    if rule.limits:
        name, value = next(iter(rule.limits.items()))
        change += f", limits: {{{name}: {value:g}}}"
    return ["  profiles:", "    ours:", "      based_on: t3plus", f"      rules: {{{rule.code}: {{{change}}}}}"]
