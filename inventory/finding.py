"""Findings: what is wrong with the user's data, as data."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from inventory.impact import NOTHING, Impact
from inventory.model.origin import Source
from inventory.model.profiles import Waiver
from inventory.verdict import Answer


class Severity(StrEnum):
    """How bad a finding is: an error stops everything that would act on the estate."""

    ERROR = "error"
    WARNING = "warning"


class Weight(StrEnum):
    """What a finding counts as where findings are counted."""

    ERROR = "error"
    UNKNOWN = "unknown"
    WARNING = "warning"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that one line of the estate breaks, or leaves unknown: for one subject or for several that are alike."""

    code: str
    """The rule's; the same for the same fault."""
    severity: Severity
    source: Source
    detail: str
    """What is wrong, with names; about the first of the subjects."""
    advice: str
    """Why it matters here and what to do."""
    subjects: tuple[str, ...] = ()
    """What it is about, the worst first."""
    answer: Answer = Answer.BROKEN
    summary: str = ""
    """What is wrong in a few words, the same for every finding of the code."""
    more: int = 0
    """How many more like this one the same line causes."""
    impact: Impact = NOTHING
    """What goes with the first of the subjects."""
    waiver: Waiver | None = None

    @property
    def subject(self) -> str:
        """What it is about: of several, the worst."""
        return self.subjects[0] if self.subjects else ""

    @property
    def message(self) -> str:
        """What is wrong, and how often."""
        return f"{self.detail} The same line causes {self.more} more of these." if self.more else self.detail

    @property
    def is_failure(self) -> bool:
        """Whether the estate does not pass because of it: errors, and what is unknown, unless they are waived."""
        return self.weight in (Weight.ERROR, Weight.UNKNOWN)

    @property
    def weight(self) -> Weight:
        """What it counts as."""
        if self.waiver is not None:
            return Weight.WAIVED
        return Weight.UNKNOWN if self.answer is Answer.UNKNOWN else Weight(self.severity.value)


class EstateInvalid(Exception):  # noqa: N818 - the design's word
    """The estate has errors; `findings` holds all of them, and the warnings."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(sorted(findings, key=lambda finding: (finding.source, finding.code, finding.detail)))
        super().__init__(f"{len(self.findings)} findings")
