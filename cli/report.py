"""sddc report: the estate as a page of pictures that needs no network."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.exits import Exit
from cli.failure import CommandFailed
from cli.options import AccessPath, EstatePath

if TYPE_CHECKING:
    from collections.abc import Iterator

    from capacity.model import Capacity
    from capacity.snapshot import Snapshot
    from facility.standards.judgement import Judgement
    from inventory.model.estate import Estate

PAGE = "index.html"


def report(
    folder: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="The folder to write into.")],
    estate: EstatePath = None,
    live: Annotated[bool, typer.Option("--live", help="Ask the clouds what is used.")] = False,
    access: AccessPath = None,
) -> None:
    """Write racks, power, cooling, fabric, capacity and findings as one HTML page that needs no network."""
    from capacity.model import capacity_of
    from cli.estates import estate_path, examined
    from cli.findings_report import report_of_reading
    from cli.terminal import open_terminal
    from cli.views.findings.table import show_findings
    from inventory.sound_part import sound_part
    from report.facts import facts_of
    from report.page import report_page

    terminal = open_terminal()
    path = estate_path(estate)
    found = examined(path)
    capacity = capacity_of(found.estate, _snapshot(found.estate, live, access))
    judgement = None if found.unreadable else _judgement(sound_part(found.estate))
    page = report_page(facts_of(capacity, found.findings, judgement))
    _write(folder, page)
    show_findings(terminal.err, report_of_reading(found, path))
    for site, cloud, message in _silent(capacity):
        terminal.err.print(f"{cloud} of {site} did not tell its use: {message}", markup=False)
    terminal.out.print(f"{folder / PAGE} shows {found.estate.name} ({len(page.encode()) / 1e6:.1f} MB).", markup=False)
    if found.errors:
        raise CommandFailed("The estate has errors: the page shows only what is sound, and them.", code=Exit.INVALID)
    raise typer.Exit(Exit.FAILED if any(_silent(capacity)) else Exit.DONE)


def _silent(capacity: "Capacity") -> "Iterator[tuple[str, str, str]]":
    for cloud, status in capacity.snapshot.collectors():
        if not status.success:
            yield cloud.site, cloud.cloud, status.message


def _snapshot(estate: "Estate", live: bool, access: Path | None) -> "Snapshot":
    from capacity.collection import read_snapshot
    from capacity.snapshot import Snapshot
    from cli.wiring import open_usage, read_access

    return read_snapshot(estate, open_usage(read_access(access))) if live else Snapshot()


def _judgement(estate: "Estate") -> "Judgement | None":
    from cli.rules_judgement import judged
    from facility.graph.capacity_graph import GraphInvalid

    try:
        return judged(estate)
    except GraphInvalid:
        # The page itself says what is wrong with the chains.
        return None


def _write(folder: Path, page: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # A reader who has the page open never meets half of it.
        half = folder / f".{PAGE}.{os.getpid()}"
        half.write_text(page, encoding="utf-8")
        half.replace(folder / PAGE)
    except OSError as error:
        raise CommandFailed(f"{folder} cannot be written: {error.strerror}.") from None
