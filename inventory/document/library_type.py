"""Device types as NetBox's devicetype-library publishes them: what we read of them, the rest is passed over.

The names are those of the library's own schema (schema/devicetype.json of netbox-community/devicetype-library).
"""

import re
from typing import Annotated

from pydantic import ConfigDict, Field

from inventory.document.fields import Document, Number, Truth, WeightUnit

_SPEED = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)?)(?P<unit>[gt]?)base-")
_GIGABITS = {"": 1e-3, "g": 1.0, "t": 1e3}
_KILOGRAMS = {"kg": 1.0, "g": 1e-3, "lb": 0.45359237, "oz": 0.028349523125}


class LibraryPart(Document):
    """A part of a library's file; keys that we do not need are not looked at."""

    model_config = ConfigDict(extra="ignore")


class LibraryPowerPort(LibraryPart):
    """A power supply: draws in watts."""

    name: Annotated[str, Field(min_length=1)]
    maximum_draw: Annotated[Number, Field(gt=0)] | None = None
    allocated_draw: Annotated[Number, Field(gt=0)] | None = None


class LibraryInterface(LibraryPart):
    """A network interface."""

    name: Annotated[str, Field(min_length=1)]
    type: Annotated[str, Field(min_length=1)]
    mgmt_only: Truth = False

    @property
    def gigabits(self) -> float | None:
        """Its speed, which its type says: 25gbase-x-sfp28; None for what is not Ethernet."""
        match = _SPEED.match(self.type)
        return None if match is None else float(match["number"]) * _GIGABITS[match["unit"]]


class LibraryTypeDocument(LibraryPart):
    """One file of a library."""

    manufacturer: Annotated[str, Field(min_length=1)]
    model: Annotated[str, Field(min_length=1)]
    slug: Annotated[str, Field(min_length=1)]
    u_height: Annotated[Number, Field(ge=0)] | None = None
    is_full_depth: Truth | None = None
    weight: Annotated[Number, Field(ge=0)] | None = None
    weight_unit: WeightUnit | None = None
    airflow: str | None = None
    is_powered: Truth = True
    power_ports: tuple[LibraryPowerPort, ...] = Field((), alias="power-ports")
    interfaces: tuple[LibraryInterface, ...] = ()

    @property
    def kilograms(self) -> float | None:
        """Its weight; None where it, or its unit, is not written."""
        if self.weight is None or self.weight_unit is None:
            return None
        return self.weight * _KILOGRAMS[self.weight_unit]

    @property
    def draw_watts(self) -> int | None:
        """The maximum draw of the whole device; None where a power supply does not say its own.

        Power supplies in even number are taken for the two sides of a redundant feed, of which one alone can
        carry the device: then it draws no more than half of their sum.
        """
        if not self.is_powered:
            return 0
        draws = [port.maximum_draw for port in self.power_ports]
        known = [draw for draw in draws if draw is not None]
        if not known or len(known) < len(draws):
            return None
        return round(sum(known) / (2 if len(known) % 2 == 0 else 1))
