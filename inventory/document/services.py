"""Services and peaks as they are written."""

from typing import Annotated

from pydantic import Field

from inventory.document.fields import Document, Integer, Label, Moment, Name, Names, Number, Seconds
from inventory.model.services import Spread


class RecoveryDocument(Document):
    """What a service promises after a loss."""

    standard: str
    level: Annotated[Integer, Field(ge=1, le=6)]
    rto: Seconds
    rpo: Seconds


class TierDocument(Document):
    """Equal instances of a service."""

    pool: Name
    flavor: Name
    instances: dict[Name, Annotated[Integer, Field(ge=0)]] = Field(description="Site → how many.")
    spread: Spread = Spread.HOST
    networks: Names = ()


class ServiceDocument(Document):
    """One service of the bank."""

    label: Label = Field("", description="What it is called where people read it, in any script.")
    description: str = ""
    project: Name
    recovery: RecoveryDocument
    tiers: Annotated[dict[Name, TierDocument], Field(min_length=1)]
    shed_order: Integer | None = Field(None, description="Lower goes first when not everything fits; without it never.")


class PeakDocument(Document):
    """A time in which services need a multiple of their instances."""

    start: Moment = Field(alias="from")
    end: Moment = Field(alias="to")
    services: dict[Name, Annotated[Number, Field(gt=0)]]
