"""What is left after losing a host, a rack, a component of the power chain, a room, a site or a city."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from capacity.hosts import ComputeHost
from capacity.model import Capacity
from capacity.packing.slots import displaced_slots, slots_on
from capacity.resources import RESOURCES, Amounts, needs, summed
from facility.graph.capacity_graph import Graph
from facility.graph.loss import lose
from facility.graph.ranking import carrying
from facility.outage import components_of
from inventory.model.component_names import feed_name
from inventory.model.estate import Estate
from inventory.model.pools import Flavor
from inventory.model.sites import ServerRole
from inventory.scenario.scenario import Target, TargetKind


class Scope(StrEnum):
    """How far a loss reaches."""

    HOST = "host"
    RACK = "rack"
    FEED = "feed"
    """Any one component of the power chain, from the supply to the feed of a rack."""
    ROOM = "room"
    SITE = "site"
    CITY = "city"


SITE_SCOPES = (Scope.HOST, Scope.RACK, Scope.FEED, Scope.ROOM)
"""Losses that the rest of the same site answers for."""
ESTATE_SCOPES = (Scope.SITE, Scope.CITY)
"""Losses that the other sites answer for."""
REGIONS = {
    Scope.RACK: TargetKind.RACK,
    Scope.ROOM: TargetKind.ROOM,
    Scope.SITE: TargetKind.SITE,
    Scope.CITY: TargetKind.CITY,
}
"""Scopes that are places, with what a scenario calls them."""


@dataclass(frozen=True, slots=True)
class LostHosts:
    """Hosts that go together, and what ran on them by resource class."""

    hosts: tuple[ComputeHost, ...]
    load: Amounts


Losses = Mapping[str, LostHosts]
"""What goes together, by the name of what is lost."""


@dataclass(frozen=True, slots=True)
class Headroom:
    """What stays free of one resource class after the worst loss of a scope; negative: not survivable."""

    scope: Scope
    worst: str
    """The name of what is lost in the worst case; empty when no loss of this scope takes a host."""
    amount: int


class EstateLosses:
    """Which hosts of an estate go with which loss, as the loss engine of the facility says, trips included.

    Everything counts with its full draw, as in the rules: what is counted as room will draw once it is taken. Each
    scope is followed once, when it is asked for.
    """

    def __init__(self, estate: Estate, graph: Graph) -> None:
        """Ask about an estate by its capacity graph."""
        self._estate, self._graph = estate, graph
        self._taking: dict[Scope, Mapping[str, tuple[str, ...]]] = {}

    def taking(self, scope: Scope) -> Mapping[str, tuple[str, ...]]:
        """Map each compute server to the losses of a scope that take it, by their names; safe ones are left out."""
        if scope not in self._taking:
            found: dict[str, list[str]] = {}
            for name, servers in self._losses(scope):
                for server in servers:
                    found.setdefault(server, []).append(name)
            self._taking[scope] = {server: tuple(names) for server, names in found.items()}
        return self._taking[scope]

    def _losses(self, scope: Scope) -> Iterator[tuple[str, Iterable[str]]]:
        if scope is Scope.HOST:
            yield from ((name, (name,)) for name in self._compute)
            return
        for name, out in self._outages(scope):
            loss = lose(self._graph, out, follow_trips=True)
            gone = (*loss.taken_out, *loss.failed)
            yield name, (key for key in gone if key in self._compute)

    def _outages(self, scope: Scope) -> Iterator[tuple[str, Iterable[str]]]:
        estate, graph = self._estate, self._graph
        if scope is Scope.FEED:
            yield from self._power_outages()
            return
        kind = REGIONS[scope]
        cities = dict.fromkeys(site.city for site in estate.sites.values())
        names: Mapping[Scope, Iterable[str]] = {
            Scope.RACK: estate.racks,
            Scope.ROOM: estate.rooms,
            Scope.SITE: estate.sites,
            Scope.CITY: cities,
        }
        for name in names[scope]:
            yield name, components_of(estate, graph, Target(kind, name))

    def _power_outages(self) -> Iterator[tuple[str, Iterable[str]]]:
        # What nothing depends on takes no host along.
        estate, graph = self._estate, self._graph
        feeds = {feed_name(rack.key, side) for rack in estate.racks.values() for side in rack.feeds}
        for key in carrying(graph):
            if key in estate.power:
                yield key, components_of(estate, graph, Target(TargetKind.COMPONENT, key))
            elif key in feeds:
                yield key, (key,)

    @cached_property
    def _compute(self) -> frozenset[str]:
        blocks = self._estate.server_blocks
        return frozenset(name for block in blocks if block.role is ServerRole.COMPUTE for name in block.mounted.names)


def losses_of(losses: EstateLosses | None, hosts: Iterable[ComputeHost], scope: Scope) -> Losses | None:
    """Group hosts by what they are lost with.

    None where that is not known: the estate's chains make no graph, or nothing says what feeds one of the hosts.
    """
    members = tuple(hosts)
    if losses is None:
        return None
    if scope is Scope.FEED and any(host.feeds is None for host in members):
        return None
    taking = losses.taking(scope)
    found: dict[str, list[ComputeHost]] = {}
    for host in members:
        for name in taking.get(host.name, ()):
            found.setdefault(name, []).append(host)
    return {
        name: LostHosts(tuple(gone), summed((host.used or {} for host in gone), RESOURCES))
        for name, gone in found.items()
    }


def slots_after_loss(hosts: Iterable[ComputeHost], flavor: Flavor, losses: Losses) -> int | None:
    """Count how many more instances fit after the worst of the losses, once the lost load runs elsewhere.

    The lost load is counted in whole slots of this flavor by its scarcest resource. None when the
    use of a host is not known; 0 also when the rest cannot even hold the lost load.
    """
    need = needs(flavor)
    here: dict[str, int] = {}
    for host in hosts:
        count = slots_on(host, need)
        if count is None:
            return None
        here[host.name] = count
    whole = sum(here.values())
    left = (
        whole - sum(here[host.name] for host in lost.hosts) - displaced_slots(lost.load, need)
        for lost in losses.values()
    )
    return max(0, min(left, default=whole))


def headroom_after_loss(hosts: Iterable[ComputeHost], losses: Losses, scope: Scope) -> dict[str, Headroom] | None:
    """Map each resource class to what stays free after the worst of the losses, less the lost load; None: unknown."""
    members = tuple(hosts)
    free = {host.name: host.free for host in members}
    known = {name: amounts for name, amounts in free.items() if amounts is not None}
    if len(known) < len(free):
        return None
    whole = summed(known.values(), RESOURCES)
    worst = {name: Headroom(scope, "", amount) for name, amount in whole.items()}
    for lost_name, lost in losses.items():
        gone = summed(known[host.name] for host in lost.hosts)
        for name, amount in whole.items():
            left = amount - gone.get(name, 0) - lost.load.get(name, 0)
            if not worst[name].worst or left < worst[name].amount:
                worst[name] = Headroom(scope, lost_name, left)
    return worst


@dataclass(frozen=True, slots=True)
class PoolLosses:
    """The losses of one scope that concern the hosts of one pool."""

    pool: str
    site: str
    """Empty for losses that the other sites answer for."""
    scope: Scope
    hosts: tuple[ComputeHost, ...]
    losses: Losses
    headroom: Mapping[str, Headroom] | None
    """By resource class; None: not known."""


def pool_losses(capacity: Capacity, losses: EstateLosses | None) -> tuple[PoolLosses, ...]:
    """List, for every pool, the losses inside each of its sites and of whole sites; unknown ones are left out."""
    found = [
        _pool_losses(losses, pool, site, scope, hosts)
        for (pool, site), hosts in capacity.by_pool.items()
        for scope in (SITE_SCOPES if hosts else ())
    ]
    for pool in capacity.estate.pools:
        members = capacity.pool(pool)
        found += [_pool_losses(losses, pool, "", scope, members) for scope in ESTATE_SCOPES if members]
    return tuple(one for one in found if one is not None)


def _pool_losses(
    losses: EstateLosses | None, pool: str, site: str, scope: Scope, hosts: tuple[ComputeHost, ...]
) -> PoolLosses | None:
    found = losses_of(losses, hosts, scope)
    return (
        None if found is None else PoolLosses(pool, site, scope, hosts, found, headroom_after_loss(hosts, found, scope))
    )
