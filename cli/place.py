"""sddc place: where new servers can stand."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cli.exits import Exit
from cli.failure import CommandFailed
from cli.options import EstatePath, Format, OutputFormat

if TYPE_CHECKING:
    from inventory.model.estate import Estate


def place(
    server_type: Annotated[str, typer.Option("--type", help="The servers' device type.", show_default=False)],
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="How many.", show_default=False)],
    pool: Annotated[str, typer.Option("--pool", help="The pool that they are for.", show_default=False)],
    site: Annotated[str | None, typer.Option("--site", help="Only at this site.", show_default=False)] = None,
    estate: EstatePath = None,
    output: OutputFormat = Format.TABLE,
) -> None:
    """Propose rack units for new servers, as lines to add to the estate; ends with 1 unless all are known to fit."""
    from cli.estates import chains_of, estate_path, loaded
    from cli.terminal import open_terminal
    from cli.views.place import place_text
    from facility.space.proposal import SpaceRequest, propose

    wanted = loaded(estate_path(estate))
    request = SpaceRequest(server_type, count, pool, _sites(wanted, server_type, pool, site))
    proposal = propose(wanted, chains_of(wanted), request, date.today())  # noqa: DTZ011
    terminal = open_terminal()
    if output is Format.JSON:
        from cli.documents.proposal import proposal_document

        terminal.document(proposal_document(wanted, proposal))
    else:
        terminal.text(place_text(wanted, proposal))
    raise typer.Exit(Exit.DONE if proposal.is_complete and not proposal.unknown else Exit.FAILED)


def _sites(estate: "Estate", server_type: str, pool: str, site: str | None) -> tuple[str, ...]:
    """Check the names that the user gave; list the sites where the servers may stand."""
    from inventory.suggestions import did_you_mean

    known = [("device type", server_type, estate.device_types), ("pool", pool, estate.pools)]
    if site is not None:
        known.append(("site", site, estate.sites))
    for noun, name, names in known:
        if name not in names:
            raise CommandFailed(f"The estate has no {noun} {name}.", did_you_mean(name, names), Exit.USAGE)
    if not estate.device_types[server_type].vcpus:
        raise CommandFailed(
            f"{server_type} has no vCPUs: it is no server for a pool.", "Name another type.", Exit.USAGE
        )
    sites = estate.pools[pool].sites
    if site is not None and site not in sites:
        raise CommandFailed(f"Pool {pool} is not at {site}.", f"It is at {', '.join(sites)}.", Exit.USAGE)
    return sites if site is None else (site,)
