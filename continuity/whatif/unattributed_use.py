"""What clouds say is used on lost hosts beyond the instances that are reckoned to run there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from capacity.packing import displaced_slots
from continuity.whatif.current_placement import Layout
from continuity.whatif.demand import is_active, same_city
from continuity.whatif.host_packer import Occupancy
from continuity.whatif.host_supply import Supply, used_by
from inventory.model.estate import Estate
from inventory.model.pools import Flavor
from inventory.model.services import Spread

TAKES = ("VCPU", "MEMORY_MB")


@dataclass(frozen=True, slots=True)
class Surplus:
    """Use that is not accounted for, counted in instances of the pool's largest flavor, which are hardest to place."""

    amounts: Mapping[str, int]
    """By resource class; empty: everything is accounted for, or nothing was asked."""
    flavor: str
    instances: int
    unplaced: int


NONE = Surplus({}, "", 0, 0)


def place_surplus(
    estate: Estate,
    layout: Layout,
    lost: Mapping[str, Sequence[str]],
    declared: Mapping[str, Mapping[str, int]],
    supply: Supply,
) -> Surplus:
    """Find room for use beyond what is declared; `lost` maps sites to hosts, `declared` to what instances took."""
    offered = [estate.flavors[name] for name in estate.pools[layout.pool].flavors if name in estate.flavors]
    largest = max(offered, key=lambda flavor: (flavor.memory_mebibytes, flavor.vcpus), default=None)
    total: dict[str, int] = {}
    instances = unplaced = 0
    for site in lost:
        used = used_by(lost[site], supply)
        beyond = {name: used.get(name, 0) - declared.get(site, {}).get(name, 0) for name in TAKES if name in used}
        beyond = {name: amount for name, amount in beyond.items() if amount > 0}
        for name, amount in beyond.items():
            total[name] = total.get(name, 0) + amount
        if beyond and largest is not None:
            count = displaced_slots(beyond, {"VCPU": largest.vcpus, "MEMORY_MB": largest.memory_mebibytes})
            instances += count
            unplaced += count - _placed(estate, layout, site, largest, count)
    return Surplus(total, largest.name, instances, unplaced) if largest is not None and total else NONE


def _placed(estate: Estate, layout: Layout, site: str, flavor: Flavor, count: int) -> int:
    sites = sorted(layout.shelves, key=lambda other: (other != site, not same_city(estate, site, other)))
    done = 0
    for other in sites:
        if is_active(estate, other) and done < count:
            done += len(layout.shelves[other].take(flavor, Spread.NONE, count - done, Occupancy()))
    return done
