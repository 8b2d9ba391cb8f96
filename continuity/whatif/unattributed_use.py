"""What clouds say is used on lost hosts beyond the instances that are counted to run there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from capacity.packing.host_packer import Occupancy
from capacity.packing.slots import displaced_slots
from capacity.resources import MEMORY_MB, PCPU, VCPU, Amounts, needs, summed
from continuity.whatif.current_placement import CurrentPlacement
from continuity.whatif.demand import is_active, same_city
from continuity.whatif.host_supply import HostSupply, used_by
from inventory.model.estate import Estate
from inventory.model.services import Spread

COUNTED = (VCPU, PCPU, MEMORY_MB)
"""The classes that use is followed by: what an instance has of them moves with it. Disks may lie on shared storage."""


@dataclass(frozen=True, slots=True)
class Surplus:
    """Use that is not accounted for, counted in instances of the pool's largest flavor, which are hardest to place."""

    amounts: Amounts
    """By resource class; empty: everything is accounted for, or nothing was asked."""
    flavor: str
    instances: int
    unplaced: int
    beyond_flavor: Amounts
    """What of these amounts is of a class that the flavor takes nothing of, so that nobody knows where it goes."""

    @property
    def is_placed(self) -> bool:
        """Whether all of it has found a place."""
        return not self.unplaced and not self.beyond_flavor


NONE = Surplus({}, "", 0, 0, {})


def place_surplus(
    estate: Estate,
    placement: CurrentPlacement,
    lost: Mapping[str, Sequence[str]],
    declared: Mapping[str, Amounts],
    supply: HostSupply,
) -> Surplus:
    """Find room for use beyond what is declared; `lost` maps sites to hosts, `declared` to what instances took."""
    offered = [estate.flavors[name] for name in estate.pools[placement.pool].flavors if name in estate.flavors]
    largest = max(offered, key=lambda flavor: (flavor.memory_mebibytes, flavor.vcpus), default=None)
    if largest is None:
        return NONE
    need, total = needs(largest), list[Amounts]()
    instances = unplaced = 0
    for site in lost:
        beyond = _beyond(used_by(lost[site], supply), declared.get(site, {}))
        total.append(beyond)
        count = displaced_slots(beyond, {name: amount for name, amount in need.items() if name in beyond})
        instances += count
        unplaced += count - _placed(estate, placement, site, need, count)
    amounts = summed(total)
    if not amounts:
        return NONE
    others = {name: amount for name, amount in amounts.items() if name not in need}
    return Surplus(amounts, largest.name, instances, unplaced, others)


def _beyond(used: Amounts, declared: Amounts) -> dict[str, int]:
    more = {name: used.get(name, 0) - declared.get(name, 0) for name in COUNTED}
    return {name: amount for name, amount in more.items() if amount > 0}


def _placed(estate: Estate, placement: CurrentPlacement, site: str, need: Amounts, count: int) -> int:
    sites = sorted(placement.packers, key=lambda other: (other != site, not same_city(estate, site, other)))
    done = 0
    for other in sites:
        if is_active(estate, other) and done < count:
            done += len(placement.packers[other].take(need, Spread.NONE, count - done, Occupancy()))
    return done
