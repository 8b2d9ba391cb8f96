"""sddc what-if: what goes if this goes."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.exits import Exit
from cli.failure import CommandFailed
from cli.options import AccessPath, EstatePath, Format, OutputFormat

if TYPE_CHECKING:
    from continuity.whatif.answer import WhatIf
    from continuity.whatif.question import World
    from continuity.whatif.ranking import Ranking
    from inventory.model.estate import Estate


SHOWN = 20
"""How many of a ranking are followed to the pools and shown in a table."""


class Within(StrEnum):
    """Of which chain components are taken out."""

    ALL = "all"
    POWER = "power"
    COOLING = "cooling"
    NETWORK = "network"
    ROOMS = "rooms"


def what_if(
    scenario: Annotated[
        str | None,
        typer.Argument(
            metavar="[SCENARIO]",
            help="lose:tianfu, maintain:tianfu/ups-a, drain:tianfu, peak:NAME, grow:POOL=1.5; joined by +.",
            show_default=False,
        ),
    ] = None,
    estate: EstatePath = None,
    all_single: Annotated[
        bool, typer.Option("--all-single", help="Rank the losses of every single component, everything at full draw.")
    ] = False,
    all_pairs: Annotated[
        bool, typer.Option("--all-pairs", help="Rank the losses of every two components, everything at full draw.")
    ] = False,
    within: Annotated[
        Within, typer.Option("--within", help="Of which components --all-single and --all-pairs are.")
    ] = Within.ALL,
    access: AccessPath = None,
    output: OutputFormat = Format.TABLE,
) -> None:
    """Show what a loss, a maintenance, a peak or growth leads to, from the power chain to the services."""
    from cli.estates import estate_path, looked_at

    is_ranking = all_single or all_pairs
    # With a ranking there is no scenario: what stands there is the estate.
    is_misplaced = is_ranking and scenario is not None and estate is not None
    if (not is_ranking and scenario is None) or (all_single and all_pairs) or is_misplaced:
        advice = "For example: sddc what-if lose:tianfu, or: sddc what-if --all-single."
        raise CommandFailed("Name one scenario, or one ranking.", advice, Exit.USAGE)
    if is_ranking and scenario is not None:
        estate = Path(scenario)
        scenario = None
    found = looked_at(estate_path(estate))
    world = _world(found.estate, access)
    if scenario is None:
        holds = _rank(world, within, output, pairs=all_pairs).holds
    else:
        holds = _ask(world, scenario, output).holds
    raise typer.Exit(found.exit(Exit.DONE if holds else Exit.FAILED))


def _world(estate: "Estate", access: Path | None) -> "World":
    from capacity.collection import read_snapshot
    from cli.estates import chains_of
    from cli.wiring import open_usage, read_access
    from continuity.whatif.question import world_of

    snapshot = None if access is None else read_snapshot(estate, open_usage(read_access(access)))
    return world_of(estate, chains_of(estate), snapshot)


def _rank(world: "World", within: Within, output: Format, *, pairs: bool) -> "Ranking":
    from cli.terminal import open_terminal
    from cli.views.ranking import show_ranking
    from continuity.whatif.ranking import Domain, rank_pairs, rank_single

    if pairs and within is Within.ROOMS:
        raise CommandFailed("Pairs of rooms are not ranked.", "Ask: sddc what-if lose:room:A+room:B.", Exit.USAGE)
    ranking = (rank_pairs if pairs else rank_single)(world, Domain(within.value), SHOWN)
    terminal = open_terminal()
    if output is Format.JSON:
        from cli.documents.what_if import ranking_document

        terminal.document(ranking_document(ranking))
    else:
        show_ranking(terminal.out, ranking, SHOWN, pairs=pairs)
    return ranking


def _ask(world: "World", scenario: str, output: Format) -> "WhatIf":
    from cli.terminal import open_terminal
    from cli.views.what_if import show_what_if
    from continuity.whatif.question import what_if as ask
    from inventory.scenario.names import ScenarioInvalid
    from inventory.scenario.parse import parse_scenario

    try:
        answer = ask(world, parse_scenario(scenario, world.estate))
    except ScenarioInvalid as error:
        raise CommandFailed(error.message, error.advice, Exit.USAGE) from None
    terminal = open_terminal()
    if output is Format.JSON:
        from cli.documents.what_if import what_if_document

        terminal.document(what_if_document(answer))
    else:
        show_what_if(terminal.out, answer)
    return answer
