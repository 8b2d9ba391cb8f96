"""Findings as a list for people."""

from pathlib import Path
from typing import TYPE_CHECKING

from cli.estates import shown_path
from inventory.finding import Severity
from inventory.load import Examined

if TYPE_CHECKING:
    from rich.console import Console

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
            f"    {escape(finding.detail)}\n"
            f"    [dim]{escape(finding.advice)}[/]"
        )


def summary(examined: Examined, seconds: float) -> str:
    """Sum the findings up in one line."""
    warnings = len(examined.findings) - examined.errors
    counts = (
        f"{_count(examined.errors, 'error')}, {_count(warnings, 'warning')} "
        f"in {_count(examined.files, 'file')} ({seconds:.2f} s)"
    )
    if not examined.waiting:
        return counts
    return f"{counts}\nNot checked until these are mended: {_count(examined.waiting, 'rule')} about what is missing."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
