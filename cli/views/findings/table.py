"""Findings as a list for people."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cli.findings_report import FindingsReport, Judged
from inventory.finding import Finding, Weight
from inventory.impact import Impact
from inventory.rule import ESTATE
from inventory.wording import counted, readable

if TYPE_CHECKING:
    from rich.console import Console

    from inventory.reading.foreign_files import LeftOut

_STYLES = {Weight.ERROR: "bold red", Weight.UNKNOWN: "bold magenta", Weight.WARNING: "yellow", Weight.WAIVED: "dim"}
_PLURALS = {Weight.ERROR: "errors", Weight.UNKNOWN: "unknown", Weight.WARNING: "warnings", Weight.WAIVED: "waived"}
_SHOWN_MOST = 6
_LEFT_OUT_SHOWN = 6
_WIDEST_PLACE = 48


def show_findings(console: "Console", report: FindingsReport, *, failures_only: bool = False) -> None:
    """Print every finding: place, weight, code; what is wrong, what is lost, what to do."""
    from rich.markup import escape

    found = [finding for finding in report.findings if finding.is_failure or not failures_only]
    places = [readable(report.place_of(finding)) for finding in found]
    width = min(_WIDEST_PLACE, max(map(len, places), default=0))
    for place, finding in zip(places, found, strict=True):
        rule = report.rules[finding.code]
        title = "" if rule.standard is ESTATE else f"  [dim]{escape(rule.title)}[/]"
        weight = f"[{_STYLES[finding.weight]}]{finding.weight.value:<8}[/]"
        console.print(f"{escape(place):<{width}}  {weight}{escape(finding.code)}{title}")
        for line in _lines(finding):
            console.print(f"    {escape(line)}")
        console.print(f"    [dim]{escape(finding.advice)}[/]")


def _lines(finding: Finding) -> Iterator[str]:
    yield finding.detail
    if finding.more:
        others = f": {_some(finding.subjects[1:])}" if len(finding.subjects) > 1 else ""
        yield f"The same line causes {finding.more} more of these{others}."
    if finding.impact.servers:
        yield f"Lost: {impact_text(finding.impact)}."
    if finding.waiver is not None:
        waiver = finding.waiver
        yield f"Waived until {waiver.until} by {waiver.owner}: {waiver.reason}"


def impact_text(impact: Impact) -> str:
    """Return what is lost: racks → hosts → pools → tiers of services."""
    parts = [
        f"{counted(len(impact.racks), 'rack')} ({_some(impact.racks)})",
        counted(len(impact.servers), "server"),
    ]
    if impact.pools:
        parts.append("pools " + _some(f"{loss.pool} at {loss.site} {loss.hosts} of {loss.of}" for loss in impact.pools))
    if impact.tiers:
        tiers = sorted(impact.tiers, key=lambda tier: -tier.hosts / tier.of)
        parts.append(
            "services "
            + _some(
                f"{t.service} {t.tier} at {t.site}{' wholly' if t.is_whole else f' {t.hosts}/{t.of}'}" for t in tiers
            )
        )
    return " → ".join(parts)


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    rest = len(listed) - _SHOWN_MOST
    return ", ".join(listed[:_SHOWN_MOST]) + (f", … {rest} more" if rest > 0 else "")


def show_reading(console: "Console", report: FindingsReport, seconds: float, *, quiet: bool) -> None:
    """Print what was found in an estate's files, and the sum."""
    show_findings(console, report)
    if report.findings or not quiet:
        gap = "\n" if report.findings else ""
        console.print(gap + _summary_of_reading(report, seconds), markup=False)


def _summary_of_reading(report: FindingsReport, seconds: float) -> str:
    weights = [finding.weight for finding in report.findings]
    counts = f"{counted(weights.count(Weight.ERROR), 'error')}, {counted(weights.count(Weight.WARNING), 'warning')}"
    reading = report.reading
    if reading is None:
        return f"{counts}."
    lines = [f"{counts} in {counted(reading.files, 'file')} ({seconds:.2f} s)"]
    if reading.left_out:
        lines.append(f"Not read, because not the estate's: {_listed(reading.left_out)}")
    if reading.waiting:
        waiting = counted(reading.waiting, "rule")
        lines.append(f"Not checked until these are fixed: {waiting} about what is missing.")
    return "\n".join(lines)


def _listed(left_out: "Sequence[LeftOut]") -> str:
    rest = len(left_out) - _LEFT_OUT_SHOWN
    return ", ".join(map(str, left_out[:_LEFT_OUT_SHOWN])) + (f" and {rest} more." if rest > 0 else ".")


def show_judgement(console: "Console", report: FindingsReport, judged: Judged, *, quiet: bool) -> None:
    """Print what an estate answers to the rules of standards, what would fix it, and the sum."""
    from cli.views.remedies import show_changes

    show_findings(console, report, failures_only=quiet)
    if not quiet:
        show_changes(console, judged.changes, report.root)
    for waiver in judged.unused_waivers:
        console.print(f"Nothing falls under the waiver of {waiver.rule} for {waiver.subject}.", markup=False)
    if report.findings and not quiet:
        console.print()
    if not (quiet and report.passes):
        console.print(_summary_of_judgement(report, judged), markup=False, soft_wrap=True)


def _summary_of_judgement(report: FindingsReport, judged: Judged) -> str:
    weights = [finding.weight for finding in report.findings]
    counts = ", ".join(
        counted(weights.count(weight), weight.value, plural) for weight, plural in _PLURALS.items() if weight in weights
    )
    verdict = "passes" if report.passes else "does not pass"
    answers = sum(count for counts in judged.answers.values() for count in counts.values())
    asked = f"{len(judged.answers)} rules, {counted(answers, 'answer')}"
    return f"{report.estate} {verdict} {' and '.join(judged.profiles)}: {counts or 'no findings'} ({asked})."
