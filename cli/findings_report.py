"""What a command has found, as every writer takes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cli.estates import shown_path
from inventory.finding import Finding
from inventory.load import Examined
from inventory.model.profiles import Waiver
from inventory.reading.foreign_files import LeftOut
from inventory.rule import Rule

if TYPE_CHECKING:
    # Reading an estate does not wait for the rules of standards to be imported.
    from facility.standards.judgement import Counts, Judgement
    from facility.standards.remedies import ShortestList


@dataclass(frozen=True, slots=True)
class ReadingSummary:
    """What was read: how many files, how many rules could not be asked yet, and what was left out."""

    files: int
    waiting: int
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """By what the estate was judged, and what it answered."""

    profiles: tuple[str, ...]
    answers: "Mapping[str, Counts]"
    changes: "ShortestList"
    unused_waivers: tuple[Waiver, ...]


@dataclass(frozen=True, slots=True)
class FindingsReport:
    """The findings of one command, in the order in which they are shown."""

    command: str
    """validate, or rules check."""
    estate: str
    root: Path
    """The estate's folder or file, as the user named it."""
    findings: tuple[Finding, ...]
    passes: bool
    rules: Mapping[str, Rule]
    """The rules that were asked, by their codes."""
    kept: tuple[str, ...] = ()
    """The codes of the rules that were asked and have no finding."""
    reading: ReadingSummary | None = None
    judged: Judged | None = None

    def path_of(self, file: str) -> str:
        """Write the path of an estate's file as seen from where the user stands."""
        return shown_path(self.root, file)

    def file_of(self, finding: Finding) -> str:
        """Write the path of the file that a finding is in, as seen from where the user stands."""
        return self.path_of(finding.source.file)

    def place_of(self, finding: Finding) -> str:
        """Write where a finding is, so that an editor opens it: file:line:column."""
        return f"{self.file_of(finding)}:{finding.source.line}:{finding.source.column}"


def report_of_reading(found: Examined, root: Path) -> FindingsReport:
    """Make the report of `sddc validate`."""
    from inventory.codes import BY_CODE

    return FindingsReport(
        command="validate",
        estate=found.estate.name,
        root=root,
        findings=found.findings,
        passes=not found.errors,
        rules=BY_CODE,
        reading=ReadingSummary(found.files, found.waiting, found.left_out),
    )


def report_of_judgement(judgement: "Judgement", root: Path) -> FindingsReport:
    """Make the report of `sddc rules check`."""
    from facility.standards.catalogue import BY_CODE

    found = {finding.code for finding in judgement.findings}
    return FindingsReport(
        command="rules check",
        estate=judgement.estate,
        root=root,
        findings=judgement.findings,
        passes=judgement.passes,
        rules=BY_CODE,
        kept=tuple(code for code in judgement.answers if code not in found),
        judged=Judged(judgement.profiles, judgement.answers, judgement.changes, judgement.unused_waivers),
    )
