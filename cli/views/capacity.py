"""Capacity as a table for people: units written out, unknown said as unknown."""

from typing import TYPE_CHECKING

from capacity.tables import CapacityRow, CapacityTable, FlavorRow

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_COLUMNS = ("VCPU", "MEMORY_MB")
_TITLES = {"VCPU": "vCPU", "MEMORY_MB": "memory GiB"}
_WIDE = 130
"""Characters that all columns beside each other need."""
_KINDS = {"site": "Sites", "pool": "Pools", "rack": "Racks"}


def show_capacity(console: "Console", table: CapacityTable, kind: str | None) -> None:
    """Print the rows of one kind, or of all, and which sources failed."""
    from rich.markup import escape

    for one in ("site", "pool", "rack"):
        rows = [row for row in table.rows if row.kind == one and kind in (None, one)]
        if rows:
            _show_rows(console, _KINDS[one], rows)
    if not table.rows:
        console.print("The estate has no compute hosts, so there is no capacity to show.")
    elif kind is not None and all(row.kind != kind for row in table.rows):
        console.print(f"The estate has no {kind}s. What its hosts have is shown with: --by all")
    for source in table.sources:
        if not source.success:
            place = f"{source.collector} of {source.cloud} ({source.site})"
            console.print(f"[bold red]unknown[/] {escape(place)}: {escape(source.message)}")
    if table.sites_unknown:
        sites = ", ".join(table.sites_unknown)
        console.print(f"[yellow]The use at {escape(sites)} is not known; what is shown there is declared, not seen.[/]")


def _show_rows(console: "Console", title: str, rows: list[CapacityRow]) -> None:
    is_wide = console.width >= _WIDE
    shown = _table(title, *(f"{_TITLES[name]} used/all" for name in _COLUMNS), "vCPU left", "after loss of")
    if is_wide:
        shown.add_column("flavors that fit: now, after the loss", overflow="fold")
    for row in rows:
        resources = [_used(row, name) for name in _COLUMNS]
        vcpu = row.resources.get("VCPU")
        worst = f"{row.loss_scope} {vcpu.worst}".strip() if vcpu else ""
        left = _number(vcpu.after_loss if vcpu else None, 1)
        if vcpu and vcpu.after_loss is not None and vcpu.after_loss < 0:
            left = f"[bold red]{left}[/]"
        flavors = [", ".join(_slots(flavor) for flavor in row.flavors)] if is_wide else []
        shown.add_row(row.name, row.site or "all", _hosts(row), *resources, left, worst, *flavors)
    console.print(shown)
    if not is_wide and any(row.flavors for row in rows):
        _show_flavors(console, title, rows)


def _show_flavors(console: "Console", title: str, rows: list[CapacityRow]) -> None:
    """Print in a table of its own what has no place beside the sums on a narrow terminal."""
    shown = _table(f"{title}: flavors that fit", "now", "after the loss", "flavor")
    for row in rows:
        for flavor in row.flavors:
            fits = _number(flavor.slots, 1), _number(flavor.slots_after_loss, 1)
            shown.add_row(row.name, row.site or "all", _hosts(row), *fits, flavor.flavor)
    console.print(shown)


def _table(title: str, *columns: str) -> "Table":
    """Make a table of rows by name, site and hosts: nothing is cut, and the last column is a text."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    shown = Table(title=title, box=SIMPLE_HEAD, title_justify="left", title_style="bold")
    shown.add_column("name", overflow="fold")
    shown.add_column("site", overflow="fold")
    shown.add_column("hosts", justify="right", overflow="fold")
    for column in columns[:-1]:
        shown.add_column(column, justify="right", overflow="fold")
    shown.add_column(columns[-1], overflow="fold")
    return shown


def _hosts(row: CapacityRow) -> str:
    return str(row.hosts) if row.usable_hosts in (None, row.hosts) else f"{row.usable_hosts} of {row.hosts}"


def _used(row: CapacityRow, name: str) -> str:
    found = row.resources.get(name)
    if found is None:
        return "–"
    scale = 1024 if name == "MEMORY_MB" else 1
    return f"{_number(found.used, scale)}/{_number(found.capacity, scale)}"


def _slots(flavor: FlavorRow) -> str:
    return f"{flavor.flavor} {_number(flavor.slots, 1)}, {_number(flavor.slots_after_loss, 1)}"


def _number(value: int | None, scale: int) -> str:
    return "?" if value is None else f"{value / scale:,.0f}"
