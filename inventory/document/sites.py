"""Sites, rooms, racks, device types and servers as they are written."""

from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, Field

from inventory.document.building import ClimateDocument, FireDocument
from inventory.document.fields import (
    FEED_PATTERN,
    SLUG_PATTERN,
    Airflow,
    Document,
    Gibibytes,
    Gigabits,
    Integer,
    Kilograms,
    Label,
    Labels,
    Mebibytes,
    Metres,
    Millimetres,
    Name,
    Names,
    Number,
    Pattern,
    Patterns,
    Position,
    Rating,
    References,
    Sites,
    Truth,
    Watts,
    one_or_many,
)
from inventory.model.building import RoomKind
from inventory.model.sites import Face, Phase, ServerRole, SiteState

FeedSide = Annotated[str, Field(pattern=FEED_PATTERN)]
"""a or b, numbered where a rack has several on a side, or the rack's static transfer switch."""


class SiteDocument(Document):
    """One data centre."""

    city: Name
    state: SiteState = SiteState.ACTIVE
    cloud: Name | None = Field(None, description="The name of its OpenStack cloud in clouds.yaml.")
    label: Label = Field("", description="What it is called where people read it, in any script.")
    description: str = ""


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
    kind: RoomKind | None = Field(None, description="What it is for.")
    floor_load: Annotated[Number, Field(gt=0)] | None = Field(None, description="What the floor carries, in kN/m².")
    clear_height: Metres | None = None
    equipment_aisle: Metres | None = Field(None, description="The width of the aisle that equipment is moved through.")
    fire: FireDocument | None = None
    climate: ClimateDocument | None = None
    label: Labels = ()
    description: str = ""


def _feed(value: object) -> object:
    return {"from": value} if isinstance(value, str | int) and not isinstance(value, bool) else value


class FeedDocument(Document):
    """A feed of a rack: a component of the power chain, or a mapping that says more."""

    component: Pattern = Field(
        alias="from", description="The power component; {row}, {room} and {rack} are the rack's."
    )
    rating: Rating | None = Field(
        None, description="Of the feed's own breaker; in amperes at the voltage and phases of the component."
    )
    phase: Annotated[
        tuple[Phase, ...], BeforeValidator(one_or_many, json_schema_input_type=Phase | tuple[Phase, ...])
    ] = Field((), description="L1, L2 or L3, or three-phase; several are taken in turn, rack by rack.")


Feeds = dict[FeedSide, Annotated[FeedDocument, BeforeValidator(_feed, json_schema_input_type=FeedDocument | Pattern)]]


class RackTypeDocument(Document):
    """What racks have in common."""

    u_height: Annotated[Integer, Field(ge=1, le=60)]
    feeds: Feeds = Field(description="Side a and b: the power component of the site that feeds it: pdu-a-{row}.")
    power: Watts
    cooling: Watts | None = Field(None, description="What heat can be carried away; without it, as much as the power.")
    diversity: Annotated[Number, Field(gt=0, le=1)] | None = Field(
        None, description="What its devices draw at the same time, as a share of their nameplates: 0.6."
    )
    weight: Kilograms = Field(description="What it may carry.")
    empty_weight: Kilograms | None = Field(None, description="Its own.")
    width: Millimetres | None = None
    depth: Millimetres | None = None
    desc_units: Truth = Field(
        False,  # noqa: FBT003 - pydantic's default
        description="Units are numbered from the top; positions still name the lowest number that a device takes.",
    )


class RackDocument(Document):
    """Racks of one row, by range."""

    sites: Sites
    room: Name
    row: Name
    names: Patterns
    type: Name
    feeds: Feeds | None = Field(None, description="Instead of the type's.")
    label: Labels = ()
    description: str = ""


LibrarySlug = Annotated[str, Field(pattern=SLUG_PATTERN, max_length=100)]
"""What the library calls a device type."""
LibraryName = Annotated[str, Field(min_length=1, max_length=200)]
"""Manufacturer and model of a module type, as its file in the library is named."""


class DeviceTypeDocument(Document):
    """A model of switch or server, written out or taken from a device type library."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": ["library"]}, {"required": ["manufacturer", "model", "u_height"]}]}
    )

    library: LibrarySlug | None = Field(
        None, description="The slug of a type in one of device_type_libraries; what is written here comes before it."
    )
    manufacturer: Name | None = Field(None, description="Needed without library, like model and u_height.")
    model: Annotated[str, Field(min_length=1)] | None = None
    nos: Name | None = Field(None, description="What a switch of it runs; without it, what the fabric's type says.")
    u_height: Annotated[Integer, Field(ge=0, le=60)] | None = Field(
        None, description="In rack units; 0: it takes none, as what is mounted at a rack's side or stands in a chassis."
    )
    is_full_depth: Truth | None = Field(None, description="Without it true.")
    weight: Kilograms | None = None
    draw: Watts | None = Field(
        None, description="Maximum draw of the whole device; of a chassis without what stands in its bays."
    )
    allocated_draw: Watts | None = Field(
        None, description="What is planned for it, as NetBox says; it counts where no draw is known."
    )
    modules: dict[Pattern, LibraryName] = Field(
        default_factory=dict,
        description="Module bays of a library's type → the module type in them: {'PSU[1-2]': Huawei/PAC900S12-B2}.",
    )
    device_bays: References = Field((), description="Of a chassis: the names of its bays for devices.")
    idle: Annotated[Watts, Field(ge=1)] | None = Field(
        None, description="What a server draws when nothing runs on it; without it, what-if counts it in full always."
    )
    airflow: Airflow | None = None
    depth: Millimetres | None = None
    ports: dict[Pattern, Gigabits] = Field(default_factory=dict, description="Ports by range, with their speed.")
    vcpus: Annotated[Integer, Field(ge=0)] = Field(0, description="Threads of a server.")
    memory: Mebibytes = 0
    disk: Gibibytes = 0


class RackDeviceDocument(Document):
    """Devices in racks by range, besides switches and servers: storage, consoles, patch panels, chassis, PDUs."""

    sites: Sites
    racks: Patterns
    names: Patterns
    role: Name = Field(description="What they are for: storage, console, patch-panel, pdu, chassis.")
    type: Name
    positions: Position | None = Field(None, description="Rack units; needed, except for a type of u_height 0.")
    face: Face = Face.FRONT
    cords: tuple[FeedSide, ...] | None = Field(None, description="Without it a and b; none for what draws nothing.")
    label: Labels = ()
    description: str = ""


class ServerDocument(Document):
    """Servers by range; names, positions, ports and addresses are matched in order, site by site."""

    sites: Sites
    racks: Patterns
    names: Patterns
    positions: Position | None = Field(None, description="Rack units; needed, except in a chassis.")
    chassis: Patterns | None = Field(None, description="Devices of the same rack in whose bays they stand.")
    bays: Patterns | None = Field(None, description="The bays of each chassis, in the order of the names.")
    face: Face = Face.FRONT
    type: Name
    role: ServerRole = ServerRole.COMPUTE
    zone: Name
    labels: Names = ()
    cords: tuple[FeedSide, ...] = ("a", "b")
    nics: dict[Name, Pattern] = Field(
        default_factory=dict,
        description="Interface → switch (without the site's name): {eth0: leaf-01a}. Without it in no fabric.",
    )
    ports: Patterns | None = Field(None, description="The switches' ports, one for each server; needed with nics.")
    addresses: Patterns | None = Field(None, description="Management addresses, one for each server.")
    label: Labels = ()
