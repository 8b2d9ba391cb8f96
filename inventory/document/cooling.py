"""The cooling chain and the aisles as they are written."""

from pydantic import Field

from inventory.document.building import ClimateDocument
from inventory.document.fields import (
    Document,
    Metres,
    Names,
    Pattern,
    Patterns,
    RedundancyText,
    References,
    Seconds,
    Sites,
    Truth,
    Watts,
)
from inventory.document.power import Count, Each
from inventory.model.cooling import AisleKind, CoolingKind


class RequirementDocument(Document):
    """So many of these must work."""

    of: Patterns
    least: Count = 1


class CoolingDocument(Document):
    """Components of a cooling chain, by range."""

    sites: Sites
    each: Each = Field(default_factory=dict)
    kind: CoolingKind
    names: Patterns
    rating: Watts = Field(description="The heat that it carries away, makes cold for, or moves.")
    draw: Watts = Field(0, description="What it draws from the power chain.")
    fed_by: References = Field((), description="What brings it cold: any one of these, or as many as `least` says.")
    least: Count = Field(1, description="How many of those in fed_by must work.")
    requires: tuple[RequirementDocument, ...] = Field(
        (), description="What else of the cooling chain it needs: [{of: 'pump-[1-3]', least: 2}]."
    )
    powered_by: References = Field((), description="Power components; any one is enough.")
    serves: References = Field((), description="Of a unit: the aisles that it cools; without it its whole room.")
    holds: Seconds | None = Field(None, description="Of a store: how long it brings cold at the full load.")
    group: Pattern | None = Field(None, description="The name of those that are redundant to each other.")
    redundancy: RedundancyText | None = Field(None, description="The scheme of the group: N+1, 2N.")
    room: Pattern | None = None
    compartment: Pattern | None = Field(None, description="Without it the room's.")


class AisleDocument(Document):
    """Aisles between rows of racks."""

    sites: Sites
    each: Each = Field(default_factory=dict)
    room: Pattern
    names: Patterns
    kind: AisleKind
    rows: Names = Field(description="The rows of racks that stand at it.")
    width: Metres | None = Field(None, description="From rack to rack.")
    contained: Truth | None = Field(None, description="Closed off from the other aisles.")
    climate: ClimateDocument | None = Field(None, description="What is set, at the racks' inlets.")
