"""Where instances go: services and tiers → replicas per site and pool → hosts; pure.

The choice follows Nova's: a host must have room for the flavor, keeps apart what the tier's spread keeps apart, and of
those that are left the one with the most free memory is taken (Nova's RAM weigher).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from inventory.model.estate import Estate
from inventory.model.pools import Flavor
from inventory.model.services import Spread
from inventory.model.sites import SiteState


@dataclass(frozen=True, slots=True)
class Replicas:
    """The instances of one tier at one site."""

    service: str
    tier: str
    site: str
    pool: str
    flavor: str
    instances: int
    spread: Spread


@dataclass(frozen=True, slots=True)
class Room:
    """What a host can still give, after what is reserved and with the pool's allocation ratios."""

    host: str
    rack: str
    vcpus: int
    memory_mebibytes: int
    disk_gibibytes: int

    def fits(self, flavor: Flavor) -> bool:
        """Say whether one more instance of the flavor fits."""
        return (
            self.vcpus >= flavor.vcpus
            and self.memory_mebibytes >= flavor.memory_mebibytes
            and self.disk_gibibytes >= flavor.disk_gibibytes
        )

    def less(self, flavor: Flavor) -> "Room":
        """Return what is left after one more instance of the flavor."""
        return replace(
            self,
            vcpus=self.vcpus - flavor.vcpus,
            memory_mebibytes=self.memory_mebibytes - flavor.memory_mebibytes,
            disk_gibibytes=self.disk_gibibytes - flavor.disk_gibibytes,
        )


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the replicas of one tier went."""

    replicas: Replicas
    hosts: tuple[str, ...]
    """One for each instance that found a place, in the order in which they were placed."""

    @property
    def unplaced(self) -> int:
        """How many instances found no place."""
        return self.replicas.instances - len(self.hosts)


def replicas(estate: Estate) -> tuple[Replicas, ...]:
    """List what the services want at each active site, in the order of the estate."""
    return tuple(
        Replicas(tier.service, tier.name, site, tier.pool, tier.flavor, instances, tier.spread)
        for service in estate.services.values()
        for tier in service.tiers
        for site, instances in tier.instances.items()
        if instances > 0 and site in estate.sites and estate.sites[site].state is SiteState.ACTIVE
    )


def empty_rooms(estate: Estate) -> dict[tuple[str, str], tuple[Room, ...]]:
    """Map (site, pool) to what its hosts can give when nothing runs on them, by their device types."""
    rooms: dict[tuple[str, str], list[Room]] = {}
    for name, servers in estate.members.items():
        pool = estate.pools[name]
        for server in servers:
            size = estate.device_types[server.type]
            room = Room(
                server.name,
                server.mount.rack,
                int(size.vcpus * pool.cpu_ratio),
                int(size.memory_mebibytes * pool.memory_ratio),
                int(size.disk_gibibytes * pool.disk_ratio),
            )
            rooms.setdefault((server.site, name), []).append(room)
    return {key: tuple(found) for key, found in rooms.items()}


def place(
    wanted: Iterable[Replicas], rooms: Mapping[tuple[str, str], Iterable[Room]], flavors: Mapping[str, Flavor]
) -> tuple[Placed, ...]:
    """Place replicas in their order into the rooms of their sites and pools; raises KeyError for an unknown flavor."""
    left = {key: {room.host: room for room in found} for key, found in rooms.items()}
    placed = []
    for one in wanted:
        here = left.get((one.site, one.pool), {})
        placed.append(Placed(one, _place_tier(one, here, flavors[one.flavor])))
    return tuple(placed)


def _place_tier(one: Replicas, rooms: dict[str, Room], flavor: Flavor) -> tuple[str, ...]:
    """Choose a host for each instance, as long as there is one, and take the room there."""
    hosts: list[str] = []
    on_host: Counter[str] = Counter()
    in_rack: Counter[str] = Counter()

    def preference(room: Room) -> tuple[int, int, int, str]:
        shared_rack = in_rack[room.rack] if one.spread is Spread.RACK else 0
        shared_host = on_host[room.host] if one.spread is not Spread.NONE else 0
        return shared_rack, shared_host, -room.memory_mebibytes, room.host

    for _ in range(one.instances):
        fitting = [
            room
            for room in rooms.values()
            if room.fits(flavor) and not (one.spread is Spread.HOST and on_host[room.host])
        ]
        if not fitting:
            break
        best = min(fitting, key=preference)
        rooms[best.host] = best.less(flavor)
        on_host[best.host] += 1
        in_rack[best.rack] += 1
        hosts.append(best.host)
    return tuple(hosts)
