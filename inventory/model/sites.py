"""Sites, rooms, racks and the devices that stand in them; words as NetBox uses them.

What there is by the hundred thousand (servers, their mounts and interfaces) are named tuples: just as frozen, and made
in a third of the time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from inventory.model.building import Climate, FireProtection, RoomKind
from inventory.model.origin import Origin


class SiteState(StrEnum):
    """What a site is used for at the moment."""

    ACTIVE = "active"
    DRAINED = "drained"
    LOST = "lost"
    PLANNED = "planned"


@dataclass(frozen=True, slots=True)
class Site:
    """One data centre."""

    name: str
    city: str
    state: SiteState
    cloud: str | None
    """The name of its OpenStack cloud in clouds.yaml; None: no pools here."""
    origin: Origin
    label: str = ""
    """What it is called where people read it, in any script; empty: its name."""
    description: str = ""


@dataclass(frozen=True, slots=True)
class SitePath:
    """The connection between two sites."""

    name: str
    sites: tuple[str, str]
    round_trip_milliseconds: float
    fibres: int
    bandwidth_gigabits: float
    origin: Origin


@dataclass(frozen=True, slots=True)
class Room:
    """A room of a site; its compartment is the fire compartment that it shares with others."""

    site: str
    name: str
    compartment: str
    origin: Origin
    kind: RoomKind | None = None
    floor_load_kilonewtons: float | None = None
    """What a square metre of its floor carries."""
    clear_height_metres: float | None = None
    equipment_aisle_metres: float | None = None
    """The width of the aisle that equipment is moved through."""
    fire: FireProtection | None = None
    climate: Climate | None = None
    label: str = ""
    """What it is called where people read it, in any script; empty: its name."""
    description: str = ""

    @property
    def key(self) -> str:
        """The name that is unique in the estate."""
        return f"{self.site}/{self.name}"


class Phase(StrEnum):
    """What a feed is on: one phase of a three-phase supply, or all three."""

    L1 = "L1"
    L2 = "L2"
    L3 = "L3"
    THREE = "three-phase"


@dataclass(frozen=True, slots=True)
class Feed:
    """What brings power to one side of a rack."""

    component: str
    rating_watts: int | None
    """Of this feed's own breaker; None: not written."""
    phase: Phase | None
    """None: not written."""


@dataclass(frozen=True, slots=True)
class Rack:
    """A rack: `u_height` units counted from 1, at the bottom unless it says otherwise, fed from its sides a and b."""

    site: str
    room: str
    row: str
    name: str
    type: str
    u_height: int
    feeds: Mapping[str, str]
    """Side (a, b, or the name of another feed) → name of the power component of this site that feeds it."""
    power_watts: int
    cooling_watts: int
    weight_kilograms: int
    """What the rack may carry."""
    origin: Origin
    feed_details: Mapping[str, Feed] = field(default_factory=dict)
    """Side → what more is known about the feed."""
    width_millimetres: int | None = None
    depth_millimetres: int | None = None
    empty_kilograms: float | None = None
    diversity: float | None = None
    """What its devices draw at the same time, as a share of their nameplates; None: as the profile in force says."""
    has_descending_units: bool = False
    """Its units are numbered from the top, as NetBox's desc_units."""
    label: str = ""
    """What it is called where people read it, in any script; empty: its name."""
    description: str = ""

    @property
    def key(self) -> str:
        """The name that is unique in the estate: tianfu/a03."""
        return f"{self.site}/{self.name}"


@dataclass(frozen=True, slots=True)
class Port:
    """A network port of a device type."""

    name: str
    gigabits: float


@dataclass(frozen=True, slots=True)
class PowerPort:
    """A power supply of a device type; draws in watts, None: not written."""

    name: str
    maximum_draw: int | None
    allocated_draw: int | None


@dataclass(frozen=True, slots=True)
class DeviceType:
    """A model of switch or server; what is not known about it is None."""

    name: str
    manufacturer: str
    model: str
    u_height: int
    """0: it takes no rack unit of its own."""
    is_full_depth: bool
    weight_kilograms: float | None
    draw_watts: int | None
    airflow: str | None
    ports: Mapping[str, Port]
    vcpus: int
    memory_mebibytes: int
    disk_gibibytes: int
    origin: Origin
    power_ports: Mapping[str, PowerPort] = field(default_factory=dict)
    management_ports: tuple[str, ...] = ()
    depth_millimetres: int | None = None
    library_file: str | None = None
    """The file of a device type library that it was read from; None: the estate says everything."""
    idle_watts: int | None = None
    """What a server draws when nothing runs on it; None: not written, so that it counts with its full draw always."""
    nos: str | None = None
    """What a switch of this type runs; None: what its fabric's type says."""
    allocated_watts: int | None = None
    """What is planned for it; None: not written."""
    device_bays: tuple[str, ...] = ()
    """Of a chassis: its bays for devices."""


def units_taken(position: int, kind: DeviceType) -> range:
    """Return the rack units that a device of a type takes from its lowest one; none for position 0."""
    return range(position, position + kind.u_height) if position else range(0)


class Face(StrEnum):
    """The side of a rack on which a device is mounted."""

    FRONT = "front"
    REAR = "rear"


class Mount(NamedTuple):
    """Where a device stands: rack key, lowest unit, face, and the feed sides of its cords."""

    rack: str
    position: int
    """0: it takes no unit of its own, at the rack's side or in a chassis."""
    face: Face
    cords: tuple[str, ...]
    chassis: str | None = None
    """The device that it stands in, by its whole name; its cords are that one's."""
    bay: str = ""
    """The bay of the chassis."""


class ServerRole(StrEnum):
    """What a server is for: a hypervisor of a pool, or a machine of its own."""

    COMPUTE = "compute"
    BARE_METAL = "bare-metal"


class Nic(NamedTuple):
    """A server's network interface and the switch port that it is cabled to."""

    name: str
    switch: str
    port: str


class Server(NamedTuple):
    """One server; its `zone` decides which networks its switch ports carry."""

    name: str
    site: str
    mount: Mount
    type: str
    role: ServerRole
    zone: str
    labels: frozenset[str]
    nics: tuple[Nic, ...]
    management_address: str | None
    origin: Origin
    label: str = ""
    """What it is called where people read it, in any script; empty: its name."""


class CableKind(StrEnum):
    """What a cable is for."""

    UPLINK = "uplink"
    PEER_LINK = "peer-link"
    INTER_SITE = "inter-site"
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class Termination:
    """One end of a cable."""

    device: str
    port: str

    def __str__(self) -> str:
        return f"{self.device}:{self.port}"


@dataclass(frozen=True, slots=True)
class Cable:
    """A cable; uplinks are (leaf, spine), peer links (a, b), server cables (switch, server)."""

    a: Termination
    b: Termination
    kind: CableKind
    origin: Origin


def cables_of(server: Server) -> tuple[Cable, ...]:
    """List the cables of a server's interfaces."""
    return tuple(
        Cable(Termination(nic.switch, nic.port), Termination(server.name, nic.name), CableKind.SERVER, server.origin)
        for nic in server.nics
    )
