"""sddc.checks: what `sddc verify` expected of the live world and what it found."""

from collections.abc import Iterable
from typing import Literal

from cli.documents.document import JsonDocument, Part
from orchestration.change import Check, Status


class CheckItem(Part):
    """One expectation: done where it holds, failed where it does not, error where it could not be looked at."""

    subject: str
    name: str
    status: Status
    expected: str
    actual: str
    outside: bool
    """It does not hold because of something that is no part of any plan."""

    @classmethod
    def of(cls, check: Check) -> "CheckItem":
        """Take over a check."""
        return cls(
            subject=check.subject,
            name=check.name,
            status=check.status,
            expected=check.expected,
            actual=check.actual,
            outside=check.outside,
        )


class ChecksDocument(JsonDocument):
    """Every expectation about the live world, and what was found."""

    format: Literal["sddc.checks"] = "sddc.checks"
    version: Literal[1] = 1
    holds: bool
    checks: tuple[CheckItem, ...]


def checks_document(checks: Iterable[Check]) -> ChecksDocument:
    """Make the document of these checks."""
    items = tuple(map(CheckItem.of, checks))
    return ChecksDocument(holds=all(item.status is Status.DONE for item in items), checks=items)
