"""sddc racks: rack elevations in the terminal."""

from enum import StrEnum
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Annotated

import typer

from cli.exits import Exit
from cli.failure import CommandFailed
from cli.options import EstatePath, Format, OutputFormat

if TYPE_CHECKING:
    from facility.space.rack_usage import RackSums
    from inventory.model.estate import Estate


class Side(StrEnum):
    """The side from which a rack is seen."""

    FRONT = "front"
    REAR = "rear"


def racks(
    estate: EstatePath = None,
    site: Annotated[str | None, typer.Option("--site", "-s", help="Only the racks of this site.")] = None,
    rack: Annotated[
        str | None, typer.Option("--rack", "-r", help="Only racks with this name or key; * and ? stand for others.")
    ] = None,
    face: Annotated[Side, typer.Option("--face", help="From which side the racks are seen.")] = Side.FRONT,
    output: OutputFormat = Format.TABLE,
) -> None:
    """Draw what stands in each unit of the racks, with their power, weight and feeds."""
    from cli.estates import estate_path, looked_at
    from cli.terminal import open_terminal
    from cli.views.racks import elevations, show_racks
    from facility.space.rack_usage import rack_sums
    from inventory.model.sites import Face

    terminal = open_terminal()
    found = looked_at(estate_path(estate))
    whole = found.estate
    wanted = _chosen(whole, rack_sums(whole), site, rack)
    drawn = elevations(whole, wanted, Face(face.value))
    if output is Format.JSON:
        from cli.documents.racks import racks_document

        terminal.document(racks_document(drawn))
    else:
        show_racks(terminal.out, drawn)
    raise typer.Exit(found.exit(Exit.DONE))


def _chosen(estate: "Estate", sums: "tuple[RackSums, ...]", site: str | None, rack: str | None) -> "list[RackSums]":
    if site is not None and site not in estate.sites:
        raise CommandFailed(f"There is no site {site}.", f"There are: {', '.join(estate.sites)}.", Exit.USAGE)
    found = [
        one
        for one in sums
        if site in (None, one.rack.site)
        and (rack is None or fnmatchcase(one.rack.key if "/" in rack else one.rack.name, rack))
    ]
    if rack is not None and not found:
        raise CommandFailed(f"No rack is called {rack}.", "The keys of racks are SITE/RACK: tianfu/a03.", Exit.USAGE)
    return found
