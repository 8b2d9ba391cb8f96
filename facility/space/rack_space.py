"""What one rack has left for more servers of one type, while they are put into it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from inventory.model.devices import RackDevice
from inventory.model.estate import Estate
from inventory.model.fabric import Switch, SwitchRole
from inventory.model.sites import DeviceType, Face, Rack, Server, units_taken

Device = Switch | RackDevice | Server


@dataclass(frozen=True, slots=True)
class ServerConnection:
    """How servers of a rack are connected: interface → switch, the speed of the ports, feed sides of the cords."""

    nics: Mapping[str, str]
    gigabits: float | None
    cords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RackContents:
    """The estate, looked up by rack and by port."""

    estate: Estate
    in_rack: Mapping[str, tuple[Device, ...]]
    used_ports: Mapping[str, frozenset[str]]
    """Switch → ports that a cable ends on."""


def look_up(estate: Estate) -> RackContents:
    """Sort devices by rack and cables by switch, once."""
    in_rack: dict[str, list[Device]] = {}
    devices: list[Device] = [*estate.switches.values(), *estate.devices.values(), *estate.servers.values()]
    for device in devices:
        in_rack.setdefault(device.mount.rack, []).append(device)
    used: dict[str, set[str]] = {}
    for cable in estate.cables:
        for end in (cable.a, cable.b):
            used.setdefault(end.device, set()).add(end.port)
    for switch in estate.switches.values():
        used.setdefault(switch.name, set()).update((*switch.uplinks, *switch.peer_link))
    return RackContents(
        estate,
        {rack: tuple(standing) for rack, standing in in_rack.items()},
        {name: frozenset(ports) for name, ports in used.items()},
    )


class RackSpace:
    """One rack: what stands in it, what is added, and why no more can be."""

    def __init__(self, contents: RackContents, rack: Rack, kind: DeviceType) -> None:
        """Sum up what stands in the rack."""
        types = contents.estate.device_types
        self.rack, self._kind = rack, kind
        self.devices = contents.in_rack.get(rack.key, ())
        self._faces = tuple(Face) if kind.is_full_depth else (Face.FRONT,)
        standing = [(device, types[device.type]) for device in self.devices]
        self._taken = {
            (unit, face)
            for device, found in standing
            for unit in units_taken(device.mount.position, found)
            for face in (tuple(Face) if found.is_full_depth else (device.mount.face,))
        }

    @property
    def domain(self) -> tuple[str, ...]:
        """The power domain: the components that feed the rack."""
        return (self.rack.site, *sorted(self.rack.feeds.values()))

    def position(self) -> int | None:
        """Return where one more stands: at the bottom of the smallest gap that it fits into; None: there is none.

        So a gap that it fills is taken first, and the largest one stays whole as long as it can.
        """
        fitting = [gap for gap in self._gaps() if len(gap) >= self._kind.u_height]
        return min(fitting, key=lambda gap: (len(gap), gap.start)).start if fitting else None

    def _gaps(self) -> Iterator[range]:
        """List the runs of free units, from the bottom up."""
        bottom = 1
        for unit in range(1, self.rack.u_height + 2):
            if unit > self.rack.u_height or any((unit, face) in self._taken for face in self._faces):
                if unit > bottom:
                    yield range(bottom, unit)
                bottom = unit + 1

    def add(self, position: int) -> None:
        """Put one more on a position."""
        units = range(position, position + self._kind.u_height)
        self._taken.update((unit, face) for unit in units for face in self._faces)


def connection(contents: RackContents, space: RackSpace) -> ServerConnection | None:
    """Find how servers of a rack are connected; None: nothing says it.

    As most servers of the rack are; else to the pair of leaves of which one stands in the rack; else as most servers of
    the row are.
    """
    estate, rack = contents.estate, space.rack
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
        return ServerConnection({f"eth{n}": name for n, name in enumerate(sorted(names))}, None, _cords(rack, ()))
    if not servers:
        row = [
            other.key
            for other in estate.racks.values()
            if (other.site, other.room, other.row) == (rack.site, rack.room, rack.row)
        ]
        servers = [device for key in row for device in contents.in_rack.get(key, ()) if isinstance(device, Server)]
    return _as_most(estate, rack, [server for server in servers if server.nics])


def _as_most(estate: Estate, rack: Rack, servers: Sequence[Server]) -> ServerConnection | None:
    if not servers:
        return None
    nics, _ = Counter(tuple((nic.name, nic.switch) for nic in server.nics) for server in servers).most_common(1)[0]
    like = next(server for server in servers if tuple((nic.name, nic.switch) for nic in server.nics) == nics)
    switch = estate.switches.get(like.nics[0].switch)
    port = estate.device_types[switch.type].ports.get(like.nics[0].port) if switch else None
    return ServerConnection(dict(nics), port.gigabits if port else None, _cords(rack, like.mount.cords))


def _cords(rack: Rack, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Return the feeds that a new server's cords go to: as its neighbours' do, but never all to one of two feeds."""
    if len(set(wanted)) > 1 and all(side in rack.feeds for side in wanted):
        return wanted
    return tuple(side for side in ("a", "b") if side in rack.feeds) or tuple(rack.feeds)


def free_ports(contents: RackContents, found: ServerConnection, promised: Iterable[tuple[str, str]]) -> list[str]:
    """List the ports of that speed that are free on all of the switches, in the order of their type."""
    estate, taken = contents.estate, set(promised)
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
            name in contents.used_ports.get(switch.name, ()) or (switch.name, name) in taken for switch in switches
        )
    ]
