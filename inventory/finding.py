"""Findings: what is wrong with the user's data, as data."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from inventory.model.origin import Source


class Severity(StrEnum):
    """How bad a finding is: an error stops everything that would act on the estate."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault in the estate: `code` is the same for the same fault; `detail` names what is wrong here."""

    code: str
    severity: Severity
    source: Source
    detail: str
    """What is wrong, with names."""
    advice: str
    """Why it matters here and what to do."""


class EstateInvalid(Exception):  # noqa: N818 - the design's word
    """The estate has errors; `findings` holds all of them, and the warnings."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(sorted(findings, key=lambda finding: (finding.source, finding.code, finding.detail)))
        super().__init__(f"{len(self.findings)} findings")
