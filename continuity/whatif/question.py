"""Ask what happens if a scenario comes true."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from capacity.model import capacity_of
from capacity.packing.host_room import HostRoom
from capacity.packing.slots import slots_in
from capacity.resources import MEMORY_MB, VCPU, needs
from capacity.snapshot import Snapshot
from continuity.whatif.answer import PoolAnswer, UseBasis, Weakest, WhatIf
from continuity.whatif.current_placement import current_placement
from continuity.whatif.demand import is_active
from continuity.whatif.host_supply import HostSupply, declared_supply, supply_of
from continuity.whatif.infrastructure import hosts_lost, infrastructure
from continuity.whatif.power_draw import Gauges, by_use, gauges_of, moved_watts
from continuity.whatif.recovery_objectives import service_fates
from continuity.whatif.rescheduling import PoolFate, follow
from continuity.whatif.verdict import Followed, judge
from facility.estate_graph import CapacityGraph
from facility.graph.loss import Loss, Moves
from facility.outage import taken_out
from inventory.model.estate import Estate
from inventory.scenario.scenario import Scenario
from inventory.scenario.variant import apply_scenario


@dataclass(frozen=True)
class World:
    """What every question about an estate needs, made once."""

    estate: Estate
    graph: CapacityGraph
    """In which everything draws in full."""
    supply: HostSupply
    pool_of: Mapping[str, str]
    """Compute server → pool."""

    @cached_property
    def gauges(self) -> Gauges:
        """How what servers draw follows from what runs on them."""
        return gauges_of(self.estate, self.supply)

    @cached_property
    def graph_by_use(self) -> CapacityGraph:
        """The graph in which servers draw by what runs on them before anything happens."""
        return by_use(self.graph, self.gauges)


def world_of(estate: Estate, graph: CapacityGraph, snapshot: Snapshot | None = None) -> World:
    """Join an estate with its capacity graph and, where clouds were asked, with what they use."""
    supply = declared_supply(estate) if snapshot is None else supply_of(capacity_of(estate, snapshot))
    pool_of = {server.name: pool for pool, servers in estate.members.items() for server in servers}
    return World(estate, graph, supply, pool_of)


def what_if(world: World, scenario: Scenario) -> WhatIf:
    """Follow a scenario from the power chain to the services; changes nothing."""
    after = apply_scenario(world.estate, scenario)
    out = taken_out(world.estate, world.graph.graph, scenario)
    found = infrastructure(world.estate, world.graph_by_use, out, moves_of(world, after))
    touched = pools_after(world, after, found.hosts)
    fates = {fate.wanted.key: fate for pool in touched for fate in pool.fate.tiers}
    services = service_fates(world.estate, fates, planned=scenario.is_planned)
    weakest = min((pool.weakest for pool in touched if pool.weakest), key=lambda one: one.slots, default=None)
    basis = UseBasis(world.supply.live_sites, world.supply.unknown_sites, is_by_use=bool(world.gauges))
    unpooled = tuple(host for host in found.hosts if host not in world.pool_of)
    return judge(Followed(scenario, found, touched, services, unpooled, weakest, basis))


def pools_after(world: World, after: Estate, down: Collection[str]) -> tuple[PoolAnswer, ...]:
    """Place again what has lost its hosts or is wanted more; list the pools that anything becomes of."""
    fates = _fates(world, after, frozenset(down))
    pools = (
        PoolAnswer(fate, _headroom(world, after, fate), _weakest(after, fate), _undeclared(world, fate))
        for fate in fates
    )
    return tuple(pool for pool in pools if pool.is_touched)


def moves_of(world: World, after: Estate) -> Moves | None:
    """Make what the capacity graph asks for the watts of instances that are placed; None: they make no difference."""
    if not world.gauges:
        return None

    def moves(loss: Loss) -> Mapping[str, float]:
        down = frozenset(hosts_lost(world.estate, loss))
        return moved_watts(world.gauges, world.supply, _fates(world, after, down), down)

    return moves


def _fates(world: World, after: Estate, down: frozenset[str]) -> Iterator[PoolFate]:
    return (_fate(world, after, pool, down) for pool in _concerned(world, after, down))


def _concerned(world: World, after: Estate, down: frozenset[str]) -> tuple[str, ...]:
    """List the pools that a scenario may concern at all: only these need packing."""
    if after is not world.estate:
        return tuple(world.estate.pools)
    hit = {world.pool_of[host] for host in down if host in world.pool_of}
    return tuple(pool for pool in world.estate.pools if pool in hit)


def _fate(world: World, after: Estate, pool: str, down: frozenset[str]) -> PoolFate:
    placement = current_placement(world.estate, pool, world.supply)
    gone = {
        site: down if is_active(after, site) else frozenset(room.host for room in packer.rooms)
        for site, packer in placement.packers.items()
    }
    return follow(world.estate, after, placement, gone, world.supply)


def _undeclared(world: World, fate: PoolFate) -> dict[str, int]:
    """Count the lost hosts of a pool at the sites of which neither a service nor a cloud has said what runs there."""
    tiers = (tier for service in world.estate.services.values() for tier in service.tiers if tier.pool == fate.pool)
    declared = {site for tier in tiers for site in tier.instances}
    return {
        site: count
        for site, count in fate.lost_hosts.items()
        if site not in declared and site not in world.supply.live_sites
    }


def _headroom(world: World, after: Estate, fate: PoolFate) -> float | None:
    left = [room for site, packer in fate.placement.packers.items() if is_active(after, site) for room in packer.rooms]
    names = {room.host for room in left}
    whole = [
        room
        for (_, pool), rooms in world.supply.rooms.items()
        if pool == fate.pool
        for room in rooms
        if room.host in names
    ]
    shares = [max(0, _sum(left, name)) / _sum(whole, name) for name in (VCPU, MEMORY_MB) if _sum(whole, name)]
    return min(shares, default=None)


def _sum(rooms: list[HostRoom], name: str) -> int:
    return sum(room.free.get(name, 0) for room in rooms)


def _weakest(after: Estate, fate: PoolFate) -> Weakest | None:
    found = []
    for site, packer in fate.placement.packers.items():
        # Most hosts have the same left: each size is asked once.
        sizes = Counter((tuple(room.free.items()), tuple(room.largest.items())) for room in packer.rooms)
        for name in after.pools[fate.pool].flavors if is_active(after, site) and packer.rooms else ():
            need = needs(after.flavors[name])
            slots = sum(count * slots_in(dict(free), dict(largest), need) for (free, largest), count in sizes.items())
            found.append(Weakest(name, fate.pool, site, slots))
    return min(found, key=lambda one: one.slots, default=None)
