"""Judging an estate by the rules of standards, for the commands that do so."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cli.exits import Exit
from cli.failure import CommandFailed

if TYPE_CHECKING:
    from facility.standards.judgement import Judgement
    from inventory.model.estate import Estate


def judged(
    estate: "Estate", profiles: Sequence[str] = (), *, afresh: bool = False, with_changes: bool = False
) -> "Judgement":
    """Judge an estate as of today, from kept verdicts unless every rule is to be asked `afresh`.

    Raises CommandFailed for a profile that is not known or not sound, and GraphInvalid for load that goes in a cycle.
    """
    from datetime import date

    from facility.built_in_profiles import ProfileInvalid
    from facility.standards.judgement import judge
    from facility.standards.verdict_cache import FolderShelf
    from inventory.cache_folder import cache_folder

    # Waivers end with the day of the place where a person looks.
    today = date.today()  # noqa: DTZ011
    shelf = None if afresh else FolderShelf(cache_folder() / "verdicts")
    try:
        return judge(estate, today, profiles, shelf, with_changes=with_changes)
    except ProfileInvalid as error:
        place = f"{estate.locate(error.origin)}: " if error.origin else ""
        code = Exit.USAGE if profiles and not error.origin else Exit.INVALID
        raise CommandFailed(f"{place}{error.message}", error.advice, code) from None
