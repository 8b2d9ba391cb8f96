"""What servers draw by what runs on them, so that instances that move take their watts along.

A server whose type says its idle draw takes that and, of what is between it and the full draw, the share of its vCPUs
that is in use: of those that its pool may promise, so that a host on which nothing more fits draws in full. Everything
else draws in full always: types without an idle draw, switches, and servers of no pool, of which nobody says what runs
on them.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from capacity.resources import VCPU
from continuity.whatif.current_placement import current_placement
from continuity.whatif.host_supply import HostSupply
from continuity.whatif.rescheduling import PoolFate
from facility.estate_graph import CapacityGraph, redrawn
from inventory.model.estate import Estate
from inventory.model.sites import DeviceType


@dataclass(frozen=True, slots=True)
class Gauge:
    """How what one server draws follows from what runs on it."""

    idle_watts: float
    full_watts: float
    vcpus: int
    """What its pool may promise of it."""
    used: int
    """How many of them are in use before anything happens: as its cloud says, else as packed."""
    left: int
    """How many of them the packing leaves before anything happens."""

    def watts(self, used: int) -> float:
        """Return what it draws with so many vCPUs in use."""
        share = min(1.0, max(0.0, used / self.vcpus))
        return self.idle_watts + (self.full_watts - self.idle_watts) * share

    @property
    def watts_before(self) -> float:
        """What it draws before anything happens."""
        return self.watts(self.used)

    def watts_after(self, left: int) -> float:
        """Return what it draws when the packing leaves so many vCPUs."""
        return self.watts(self.used + self.left - left)


Gauges = Mapping[str, Gauge]
"""By server; those that are not in it draw in full always."""


def gauges_of(estate: Estate, supply: HostSupply) -> Gauges:
    """Lay out what is wanted of every pool and read off what each host makes of it."""
    if not any(_has_range(kind) for kind in estate.device_types.values()):
        return {}
    return {name: gauge for pool in estate.pools for name, gauge in _gauges_of_pool(estate, pool, supply)}


def by_use(capacity: CapacityGraph, gauges: Gauges) -> CapacityGraph:
    """Make the capacity graph in which servers draw by what runs on them before anything happens."""
    return redrawn(capacity, {name: gauge.watts_before for name, gauge in gauges.items()}) if gauges else capacity


def moved_watts(
    gauges: Gauges, supply: HostSupply, fates: Iterable[PoolFate], down: Collection[str]
) -> dict[str, float]:
    """Map servers that are not down to the watts that they draw more than before, or less."""
    found: dict[str, float] = {}
    for fate in fates:
        for site, packer in fate.placement.packers.items():
            left = {room.host: room.free.get(VCPU, 0) for room in packer.rooms}
            hosts = (room.host for room in supply.rooms.get((site, fate.pool), ()))
            for host in (host for host in hosts if host in gauges and host not in down):
                gauge = gauges[host]
                # What is up and gives no room any more has been drained: nothing runs on it.
                watts = gauge.watts_after(left[host]) if host in left else gauge.watts(0)
                if watts != gauge.watts_before:
                    found[host] = watts - gauge.watts_before
    return found


def _has_range(kind: DeviceType) -> bool:
    return kind.idle_watts is not None and kind.draw_watts is not None


def _gauges_of_pool(estate: Estate, pool: str, supply: HostSupply) -> Iterator[tuple[str, Gauge]]:
    packers = current_placement(estate, pool, supply).packers.values()
    left = {room.host: room.free.get(VCPU, 0) for packer in packers for room in packer.rooms}
    for (_, owner), rooms in supply.rooms.items():
        for room in rooms if owner == pool else ():
            kind = estate.device_types[estate.servers[room.host].type]
            # What a cloud tells without vCPUs has dedicated ones: nobody says how many times they are promised.
            promised = room.free.get(VCPU, 0)
            is_known = room.host not in supply.used or VCPU in supply.used[room.host]
            if kind.idle_watts is None or kind.draw_watts is None or not promised or not is_known:
                continue
            unused = left.get(room.host, promised)
            used = supply.used[room.host][VCPU] if room.host in supply.used else promised - unused
            yield room.host, Gauge(float(kind.idle_watts), float(kind.draw_watts), promised, used, unused)
