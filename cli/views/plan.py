"""A plan for people: what changes and why, what it hits, what stays."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from orchestration.change import Action, Change
from orchestration.plan import Plan

if TYPE_CHECKING:
    from rich.console import Console

_SIGNS = {Action.CREATE: ("+", "green"), Action.UPDATE: ("~", "yellow"), Action.DELETE: ("-", "red")}
DIFF_LINES = 12
"""How much of a change's diff is shown unless all of it is asked for."""


def show_plan(console: "Console", plan: Plan, *, whole: bool) -> None:
    """Print a plan by site: each change with its reason and the beginning of its diff."""
    from rich.markup import escape

    site = ""
    shown: dict[str, str] = {}
    for change in plan.changes:
        if change.site != site:
            site = change.site
            console.print(f"[bold]{escape(site)}[/]")
        _show_change(console, change, shown, whole=whole)
    for one in plan.unknown:
        console.print(f"[bold red]?[/] {escape(str(one.address))}  {escape(one.message)}")
    if plan.changes or plan.unknown:
        console.print()
    console.print(escape(summary(plan)))
    for change in plan.withheld:
        console.print(f"[yellow]withheld[/] {escape(str(change.address))}  {escape(change.reason)}")
    if plan.withheld:
        console.print("These are carried out only with --allow-delete.")


def summary(plan: Plan) -> str:
    """Sum a plan up: how many changes of each sort, what they hit, what is as wanted."""
    if not plan.changes and not plan.unknown:
        return f"Nothing to do: {_kept(plan)} as wanted."
    counts = {action: sum(change.action is action for change in plan.changes) for action in Action}
    line = f"{counts[Action.UPDATE]} to change, {counts[Action.CREATE]} to create, {counts[Action.DELETE]} to delete"
    hits = list(dict.fromkeys(hit for change in plan.changes for hit in change.hits))
    if hits:
        line += f" · hits: {', '.join(hits[:4])}" + (f" and {len(hits) - 4} more" if len(hits) > 4 else "")  # noqa: PLR2004
    if plan.unknown:
        line += f" · {len(plan.unknown)} could not be looked at"
    return f"{line}\nNot touched: {_kept(plan)}, all as wanted."


def _kept(plan: Plan) -> str:
    return ", ".join(f"{count} {plural}" for plural, count in plan.unchanged.items()) or "nothing"


def _show_change(console: "Console", change: Change, shown: dict[str, str], *, whole: bool) -> None:
    from rich.markup import escape

    sign, style = _SIGNS[change.action]
    lines = change.diff.splitlines()
    changed = sum(line.lstrip()[:1] in ("+", "-") for line in lines)
    count = f"{changed} line{'' if changed == 1 else 's'}"
    head = f"  [{style}]{sign}[/] {escape(str(change.address)):<34} {count:<10} {escape(change.reason)}"
    same = shown.get(change.diff)
    if same is not None and lines:
        console.print(f"{head}\n        [dim]the same lines as {escape(same)}[/]")
        return
    shown[change.diff] = str(change.address)
    console.print(head)
    for line in lines if whole else _shortened(lines):
        mark = line.lstrip()[:1]
        colour = {"+": "green", "-": "red"}.get(mark)
        console.print(f"        [{colour}]{escape(line)}[/]" if colour else f"        [dim]{escape(line)}[/]")


def _shortened(lines: Sequence[str]) -> list[str]:
    if len(lines) <= DIFF_LINES:
        return list(lines)
    return [*lines[: DIFF_LINES - 1], f"… {len(lines) - DIFF_LINES + 1} more lines (--whole shows all)"]
