"""A plan for people: what changes and why, what it hits, what stays."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from orchestration.change import Action, Change
from orchestration.plan import Plan

if TYPE_CHECKING:
    from rich.console import Console

_SIGNS = {Action.CREATE: ("+", "green"), Action.UPDATE: ("~", "yellow"), Action.DELETE: ("-", "red")}
NAMED_UP_TO = 4
"""How many of one noun are named; more are counted."""
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
    if plan.withheld:
        console.print("[bold]withheld[/], as they delete something: plan and apply them with --allow-delete")
    for change in plan.withheld:
        _show_change(console, change, shown, whole=whole, brief=change.action is Action.DELETE)
    if plan.awaited:
        console.print("[bold]awaited[/], as something else must be done first: plan again when that is done")
    for waiting in plan.awaited:
        console.print(f"  [yellow]…[/] {escape(str(waiting.address))}  {escape(waiting.message)}")
    for cannot in plan.impossible:
        console.print(f"[bold red]✗ cannot be carried out[/]  {escape(cannot.message)}")
    for one in plan.unknown:
        console.print(f"[bold red]?[/] {escape(str(one.address))}  {escape(one.message)}")
    if not plan.is_as_wanted:
        console.print()
    console.print(escape(summary(plan)))


def summary(plan: Plan) -> str:
    """Sum a plan up: how many changes of each sort, what they hit, what is as wanted."""
    if plan.is_as_wanted:
        return f"Nothing to do: {_kept(plan)} as wanted."
    counts = {action: sum(change.action is action for change in plan.changes) for action in Action}
    line = f"{counts[Action.UPDATE]} to change, {counts[Action.CREATE]} to create, {counts[Action.DELETE]} to delete"
    if plan.impossible:
        line += " · cannot be carried out in any order"
    hits = tuple(_hits(hit for change in plan.changes for hit in change.hits))
    if hits:
        line += f" · hits: {', '.join(hits)}"
    if plan.withheld:
        line += f" · {len(plan.withheld)} withheld"
    if plan.awaited:
        line += f" · {len(plan.awaited)} awaited"
    if plan.unknown:
        line += f" · {len(plan.unknown)} could not be looked at"
    return "\n".join(filter(None, (line, _disruption(plan), f"Not touched: {_kept(plan)}, all as wanted.")))


def _disruption(plan: Plan) -> str:
    """Name what the changes interrupt, each once and with all that it interrupts alike as a count."""
    found = list(dict.fromkeys(what for change in plan.changes for what in change.disrupts))
    if not found:
        # What a change in a cloud interrupts is not computed, so that nothing is said of it.
        return "disrupts: nothing" if {change.address.kind for change in plan.changes} == {"device"} else ""
    more = f", and {len(found) - NAMED_UP_TO} more" if len(found) > NAMED_UP_TO else ""
    return f"disrupts: {'; '.join(found[:NAMED_UP_TO])}{more}"


def _hits(hits: Iterable[str]) -> Iterator[str]:
    """Yield what changes hit: few of a noun by their names, many as a count; services before hosts and servers."""
    names: dict[str, list[str]] = {}
    for hit in _once(hits):
        noun, _, name = hit.partition(" ")
        names.setdefault(noun, []).append(name)
    for noun in sorted(names, key=lambda noun: (noun != "service", noun)):
        if len(names[noun]) > NAMED_UP_TO:
            yield _many(noun, names[noun])
        elif noun == "service":
            yield from _services(names[noun])
        else:
            yield from (f"{noun} {name}" for name in names[noun])


def _once(hits: Iterable[str]) -> list[str]:
    """Name each hit once; of a tier that is hit at several sites, what it has elsewhere is left out: it differs."""
    found: dict[str, set[str]] = {}
    for hit in hits:
        found.setdefault(hit.partition(" (")[0], set()).add(hit)
    return [next(iter(same)) if len(same) == 1 else name for name, same in found.items()]


def _services(names: Iterable[str]) -> Iterator[str]:
    """Name services, each once with its tiers: 'mobile-banking tier api' is what a hit says."""
    tiers: dict[str, list[str]] = {}
    for name in names:
        service, _, tier = name.partition(" tier ")
        tiers.setdefault(service, []).append(tier)
    for service, hit in tiers.items():
        yield f"service {service} tier{'' if len(hit) == 1 else 's'} {' and '.join(hit)}"


def _many(noun: str, names: Sequence[str]) -> str:
    """Count what was hit; of a service every tier is a hit: 'mobile-banking tier api'."""
    if noun == "service":
        services = list(dict.fromkeys(name.partition(" ")[0] for name in names))
        shown = ", ".join(services[:NAMED_UP_TO])
        more = f" and {len(services) - NAMED_UP_TO} more" if len(services) > NAMED_UP_TO else ""
        return f"{len(names)} tiers of service{'' if len(services) == 1 else 's'} {shown}{more}"
    return f"{len(names)} {noun}s"


def _kept(plan: Plan) -> str:
    return ", ".join(f"{count} {plural}" for plural, count in plan.unchanged.items()) or "nothing"


def _show_change(
    console: "Console", change: Change, shown: dict[str, str], *, whole: bool, brief: bool = False
) -> None:
    from rich.markup import escape

    sign, style = _SIGNS[change.action]
    lines = change.diff.splitlines()
    changed = sum(line.lstrip()[:1] in ("+", "-") for line in lines)
    count = f"{changed} line{'' if changed == 1 else 's'}"
    head = f"  [{style}]{sign}[/] {escape(str(change.address)):<34} {count:<10} {escape(change.reason)}"
    if brief and not whole:
        console.print(head)
        return
    console.print(head)
    if change.disrupts:
        named = change.disrupts if whole else change.disrupts[:NAMED_UP_TO]
        more = f", and {len(change.disrupts) - len(named)} more" if len(named) < len(change.disrupts) else ""
        console.print(f"        [yellow]disrupts:[/] {escape('; '.join(named))}{more}")
    same = shown.get(change.diff)
    if same is not None and lines:
        console.print(f"        [dim]the same lines as {escape(same)}[/]")
        return
    shown[change.diff] = str(change.address)
    for line in lines if whole else _shortened(lines):
        mark = line.lstrip()[:1]
        colour = {"+": "green", "-": "red"}.get(mark)
        console.print(f"        [{colour}]{escape(line)}[/]" if colour else f"        [dim]{escape(line)}[/]")


def _shortened(lines: Sequence[str]) -> list[str]:
    if len(lines) <= DIFF_LINES:
        return list(lines)
    return [*lines[: DIFF_LINES - 1], f"… {len(lines) - DIFF_LINES + 1} more lines (--whole shows all)"]
