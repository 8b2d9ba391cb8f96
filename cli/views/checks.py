"""Expectations about the live world and what was found."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from orchestration.change import Check, Status

if TYPE_CHECKING:
    from rich.console import Console

_WORDS = {Status.DONE: "[green]holds[/]  ", Status.FAILED: "[bold red]broken[/] ", Status.ERROR: "[bold red]unknown[/]"}


def show_checks(console: "Console", checks: Sequence[Check], *, every: bool) -> None:
    """Print what does not hold (or everything), and how many there are."""
    from rich.markup import escape

    for check in checks:
        if every or check.status is not Status.DONE:
            found = (
                f"expected {check.expected}, actual {check.actual}" if check.status is not Status.DONE else check.actual
            )
            console.print(f"{_WORDS[check.status]} {escape(check.subject):<26} {escape(check.name)}: {escape(found)}")
    holds = sum(check.status is Status.DONE for check in checks)
    unknown = sum(check.status is Status.ERROR for check in checks)
    more = f", {unknown} could not be looked at" if unknown else ""
    console.print(f"{holds} of {len(checks)} expectations hold{more}.")
