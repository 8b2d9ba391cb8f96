"""Where the instances of one pool are, reckoned as the clouds' schedulers would have placed them."""

from collections.abc import Iterable
from dataclasses import dataclass

from continuity.whatif.demand import Wanted, is_active, wanted_in
from continuity.whatif.host_packer import Occupancy, Shelf
from continuity.whatif.host_supply import Supply
from inventory.model.estate import Estate

TierAt = tuple[tuple[str, str], str]
"""Service and tier, and the site."""


@dataclass(slots=True)
class Layout:
    """The hosts of a pool and the instances on them; changed while a scenario is followed."""

    pool: str
    shelves: dict[str, Shelf]
    """By site."""
    hosts: dict[TierAt, list[str]]
    """One for each instance."""
    occupied: dict[TierAt, Occupancy]
    short: dict[TierAt, int]
    """Instances that have no place even before anything happens."""

    def there(self, at: TierAt) -> Occupancy:
        """Return where the instances of a tier are at a site."""
        return self.occupied.setdefault(at, Occupancy())

    def place(self, wanted: Wanted, site: str, count: int) -> int:
        """Place so many more instances at a site; return how many found a place."""
        shelf = self.shelves.get(site)
        if shelf is None or not count:
            return 0
        at = (wanted.key, site)
        found = shelf.take(wanted.flavor, wanted.tier.spread, count, self.there(at))
        self.hosts.setdefault(at, []).extend(found)
        return len(found)

    def remove(self, wanted: Wanted, site: str, gone: frozenset[str] | None = None) -> int:
        """Take the instances of a tier off some hosts of a site, or off all of them; return how many they were."""
        at = (wanted.key, site)
        hosts = self.hosts.get(at, [])
        leaving = [host for host in hosts if gone is None or host in gone]
        if leaving:
            self.hosts[at] = [host for host in hosts if gone is not None and host not in gone]
            for host in leaving:
                self.shelves[site].leave(host, wanted.flavor, self.there(at))
        return len(leaving)


def layout_of(estate: Estate, pool: str, supply: Supply) -> Layout:
    """Lay out what is wanted of a pool at active sites; where use is known, the room that is left is the cloud's."""
    wanted = wanted_in(estate, pool)
    offered = (estate.flavors[name] for name in estate.pools[pool].flavors if name in estate.flavors)
    flavors = (*(one.flavor for one in wanted), *offered)
    shelves = {
        site: Shelf(supply.rooms.get((site, pool), ()), flavors)
        for site in estate.pools[pool].sites
        if is_active(estate, site)
    }
    layout = Layout(pool, shelves, {}, {}, {})
    for one in wanted:
        for site, count in one.tier.instances.items():
            if is_active(estate, site):
                missing = count - layout.place(one, site, count)
                if missing:
                    layout.short[one.key, site] = missing
    for site in supply.live_sites:
        if site in shelves:
            _look(shelves[site], supply, (room.host for room in shelves[site].rooms))
    return layout


def _look(shelf: Shelf, supply: Supply, hosts: Iterable[str]) -> None:
    shelf.reset({host: supply.left[host] for host in hosts if host in supply.left})
