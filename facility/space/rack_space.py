"""What one rack has left for more servers of one type, while they are put into it."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from facility.limits import LimitsInForce, limits_in_force
from inventory.model.estate import Estate
from inventory.model.fabric import Switch, SwitchRole
from inventory.model.sites import DeviceType, Face, Rack, Server
from inventory.wording import a_type

Device = Switch | Server


@dataclass(frozen=True, slots=True)
class Connection:
    """How servers of a rack are connected: interface → switch, the speed of the ports, feed sides of the cords."""

    nics: Mapping[str, str]
    gigabits: float | None
    cords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Inventory:
    """The estate, looked up by rack and by port."""

    estate: Estate
    limits: LimitsInForce
    in_rack: Mapping[str, tuple[Device, ...]]
    used_ports: Mapping[str, frozenset[str]]
    """Switch → ports that a cable ends on."""


def look_up(estate: Estate) -> Inventory:
    """Sort devices by rack and cables by switch, once; raises ProfileInvalid."""
    in_rack: dict[str, list[Device]] = {}
    devices: list[Device] = [*estate.switches.values(), *estate.servers.values()]
    for device in devices:
        in_rack.setdefault(device.mount.rack, []).append(device)
    used: dict[str, set[str]] = {}
    for cable in estate.cables:
        for end in (cable.a, cable.b):
            used.setdefault(end.device, set()).add(end.port)
    for switch in estate.switches.values():
        used.setdefault(switch.name, set()).update((*switch.uplinks, *switch.peer_link))
    return Inventory(
        estate,
        limits_in_force(estate),
        {rack: tuple(standing) for rack, standing in in_rack.items()},
        {name: frozenset(ports) for name, ports in used.items()},
    )


class RackSpace:
    """One rack: what stands in it, what is added, and why no more can be."""

    def __init__(self, inventory: Inventory, rack: Rack, kind: DeviceType) -> None:
        """Sum up what stands in the rack."""
        types = inventory.estate.device_types
        self.rack, self._kind, self._limits = rack, kind, inventory.limits
        self.devices = inventory.in_rack.get(rack.key, ())
        self._faces = tuple(Face) if kind.is_full_depth else (Face.FRONT,)
        standing = [(device, types[device.type]) for device in self.devices]
        self._taken = {
            (unit, face)
            for device, found in standing
            for unit in range(device.mount.position, device.mount.position + found.u_height)
            for face in (tuple(Face) if found.is_full_depth else (device.mount.face,))
        }
        self.watts = sum(float(found.draw_watts or 0) for _, found in standing)
        self._kilograms = sum(found.weight_kilograms or 0 for _, found in standing)
        self._airflows = {found.airflow for _, found in standing if found.airflow}
        self.unknown = tuple(
            f"what {a_type(found.name)} {verb}"
            for _, found in standing
            for verb, value in (("weighs", found.weight_kilograms), ("draws", found.draw_watts))
            if value is None
        )

    @property
    def domain(self) -> tuple[str, ...]:
        """The power domain: the components that feed the rack."""
        return (self.rack.site, *sorted(self.rack.feeds.values()))

    def refusal(self) -> str | None:
        """Say why one more cannot stand here, as far as the rack itself is concerned; None: it can."""
        return next((reason for reason, applies in self._reasons() if applies), None)

    def _reasons(self) -> Iterator[tuple[str, bool]]:
        rack, kind = self.rack, self._kind
        watts = self.watts + (kind.draw_watts or 0)
        kilograms = self._kilograms + (kind.weight_kilograms or 0)
        is_too_deep = (kind.depth_millimetres or 0) > (rack.depth_millimetres or math.inf)
        against = self._airflows - {kind.airflow} if kind.airflow else set()
        yield f"no {kind.u_height} free units next to each other", self.position() is None
        yield (
            f"the rack is built for {rack.power_watts / 1000:g} kW",
            self._limits.drawn_together(rack, watts) > rack.power_watts,
        )
        yield f"the rack is cooled for {rack.cooling_watts / 1000:g} kW", watts > rack.cooling_watts
        yield f"the rack carries {rack.weight_kilograms} kg", kilograms > rack.weight_kilograms
        yield f"the rack is {rack.depth_millimetres} mm deep", is_too_deep
        yield f"the air goes {', '.join(sorted(against))} there", bool(against)

    def position(self) -> int | None:
        """Return the lowest position with enough free units above it; None: there is none."""
        height = self._kind.u_height
        for bottom in range(1, self.rack.u_height - height + 2):
            units = range(bottom, bottom + height)
            if not any((unit, face) in self._taken for unit in units for face in self._faces):
                return bottom
        return None

    def add(self, position: int) -> None:
        """Put one more on a position."""
        units = range(position, position + self._kind.u_height)
        self._taken.update((unit, face) for unit in units for face in self._faces)
        self.watts += self._kind.draw_watts or 0
        self._kilograms += self._kind.weight_kilograms or 0


def connection(inventory: Inventory, space: RackSpace) -> Connection | None:
    """Find how servers of a rack are connected; None: nothing says it.

    As most servers of the rack are; else to the pair of leaves of which one stands in the rack; else as most servers of
    the row are.
    """
    estate, rack = inventory.estate, space.rack
    servers = [device for device in space.devices if isinstance(device, Server)]
    pairs = [
        device.pair
        for device in space.devices
        if isinstance(device, Switch) and device.role is SwitchRole.LEAF and device.pair
    ]
    if not servers and pairs:
        names = [
            switch.name for switch in estate.switches.values() if switch.site == rack.site and switch.pair == pairs[0]
        ]
        return Connection({f"eth{n}": name for n, name in enumerate(sorted(names))}, None, _cords(rack, ()))
    if not servers:
        row = [
            other.key
            for other in estate.racks.values()
            if (other.site, other.room, other.row) == (rack.site, rack.room, rack.row)
        ]
        servers = [device for key in row for device in inventory.in_rack.get(key, ()) if isinstance(device, Server)]
    return _as_most(estate, rack, [server for server in servers if server.nics])


def _as_most(estate: Estate, rack: Rack, servers: Sequence[Server]) -> Connection | None:
    if not servers:
        return None
    nics, _ = Counter(tuple((nic.name, nic.switch) for nic in server.nics) for server in servers).most_common(1)[0]
    like = next(server for server in servers if tuple((nic.name, nic.switch) for nic in server.nics) == nics)
    switch = estate.switches.get(like.nics[0].switch)
    port = estate.device_types[switch.type].ports.get(like.nics[0].port) if switch else None
    return Connection(dict(nics), port.gigabits if port else None, _cords(rack, like.mount.cords))


def _cords(rack: Rack, wanted: tuple[str, ...]) -> tuple[str, ...]:
    if wanted and all(side in rack.feeds for side in wanted):
        return wanted
    return tuple(side for side in ("a", "b") if side in rack.feeds) or tuple(rack.feeds)


def free_ports(inventory: Inventory, found: Connection, promised: Iterable[tuple[str, str]]) -> list[str]:
    """List the ports of that speed that are free on all of the switches, in the order of their type."""
    estate, taken = inventory.estate, set(promised)
    switches = [estate.switches[name] for name in found.nics.values() if name in estate.switches]
    if not switches or len(switches) < len(found.nics):
        return []
    ports = estate.device_types[switches[0].type].ports
    speed = found.gigabits or min((port.gigabits for port in ports.values()), default=None)
    others = [estate.device_types[switch.type].ports for switch in switches[1:]]
    return [
        name
        for name, port in ports.items()
        if port.gigabits == speed
        and all(name in other for other in others)
        and not any(
            name in inventory.used_ports.get(switch.name, ()) or (switch.name, name) in taken for switch in switches
        )
    ]
