"""sddc capacity: what there is, what is used, what still fits."""

from enum import StrEnum
from typing import Annotated

import typer

from cli.exits import Exit
from cli.options import AccessPath, EstatePath, Format, OutputFormat


class By(StrEnum):
    """Which rows are shown."""

    POOL = "pool"
    SITE = "site"
    RACK = "rack"
    ALL = "all"


class AfterLoss(StrEnum):
    """How far the loss reaches that the last columns assume."""

    HOST = "host"
    RACK = "rack"
    FEED = "feed"
    ROOM = "room"
    SITE = "site"
    CITY = "city"


def capacity(
    estate: EstatePath = None,
    by: Annotated[By, typer.Option("--by", help="Which rows: pools, sites, racks or all.")] = By.POOL,
    after_loss: Annotated[AfterLoss | None, typer.Option("--after-loss", help="Of what: the worst case.")] = None,
    access: AccessPath = None,
    output: OutputFormat = Format.TABLE,
) -> None:
    """Show supply, use and free flavor slots per site, pool and rack, now and after the worst loss."""
    from capacity.collection import read_snapshot
    from capacity.losses import EstateLosses, Scope
    from capacity.model import capacity_of
    from capacity.tables import capacity_table
    from cli.estates import chains_of, estate_path, loaded
    from cli.terminal import open_terminal
    from cli.views.capacity import show_capacity
    from cli.wiring import open_usage, read_access

    terminal = open_terminal()
    wanted = loaded(estate_path(estate))
    snapshot = read_snapshot(wanted, open_usage(read_access(access)))
    losses = EstateLosses(wanted, chains_of(wanted).graph)
    table = capacity_table(capacity_of(wanted, snapshot), losses, Scope(after_loss.value) if after_loss else None)
    if output is Format.JSON:
        from cli.documents.capacity import capacity_document

        terminal.document(capacity_document(table))
    else:
        show_capacity(terminal.out, table, None if by is By.ALL else by.value)
    raise typer.Exit(Exit.FAILED if table.sites_unknown else Exit.DONE)
