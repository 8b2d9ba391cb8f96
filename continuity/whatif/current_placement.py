"""Where the instances of one pool are, counted as the clouds' schedulers would have placed them."""

from collections.abc import Iterable
from dataclasses import dataclass

from capacity.packing.host_packer import HostPacker, Occupancy
from capacity.resources import needs
from continuity.whatif.demand import WantedTier, is_active, wanted_in
from continuity.whatif.host_supply import HostSupply
from inventory.model.estate import Estate

TierAt = tuple[tuple[str, str], str]
"""Service and tier, and the site."""


@dataclass(slots=True)
class CurrentPlacement:
    """The hosts of a pool and the instances on them; changed while a scenario is followed."""

    pool: str
    packers: dict[str, HostPacker]
    """By site."""
    hosts: dict[TierAt, list[str]]
    """One for each instance."""
    occupied: dict[TierAt, Occupancy]
    short: dict[TierAt, int]
    """Instances that have no place even before anything happens."""

    def there(self, at: TierAt) -> Occupancy:
        """Return where the instances of a tier are at a site."""
        return self.occupied.setdefault(at, Occupancy())

    def place(self, wanted: WantedTier, site: str, count: int) -> int:
        """Place so many more instances at a site; return how many found a place."""
        packer = self.packers.get(site)
        if packer is None or not count:
            return 0
        at = (wanted.key, site)
        found = packer.take(wanted.need, wanted.tier.spread, count, self.there(at))
        self.hosts.setdefault(at, []).extend(found)
        return len(found)

    def remove(self, wanted: WantedTier, site: str, gone: frozenset[str] | None = None) -> int:
        """Take the instances of a tier off some hosts of a site, or off all of them; return how many they were."""
        at = (wanted.key, site)
        hosts = self.hosts.get(at, [])
        leaving = [host for host in hosts if gone is None or host in gone]
        if leaving:
            self.hosts[at] = [host for host in hosts if gone is not None and host not in gone]
            for host in leaving:
                self.packers[site].leave(host, wanted.need, self.there(at))
        return len(leaving)


def current_placement(estate: Estate, pool: str, supply: HostSupply) -> CurrentPlacement:
    """Place what is wanted of a pool at active sites; where use is known, the room that is left is the cloud's."""
    wanted = wanted_in(estate, pool)
    offered = (needs(estate.flavors[name]) for name in estate.pools[pool].flavors if name in estate.flavors)
    wants = (*(one.need for one in wanted), *offered)
    packers = {
        site: HostPacker(supply.rooms.get((site, pool), ()), wants)
        for site in estate.pools[pool].sites
        if is_active(estate, site)
    }
    placement = CurrentPlacement(pool, packers, {}, {}, {})
    for one in wanted:
        for site, count in one.tier.instances.items():
            if is_active(estate, site):
                missing = count - placement.place(one, site, count)
                if missing:
                    placement.short[one.key, site] = missing
    for site in supply.live_sites:
        if site in packers:
            _show_live(packers[site], supply, (room.host for room in packers[site].rooms))
    return placement


def _show_live(packer: HostPacker, supply: HostSupply, hosts: Iterable[str]) -> None:
    packer.reset({host: supply.left[host] for host in hosts if host in supply.left})
