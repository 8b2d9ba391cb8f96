"""What the hosts of every pool can give, before and after instances run on them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from capacity.hosts import DISK_GB, MEMORY_MB, VCPU
from capacity.model import Capacity
from inventory.model.estate import Estate
from provisioning.placement import Room, empty_rooms

Place = tuple[str, str]
"""Site and pool."""


@dataclass(frozen=True, slots=True)
class Supply:
    """The hosts of every pool; `left` replaces, where the use is known, what is left after packing what is declared."""

    rooms: Mapping[Place, tuple[Room, ...]]
    """With nothing on them."""
    left: Mapping[str, Room]
    """Host → what its cloud says is free; hosts whose use is not known are not in it."""
    used: Mapping[str, Mapping[str, int]]
    """Host → what its cloud says is used, by resource class."""
    live_sites: tuple[str, ...]
    unknown_sites: tuple[str, ...]
    """Sites whose cloud was asked and has not told the use of all its hosts."""


def declared_supply(estate: Estate) -> Supply:
    """Sum up what is declared; no cloud was asked."""
    return Supply(empty_rooms(estate), {}, {}, (), ())


def supply_of(capacity: Capacity) -> Supply:
    """Sum up what is declared and what the clouds have told."""
    estate, clouds = capacity.estate, capacity.snapshot.clouds
    unread = {host.site for host in capacity.hosts if host.free is None}
    asked = [site for site in estate.sites if site in clouds]
    live = tuple(site for site in asked if clouds[site].known and site not in unread)
    read = [host for host in capacity.hosts if host.site in live]
    return Supply(
        rooms=empty_rooms(estate),
        left={host.name: _room(host.name, host.rack, host.free or {}) for host in read},
        used={host.name: host.used or {} for host in read},
        live_sites=live,
        unknown_sites=tuple(site for site in asked if site not in live),
    )


def used_by(hosts: Iterable[str], supply: Supply) -> dict[str, int]:
    """Sum up what clouds say is used on some hosts."""
    total: dict[str, int] = {}
    for host in hosts:
        for name, amount in supply.used.get(host, {}).items():
            total[name] = total.get(name, 0) + amount
    return total


def _room(host: str, rack: str, free: Mapping[str, int]) -> Room:
    return Room(host, rack, free.get(VCPU, 0), free.get(MEMORY_MB, 0), free.get(DISK_GB, 0))
