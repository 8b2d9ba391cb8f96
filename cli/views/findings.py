"""Findings as a list for people."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cli.estates import shown_path
from inventory.finding import Severity
from inventory.load import Examined
from inventory.reading.foreign_files import LeftOut

if TYPE_CHECKING:
    from rich.console import Console

_LEFT_OUT_SHOWN = 6
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow"}


def show_findings(console: "Console", examined: Examined, root: Path) -> None:
    """Print every finding: place, severity, code, what is wrong, what to do."""
    from rich.markup import escape

    places = [shown_path(root, f.source.file) + f":{f.source.line}:{f.source.column}" for f in examined.findings]
    width = min(48, max((len(place) for place in places), default=0))
    for place, finding in zip(places, examined.findings, strict=True):
        style = _STYLES[finding.severity]
        console.print(
            f"{escape(place):<{width}}  [{style}]{finding.severity.value:<8}[/]{escape(finding.code)}\n"
            f"    {escape(finding.message)}\n"
            f"    [dim]{escape(finding.advice)}[/]"
        )


def summary(examined: Examined, seconds: float) -> str:
    """Sum the findings up in one line."""
    warnings = len(examined.findings) - examined.errors
    counts = (
        f"{_count(examined.errors, 'error')}, {_count(warnings, 'warning')} "
        f"in {_count(examined.files, 'file')} ({seconds:.2f} s)"
    )
    lines = [counts]
    if examined.left_out:
        lines.append(f"Not read, because not the estate's: {_listed(examined.left_out)}")
    if examined.waiting:
        waiting = _count(examined.waiting, "rule")
        lines.append(f"Not checked until these are fixed: {waiting} about what is missing.")
    return "\n".join(lines)


def _listed(left_out: Sequence[LeftOut]) -> str:
    rest = len(left_out) - _LEFT_OUT_SHOWN
    return ", ".join(map(str, left_out[:_LEFT_OUT_SHOWN])) + (f" and {rest} more." if rest > 0 else ".")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
