"""The shortest list of changes, for people and as data."""

from pathlib import Path
from typing import TYPE_CHECKING

from cli.estates import shown_path
from facility.standards.remedies import Remedy, ShortestList, Unfixed
from inventory.model.origin import Source
from inventory.wording import counted

if TYPE_CHECKING:
    from rich.console import Console

_SHOWN_MOST = 6


def show_changes(console: "Console", found: ShortestList, root: Path) -> None:
    """Print what to change and what cannot be fixed so, each with its place; nothing where there is neither."""
    from rich.markup import escape

    if found.changes:
        console.print(f"\n[bold]Shortest list of changes[/] that would make it maintainable (T3-2): {found.length}.")
    for change in found.changes:
        console.print(f"{escape(_place(change.source, root))}  {escape(_sentence(change))}", soft_wrap=True)
        _show_others(console, change.subjects)
    if found.unproven:
        fewer = counted(found.unproven, "change")
        console.print(f"Whether up to {fewer} less would do was not settled in the time that is given to the search.")
    if found.unfixed:
        console.print("\n[bold]What no further source fixes[/] (T3-2):")
    for one in found.unfixed:
        console.print(f"{escape(_place(one.source, root))}  {escape(_lack(one))}", soft_wrap=True)
        _show_others(console, one.subjects)


def _sentence(change: Remedy) -> str:
    if not change.fixes:
        return f"{change.subjects[0]}: {change.text} (T3-3)"
    fixes = f"fixes {_some(change.fixes)}; {counted(len(change.servers), 'server')}"
    return f"{change.subjects[0]}: {change.text} ({fixes})"


def _lack(one: Unfixed) -> str:
    lack = "nothing that is there could stand in for it; add what can"
    return f"{one.subjects[0]}: {lack} ({counted(len(one.servers), 'server')})"


def _show_others(console: "Console", subjects: tuple[str, ...]) -> None:
    from rich.markup import escape

    if len(subjects) > 1:
        others = f"{counted(len(subjects) - 1, 'more', 'more')}: {_some(subjects[1:], more=False)}"
        console.print(f"    {escape(f'The same line: {others}.')}", soft_wrap=True)


def _some(names: tuple[str, ...], *, more: bool = True) -> str:
    rest = len(names) - _SHOWN_MOST
    if rest <= 0:
        return ", ".join(names)
    return ", ".join(names[:_SHOWN_MOST]) + (f" and {rest} more" if more else ", …")


def _place(source: Source, root: Path) -> str:
    return f"{shown_path(root, source.file)}:{source.line}:{source.column}"
