"""Device and module types as NetBox's devicetype-library publishes them: what we read, the rest is passed over.

The names and defaults are those of NetBox and of the library's own schemas (schema/devicetype.json and moduletype.json
of netbox-community/devicetype-library): a device type without `u_height` is one unit high, and one without a `slug` has
that of its manufacturer and model.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, Field

from inventory.document.fields import Document, Number, Truth, WeightUnit
from inventory.model.origin import Origin

_SPEED = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)?)(?P<unit>[gt]?)base-")
_GIGABITS = {"": 1e-3, "g": 1.0, "t": 1e3}
_KILOGRAMS = {"kg": 1.0, "g": 1e-3, "lb": 0.45359237, "oz": 0.028349523125}
_NOT_IN_SLUGS = re.compile(r"[^a-z0-9_]+")
DEFAULT_U_HEIGHT = 1.0
"""NetBox's, for a device type that says nothing."""
MODULE_PLACEHOLDER = "{module}"
"""In the names of a module's parts: the position of the bay that it is in."""
SUPPLY = re.compile(r"\bps[u]?\b|psu|power|\bpem\b|\bpm[0-9]*\b", re.IGNORECASE)
"""What bays for power supplies are called."""


def slug_of(text: str) -> str:
    """Make a slug of a name, as the library does: small letters, digits, and dashes between."""
    return _NOT_IN_SLUGS.sub("-", text.lower()).strip("-")


class LibraryPart(Document):
    """A part of a library's file; keys that we do not need are not looked at."""

    model_config = ConfigDict(extra="ignore")


def _text(value: object) -> object:
    """Take a number for a text: model names such as 4500 are written without quotes."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


LibraryText = Annotated[str, BeforeValidator(_text), Field(min_length=1)]


class LibraryPowerPort(LibraryPart):
    """A power supply: draws in watts."""

    name: LibraryText
    maximum_draw: Annotated[Number, Field(ge=0)] | None = None
    allocated_draw: Annotated[Number, Field(ge=0)] | None = None


class LibraryInterface(LibraryPart):
    """A network interface."""

    name: LibraryText
    type: LibraryText
    mgmt_only: Truth = False

    @property
    def gigabits(self) -> float | None:
        """Its speed, which its type says: 25gbase-x-sfp28; None for what is not Ethernet."""
        match = _SPEED.match(self.type)
        return None if match is None else float(match["number"]) * _GIGABITS[match["unit"]]


class LibraryBay(LibraryPart):
    """A place for a module or, in a chassis, for a device."""

    name: LibraryText
    position: Annotated[str, BeforeValidator(_text)] | None = None


class LibraryNamedPart(LibraryPart):
    """An outlet that others are plugged into, or a port of a patch panel."""

    name: LibraryText


class SubdeviceRole(StrEnum):
    """NetBox's words: a parent has bays for devices, a child stands in one."""

    PARENT = "parent"
    CHILD = "child"


class _Weighed(LibraryPart):
    """What device and module types have in common."""

    manufacturer: LibraryText
    model: LibraryText
    weight: Annotated[Number, Field(ge=0)] | None = None
    weight_unit: WeightUnit | None = None
    power_ports: tuple[LibraryPowerPort, ...] = Field((), alias="power-ports")
    interfaces: tuple[LibraryInterface, ...] = ()

    @property
    def kilograms(self) -> float | None:
        """Its weight; None where it, or its unit, is not written."""
        if self.weight is None or self.weight_unit is None:
            return None
        return self.weight * _KILOGRAMS[self.weight_unit]


class LibraryModuleDocument(_Weighed):
    """A module type: what can be put into a device's module bay, such as a power supply."""

    part_number: Annotated[str, BeforeValidator(_text)] | None = None

    def in_bay(self, bay: LibraryBay) -> "LibraryModuleDocument":
        """Return it as it is in a bay: its parts are named by the bay's position."""
        position = bay.position or bay.name
        return self.model_copy(
            update={
                "power_ports": tuple(_named(port, position) for port in self.power_ports),
                "interfaces": tuple(_named(port, position) for port in self.interfaces),
            }
        )


class LibraryTypeDocument(_Weighed):
    """One file of a library: a device type."""

    slug: Annotated[str, Field(min_length=1)] | None = None
    u_height: Annotated[Number, Field(ge=0)] | None = None
    is_full_depth: Truth | None = None
    airflow: str | None = None
    is_powered: Truth | None = None
    subdevice_role: SubdeviceRole | None = None
    power_outlets: tuple[LibraryNamedPart, ...] = Field((), alias="power-outlets")
    front_ports: tuple[LibraryNamedPart, ...] = Field((), alias="front-ports")
    rear_ports: tuple[LibraryNamedPart, ...] = Field((), alias="rear-ports")
    module_bays: tuple[LibraryBay, ...] = Field((), alias="module-bays")
    device_bays: tuple[LibraryBay, ...] = Field((), alias="device-bays")

    @property
    def identity(self) -> str:
        """Its slug; without one, that of its manufacturer and model."""
        return self.slug or slug_of(f"{self.manufacturer}-{self.model}")

    @property
    def units(self) -> float:
        """Its height in rack units."""
        return DEFAULT_U_HEIGHT if self.u_height is None else self.u_height

    @property
    def draws_nothing(self) -> bool:
        """Whether nothing in it draws power of its own.

        That is what says so; what only passes power on; a child without supplies, which draws from its chassis; and
        a patch panel.
        """
        if self.is_powered is False or self.power_outlets:
            return True
        if self.power_ports:
            return False
        is_panel = bool(self.front_ports or self.rear_ports) and not (self.module_bays or self.interfaces)
        return is_panel or self.subdevice_role is SubdeviceRole.CHILD

    @property
    def draw_watts(self) -> int | None:
        """What the whole device draws at most, without modules; None: not written."""
        return 0 if self.draws_nothing else draw_of(self.power_ports)

    @property
    def supply_bays(self) -> tuple[str, ...]:
        """The bays that seem to be for power supplies."""
        return tuple(bay.name for bay in self.module_bays if SUPPLY.search(bay.name))


def sum_of_draws(draws: Sequence[float | None]) -> int | None:
    """Return what a device draws through supplies of these draws; None where one of them is not known.

    Supplies in even number are taken for the two sides of a redundant feed, of which one alone can carry the device:
    then it draws no more than half of their sum.
    """
    known = [draw for draw in draws if draw]
    if not known or len(known) < len(draws):
        return None
    return round(sum(known) / (2 if len(known) % 2 == 0 else 1))


def draw_of(ports: Iterable[LibraryPowerPort]) -> int | None:
    """Return what a device with these supplies draws at most; where none says it, what is allocated to them."""
    written = tuple(ports)
    most = sum_of_draws([port.maximum_draw for port in written])
    return most if most is not None else sum_of_draws([port.allocated_draw for port in written])


def _named(part: "LibraryPowerPort | LibraryInterface", position: str) -> "LibraryPowerPort | LibraryInterface":
    return part.model_copy(update={"name": part.name.replace(MODULE_PLACEHOLDER, position)})


@dataclass(frozen=True, slots=True)
class PublishedType:
    """A device type as a library has it, and where."""

    document: LibraryTypeDocument
    origin: Origin


@dataclass(frozen=True, slots=True)
class PublishedModule:
    """A module type as a library has it, and where."""

    document: LibraryModuleDocument
    origin: Origin


@dataclass(frozen=True, slots=True)
class Published:
    """What the libraries have of what an estate names."""

    types: Mapping[str, PublishedType]
    """By slug."""
    modules: Mapping[str, PublishedModule]
    """By manufacturer and model, as the estate names them."""
