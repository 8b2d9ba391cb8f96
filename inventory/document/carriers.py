"""Carriers, building entries and circuits as they are written."""

from typing import Annotated

from pydantic import Field

from inventory.document.fields import Document, Gigabits, Name, Pattern, Patterns, Sites
from inventory.document.power import Each


class CarrierDocument(Document):
    """A telecommunications carrier."""

    description: str = ""


class BuildingEntryDocument(Document):
    """Places where lines enter the building."""

    sites: Sites
    each: Each = Field(default_factory=dict)
    names: Patterns
    room: Pattern = Field(description="The room that the lines come into.")


class CircuitDocument(Document):
    """A carrier's lines to a site."""

    sites: Sites
    each: Each = Field(default_factory=dict)
    names: Patterns
    carrier: Name
    entry: Pattern = Field(description="The building entry that it comes through.")
    ends_on: Annotated[Patterns, Field(description="Border switches, without the site's name.")]
    bandwidth: Gigabits
