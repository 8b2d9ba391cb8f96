"""The power chain as it is written."""

from pydantic import Field

from inventory.document.fields import Document, Name, Names, Patterns, Sites, Watts
from inventory.model.power import PowerKind


class PowerDocument(Document):
    """Components of a power chain, by range."""

    sites: Sites
    kind: PowerKind
    names: Patterns
    fed_by: Names = Field((), description="Any one of these is enough.")
    rating: Watts
    room: Name | None = None
