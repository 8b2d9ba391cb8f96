"""Rack elevations: the racks of one site, and what stands in each of their units."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from facility.space.rack_usage import RackSums, rack_sums
from inventory.model.blocks import Device
from inventory.model.devices import RackDevice
from inventory.model.sites import Face, Rack, Server
from report.facts import Facts, host_use
from report.string_table import Strings

Row = list[object]


@dataclass(frozen=True, slots=True)
class Elevations:
    """The racks by site, and the tables that their rows name."""

    racks: Mapping[str, list[Row]]
    """Rows: name, room, row, type, units, power limit, watts, kg limit, kg, units used, failover, feeds, devices,
    whether units are numbered from the top."""
    types: list[Row]
    """Rows: name, manufacturer and model, units, full depth, watts, airflow."""
    uses: list[str]
    """What devices are for: a pool, a role."""
    cords: list[str]
    basis: str
    """What the use of hosts rests on: live, planned or unknown."""


class _Writer:
    """Writes the rows of all racks, with tables in common."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._use, self.basis = host_use(facts)
        self._pools = facts.estate.pools_of
        self._switches = {name: number for number, name in enumerate(facts.estate.switches)}
        self._nodes = facts.graph.graph.wiring.node_of if facts.graph else {}
        self._in_rack: dict[str, list[Device]] = {}
        estate = facts.estate
        devices: tuple[Device, ...] = (
            *estate.switches.values(),
            *estate.devices.values(),
            *estate.servers.values(),
        )
        for device in devices:
            self._in_rack.setdefault(device.mount.rack, []).append(device)
        self.types, self.uses, self.cords = Strings(facts.estate.device_types), Strings(), Strings()

    def rack(self, sums: RackSums) -> Row:
        rack = sums.rack
        failover = [[side, round(load, 3)] for side, load in sums.failover_load.items()]
        devices = [self._device(rack, device) for device in self._in_rack.get(rack.key, ())]
        return [
            rack.name, rack.room, rack.row, rack.type, rack.u_height, rack.power_watts, sums.allocated_watts,
            rack.weight_kilograms, sums.weight_kilograms, sums.units_used, failover,
            [list(feed) for feed in rack.feeds.items()], devices, int(rack.has_descending_units),
        ]  # fmt: skip

    def _device(self, rack: Rack, device: Device) -> Row:
        # Position 0 is at the rack's side, or in a chassis.
        # Name (~: after the rack's prefix), type, position, rear, cords, use, share taken in %, graph node, cables.
        prefix = f"{rack.site}-{rack.name}-"
        short = f"~{device.name.removeprefix(prefix)}" if device.name.startswith(prefix) else device.name
        taken = self._use.get(device.name)
        row: Row = [
            short,
            self.types.number(device.type),
            device.mount.position,
            int(device.mount.face is Face.REAR),
            self.cords.number("+".join(device.mount.cords)),
            self.uses.number(self._purpose(device)),
            None if taken is None else round(100 * taken),
            self._nodes.get(device.name, -1),
        ]
        if isinstance(device, Server) and device.nics:
            row.append([[nic.name, self._switches.get(nic.switch, -1), nic.port] for nic in device.nics])
        return row

    def _purpose(self, device: Device) -> str:
        if isinstance(device, RackDevice):
            return device.role
        if not isinstance(device, Server):
            return f"{device.role.value} switch"
        pools = self._pools.get(device.name, ())
        return f"pool {pools[0]}" if pools else f"{device.role.value} of zone {device.zone}"


def elevations(facts: Facts) -> Elevations:
    """Make the rows of every rack; what is not known about one is None."""
    writer = _Writer(facts)
    racks: dict[str, list[Row]] = {site: [] for site in facts.estate.sites}
    for sums in rack_sums(facts.estate):
        racks.setdefault(sums.rack.site, []).append(writer.rack(sums))
    types = list(_types(facts, writer.types.texts()))
    return Elevations(racks, types, writer.uses.texts(), writer.cords.texts(), writer.basis)


def _types(facts: Facts, names: list[str]) -> Iterator[Row]:
    for name in names:
        kind = facts.estate.device_types.get(name)
        if kind is None:
            yield [name, "", 1, 0, None, None]
        else:
            model = f"{kind.manufacturer} {kind.model}".strip()
            yield [name, model, kind.u_height, int(kind.is_full_depth), kind.draw_watts, kind.airflow]
