"""Sites, rooms, racks, device types and servers as they are written."""

from typing import Annotated, Literal

from pydantic import Field

from inventory.document.fields import (
    Document,
    Gibibytes,
    Gigabits,
    Integer,
    Kilograms,
    Mebibytes,
    Name,
    Names,
    Number,
    Pattern,
    Patterns,
    Position,
    Sites,
    Truth,
    Watts,
)
from inventory.model.sites import Face, ServerRole, SiteState

FeedSide = Literal["a", "b"]
Airflow = Literal["front-to-rear", "rear-to-front", "side-to-rear", "passive"]


class SiteDocument(Document):
    """One data centre."""

    city: Name
    state: SiteState = SiteState.ACTIVE
    cloud: Name | None = Field(None, description="The name of its OpenStack cloud in clouds.yaml.")


class PathDocument(Document):
    """The connection between two sites."""

    between: Annotated[tuple[Name, ...], Field(min_length=2, max_length=2)]
    rtt_ms: Annotated[Number, Field(gt=0, description="Round trip in milliseconds.")]
    fibres: Annotated[Integer, Field(ge=1)] = 1
    bandwidth: Gigabits


class RoomDocument(Document):
    """Rooms, by range, at one, several or all sites."""

    sites: Sites = Field(description="all, one site or a list.")
    names: Patterns
    compartment: Name | None = Field(None, description="The fire compartment; without it the room is its own.")


class RackTypeDocument(Document):
    """What racks have in common."""

    u_height: Annotated[Integer, Field(ge=1, le=60)]
    feeds: dict[FeedSide, Name] = Field(description="Side a and b: the power component of the site that feeds it.")
    power: Watts
    cooling: Watts | None = Field(None, description="What heat can be carried away; without it, as much as the power.")
    weight: Kilograms = Field(description="What it may carry.")


class RackDocument(Document):
    """Racks of one row, by range."""

    sites: Sites
    room: Name
    row: Name
    names: Patterns
    type: Name
    feeds: dict[FeedSide, Name] | None = Field(None, description="Instead of the type's.")


class DeviceTypeDocument(Document):
    """A model of switch or server."""

    manufacturer: Name
    model: Annotated[str, Field(min_length=1)]
    u_height: Annotated[Integer, Field(ge=1, le=20)]
    is_full_depth: Truth = True
    weight: Kilograms | None = None
    draw: Watts | None = Field(None, description="Maximum draw of the whole device.")
    airflow: Airflow | None = None
    ports: dict[Pattern, Gigabits] = Field(default_factory=dict, description="Ports by range, with their speed.")
    vcpus: Annotated[Integer, Field(ge=0)] = Field(0, description="Threads of a server.")
    memory: Mebibytes = 0
    disk: Gibibytes = 0


class ServerDocument(Document):
    """Servers by range; names, positions, ports and addresses are matched in order, site by site."""

    sites: Sites
    racks: Patterns
    names: Patterns
    positions: Position
    face: Face = Face.FRONT
    type: Name
    role: ServerRole = ServerRole.COMPUTE
    zone: Name
    labels: Names = ()
    cords: tuple[FeedSide, ...] = ("a", "b")
    nics: dict[Name, Pattern] = Field(description="Interface → switch (without the site's name): {eth0: leaf-01a}.")
    ports: Patterns = Field(description="The switches' ports, one for each server.")
    addresses: Patterns | None = Field(None, description="Management addresses, one for each server.")
