"""sddc.racks: what stands in racks, seen from one side, by `sddc racks`."""

from collections.abc import Iterable
from typing import Literal

from cli.documents.document import JsonDocument, Part
from cli.views.racks import Elevation, Standing
from inventory.model.sites import Face


class RackItem(Part):
    """One rack with what is seen of it; null where the data of a device is not known."""

    rack: str
    label: str
    description: str
    face: Face
    u_height: int
    units_used: int | None
    power_watts: int
    allocated_watts: int | None
    weight_kilograms: float | None
    feeds: dict[str, str]
    """Side → component."""
    devices: tuple[Standing, ...]
    """From the top down."""

    @classmethod
    def of(cls, drawn: Elevation) -> "RackItem":
        """Take over a rack as it is drawn."""
        sums, rack = drawn.sums, drawn.sums.rack
        return cls(
            rack=rack.key,
            label=rack.label,
            description=rack.description,
            face=drawn.face,
            u_height=rack.u_height,
            units_used=sums.units_used,
            power_watts=rack.power_watts,
            allocated_watts=sums.allocated_watts,
            weight_kilograms=sums.weight_kilograms,
            feeds=dict(rack.feeds),
            devices=drawn.devices,
        )


class RacksDocument(JsonDocument):
    """Racks and what stands in them, from one side."""

    format: Literal["sddc.racks"] = "sddc.racks"
    version: Literal[1] = 1
    racks: tuple[RackItem, ...]


def racks_document(drawn: Iterable[Elevation]) -> RacksDocument:
    """Make the document of these racks."""
    return RacksDocument(racks=tuple(map(RackItem.of, drawn)))
