"""Load the estate that a command is about, or end the command with its findings."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cli.exits import Exit
from cli.failure import CommandFailed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from facility.estate_graph import CapacityGraph
    from inventory.load import Examined
    from inventory.model.estate import Estate
    from inventory.verdict import Verdict


def estate_path(path: Path | None) -> Path:
    """Return the path of the estate, found upwards from here if none is named."""
    from inventory.reading.estate_files import NotAnEstate, find_estate

    if path is not None:
        return path
    try:
        return find_estate(Path.cwd())
    except NotAnEstate as error:
        raise CommandFailed(str(error), code=Exit.INVALID) from None
    except FileNotFoundError:
        raise CommandFailed("The current folder is gone.", "Change to another one.", Exit.INVALID) from None


def examined(path: Path, *, rendered: bool = False) -> "Examined":
    """Read and check the estate at this path; `rendered`: also whether its switches can be told all of it."""
    from inventory.load import examine
    from inventory.reading.estate_files import NotAnEstate

    try:
        return examine(path, _unrendered) if rendered else examine(path)
    except NotAnEstate as error:
        raise CommandFailed(str(error), code=Exit.INVALID) from None


def _unrendered(estate: "Estate") -> "Iterator[Verdict]":
    """Ask the dialects, which are imported only where a command needs them."""
    from sdn.unrendered import unrendered_settings

    return unrendered_settings(estate)


def looked_at(path: Path) -> "LookedAt":
    """Read an estate that is only looked at: errors are shown, and what is whole is answered for.

    Ends the command where a file could not be read: what stands in it may be anything.
    """
    from cli.findings_report import report_of_reading
    from cli.terminal import open_terminal
    from cli.views.findings.table import show_findings
    from inventory.sound_part import sound_part
    from inventory.wording import counted

    found = examined(path)
    if found.errors:
        console = open_terminal().err
        show_findings(console, report_of_reading(found, path))
        if found.unreadable:
            raise CommandFailed("Not all of the estate could be read; nothing was answered.", code=Exit.INVALID)
        errors = counted(found.errors, "error")
        console.print(f"The estate has {errors}. What does not load is left out of this answer:", markup=False)
        console.print("correct it before you rely on it. Nothing is done with such an estate.\n", markup=False)
    _check_profiles(found.estate)
    return LookedAt(sound_part(found.estate), found.errors > 0)


@dataclass(frozen=True, slots=True)
class LookedAt:
    """An estate to answer for, and whether something of it is left out."""

    estate: "Estate"
    is_partial: bool

    def exit(self, code: Exit) -> Exit:
        """Return how the command ends: an answer about part of an estate is never a success."""
        return Exit.INVALID if self.is_partial and code is Exit.DONE else code


def loaded(path: Path, *, rendered: bool = False) -> "Estate":
    """Read an estate that is to be acted on: errors are shown and end the command; `rendered` as in `examined`."""
    from cli.findings_report import report_of_reading
    from cli.terminal import open_terminal
    from cli.views.findings.table import show_findings

    found = examined(path, rendered=rendered)
    if found.errors:
        show_findings(open_terminal().err, report_of_reading(found, path))
        raise CommandFailed("The estate has errors; nothing was done.", code=Exit.INVALID)
    _check_profiles(found.estate)
    return found.estate


def _check_profiles(estate: "Estate") -> None:
    """End the command where the limits that the estate is held to cannot be worked out."""
    from facility.built_in_profiles import ProfileInvalid
    from facility.limits import limits_in_force

    try:
        limits_in_force(estate)
    except ProfileInvalid as error:
        place = f"{estate.locate(error.origin)}: " if error.origin else ""
        raise CommandFailed(f"{place}{error.message}", error.advice, Exit.INVALID) from None


def chains_of(estate: "Estate") -> "CapacityGraph":
    """Return the capacity graph of an estate, with the limits that it is held to."""
    from facility.estate_graph import capacity_graph
    from facility.graph.capacity_graph import GraphInvalid

    try:
        return capacity_graph(estate)
    except GraphInvalid as error:
        raise CommandFailed(f"The estate's chains make no graph: {error}.", "Fix it there.", Exit.INVALID) from None


def shown_path(root: Path, file: str) -> str:
    """Write the path of an estate's file as seen from where the user stands."""
    whole = root if root.is_file() else root / file
    try:
        return os.path.relpath(whole)
    except (ValueError, FileNotFoundError):
        return str(whole)
