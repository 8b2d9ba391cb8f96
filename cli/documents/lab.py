"""sddc.lab: which parts of a lab run, by `sddc lab status`."""

from collections.abc import Iterable
from typing import Literal

from cli.documents.document import JsonDocument, Part
from lab.embedded import PartStatus


class LabPart(Part):
    """One part of a lab: its switches, its hosts, a cloud."""

    part: str
    running: bool
    detail: str


class LabDocument(JsonDocument):
    """Which parts of the lab run."""

    format: Literal["sddc.lab"] = "sddc.lab"
    version: Literal[1] = 1
    running: bool
    """Whether all of them do."""
    parts: tuple[LabPart, ...]


def lab_document(parts: Iterable[PartStatus]) -> LabDocument:
    """Make the document of a lab's parts."""
    items = tuple(LabPart(part=part.name, running=part.running, detail=part.detail) for part in parts)
    return LabDocument(running=all(item.running for item in items), parts=items)
