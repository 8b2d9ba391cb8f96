"""What the hosts of every pool can give, before and after instances run on them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from capacity.hosts import ComputeHost
from capacity.model import Capacity
from capacity.packing.host_room import HostRoom, PoolAtSite, empty_rooms
from capacity.resources import Amounts, summed
from inventory.model.estate import Estate


@dataclass(frozen=True, slots=True)
class HostSupply:
    """The hosts of every pool; `left` replaces, where the use is known, what is left after packing what is declared."""

    rooms: Mapping[PoolAtSite, tuple[HostRoom, ...]]
    """With nothing on them."""
    left: Mapping[str, HostRoom]
    """ComputeHost → what its cloud says is free; hosts whose use is not known are not in it."""
    used: Mapping[str, Amounts]
    """ComputeHost → what its cloud says is used, by resource class."""
    live_sites: tuple[str, ...]
    unknown_sites: tuple[str, ...]
    """Sites whose cloud was asked and has not told the use of all its hosts."""


def declared_supply(estate: Estate) -> HostSupply:
    """Sum up what is declared; no cloud was asked."""
    return HostSupply(empty_rooms(estate), {}, {}, (), ())


def supply_of(capacity: Capacity) -> HostSupply:
    """Sum up what is declared and what the clouds have told."""
    estate, clouds = capacity.estate, capacity.snapshot.clouds
    unread = {host.site for host in capacity.hosts if host.free is None}
    asked = [site for site in estate.sites if site in clouds]
    live = tuple(site for site in asked if clouds[site].known and site not in unread)
    read = [host for host in capacity.hosts if host.site in live]
    return HostSupply(
        rooms=_as_read(empty_rooms(estate), {host.name: host for host in read}),
        left={host.name: HostRoom(host.name, host.rack, host.free or {}, host.largest) for host in read},
        used={host.name: host.used or {} for host in read},
        live_sites=live,
        unknown_sites=tuple(site for site in asked if site not in live),
    )


def _as_read(
    rooms: Mapping[PoolAtSite, tuple[HostRoom, ...]], read: Mapping[str, ComputeHost]
) -> dict[PoolAtSite, tuple[HostRoom, ...]]:
    """Replace what hosts give by their types by what their clouds say: less what is reserved, with further classes."""

    def as_read(room: HostRoom) -> HostRoom:
        host = read.get(room.host)
        return room if host is None else HostRoom(room.host, room.rack, host.capacity, host.largest)

    return {key: tuple(map(as_read, found)) for key, found in rooms.items()}


def used_by(hosts: Iterable[str], supply: HostSupply) -> dict[str, int]:
    """Sum up what clouds say is used on some hosts."""
    return summed(supply.used.get(host, {}) for host in hosts)
