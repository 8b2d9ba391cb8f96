"""What hosts can still give, in resource classes."""

from dataclasses import dataclass, replace

from capacity.resources import MEMORY_MB, Amounts, built_in, fits, given_out
from inventory.model.estate import Estate

PoolAtSite = tuple[str, str]
"""Site and pool."""


@dataclass(frozen=True, slots=True)
class HostRoom:
    """What a host can still give, after what is reserved and with the pool's allocation ratios."""

    host: str
    rack: str
    free: Amounts
    largest: Amounts
    """The most that one instance may take of a class; classes that are not in it have no such bound."""

    @property
    def memory_mebibytes(self) -> int:
        """The memory that is free: by this Nova's RAM weigher ranks hosts."""
        return self.free.get(MEMORY_MB, 0)

    def fits(self, need: Amounts) -> bool:
        """Return whether one more instance fits."""
        return fits(need, self.free, self.largest)

    def changed(self, need: Amounts, instances: int) -> "HostRoom":
        """Return what is left with so many instances more, or fewer if negative."""
        left = dict(self.free)
        for name, amount in need.items():
            left[name] = left.get(name, 0) - instances * amount
        return replace(self, free=left)


def empty_rooms(estate: Estate) -> dict[PoolAtSite, tuple[HostRoom, ...]]:
    """Map (site, pool) to what its hosts can give when nothing runs on them, by their device types."""
    rooms: dict[PoolAtSite, list[HostRoom]] = {}
    for name, servers in estate.members.items():
        pool = estate.pools[name]
        # Servers of one type are alike, and there may be a hundred thousand of them.
        by_type = {kind: (given_out(own, pool), built_in(own)) for kind, own in estate.device_types.items()}
        for server in servers:
            free, largest = by_type[server.type]
            rooms.setdefault((server.site, name), []).append(HostRoom(server.name, server.mount.rack, free, largest))
    return {key: tuple(found) for key, found in rooms.items()}
