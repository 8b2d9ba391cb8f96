"""What is left after losing a host, a rack, a power component, a room, a site or a city."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from capacity.hosts import ComputeHost
from capacity.model import Capacity
from capacity.packing.slots import displaced_slots, slots_on
from capacity.resources import RESOURCES, needs, summed
from inventory.model.estate import Estate
from inventory.model.pools import Flavor


class Scope(StrEnum):
    """How far a loss reaches."""

    HOST = "host"
    RACK = "rack"
    FEED = "feed"
    ROOM = "room"
    SITE = "site"
    CITY = "city"


SITE_SCOPES = (Scope.HOST, Scope.RACK, Scope.FEED, Scope.ROOM)
"""Losses that the rest of the same site answers for."""
ESTATE_SCOPES = (Scope.SITE, Scope.CITY)
"""Losses that the other sites answer for."""


@dataclass(frozen=True, slots=True)
class Lost:
    """Hosts that go together, and what ran on them by resource class."""

    hosts: tuple[ComputeHost, ...]
    load: Mapping[str, int]


Domains = Mapping[str, Lost]
"""What goes together, by the name of what is lost."""


@dataclass(frozen=True, slots=True)
class Headroom:
    """What stays free of one resource class after the worst loss of a scope; negative: not survivable."""

    scope: Scope
    worst: str
    """The name of what is lost in the worst case; empty when no loss of this scope takes a host."""
    amount: int


def domains(estate: Estate, hosts: Iterable[ComputeHost], scope: Scope) -> Domains:
    """Group the hosts by what they are lost with; power components have a function of their own."""
    found: dict[str, list[ComputeHost]] = {}
    for host in hosts:
        found.setdefault(_domain(estate, host, scope), []).append(host)
    return _domains(found)


def _domain(estate: Estate, host: ComputeHost, scope: Scope) -> str:
    match scope:
        case Scope.HOST:
            return host.name
        case Scope.RACK:
            return host.rack
        case Scope.ROOM:
            return f"{host.site}/{host.room}"
        case Scope.SITE:
            return host.site
        case Scope.CITY:
            return estate.sites[host.site].city
        case Scope.FEED:
            raise ValueError("hosts share many power components: use feed_domains")


def feed_domains(estate: Estate, hosts: Iterable[ComputeHost], outages: Mapping[str, frozenset[str]]) -> Domains | None:
    """Group the hosts by the power component that takes them down alone; None when a host's feeds are not known.

    `outages` is what `power_outages` found.
    """
    by_feeds: dict[frozenset[str], list[ComputeHost]] = {}
    for host in hosts:
        feeds = frozenset(f"{host.site}/{feed}" for feed in host.feeds or ("",))
        if not feeds <= estate.power.keys():
            return None
        by_feeds.setdefault(feeds, []).append(host)
    found: dict[str, list[ComputeHost]] = {}
    for component, dead in outages.items():
        for feeds, group in by_feeds.items():
            if feeds <= dead:
                found.setdefault(component, []).extend(group)
    return _domains(found)


def _domains(groups: Mapping[str, list[ComputeHost]]) -> Domains:
    return {
        name: Lost(tuple(hosts), summed((host.used or {} for host in hosts), RESOURCES))
        for name, hosts in groups.items()
    }


def losses_of(
    estate: Estate, hosts: Iterable[ComputeHost], scope: Scope, outages: Mapping[str, frozenset[str]]
) -> Domains | None:
    """Group the hosts by what they are lost with, whatever the scope; None when that is not known."""
    return feed_domains(estate, hosts, outages) if scope is Scope.FEED else domains(estate, hosts, scope)


def power_outages(estate: Estate) -> dict[str, frozenset[str]]:
    """Map the key of every power component to all that are dead without it: those that nothing else feeds."""
    fed: dict[str, list[str]] = {}
    sources: dict[str, tuple[str, ...]] = {}
    for component in estate.power.values():
        sources[component.key] = tuple(f"{component.site}/{source}" for source in component.fed_by)
        for source in sources[component.key]:
            fed.setdefault(source, []).append(component.key)
    return {lost: _dead_without(lost, fed, sources) for lost in estate.power}


def _dead_without(lost: str, fed: Mapping[str, list[str]], sources: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    dead, front = {lost}, [lost]
    while front:
        for key in fed.get(front.pop(), ()):
            if key not in dead and dead.issuperset(sources[key]):
                dead.add(key)
                front.append(key)
    return frozenset(dead)


def slots_after_loss(hosts: Iterable[ComputeHost], flavor: Flavor, losses: Domains) -> int | None:
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


def headroom_after_loss(hosts: Iterable[ComputeHost], losses: Domains, scope: Scope) -> dict[str, Headroom] | None:
    """Map each resource class to what stays free after the worst of the losses, less the lost load; None: unknown."""
    members = tuple(hosts)
    free = {host.name: host.free for host in members}
    known = {name: amounts for name, amounts in free.items() if amounts is not None}
    if len(known) < len(free):
        return None
    whole = summed(known.values(), RESOURCES)
    worst = {name: Headroom(scope, "", amount) for name, amount in whole.items()}
    for lost_name, lost in losses.items():
        gone = summed((known[host.name] for host in lost.hosts), RESOURCES)
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
    losses: Domains
    headroom: Mapping[str, Headroom] | None
    """By resource class; None: not known."""


def pool_losses(capacity: Capacity) -> tuple[PoolLosses, ...]:
    """List, for every pool, the losses inside each of its sites and of whole sites; unknown ones are left out."""
    estate, outages = capacity.estate, power_outages(capacity.estate)
    found = []
    for (pool, site), hosts in capacity.by_pool.items():
        for scope in SITE_SCOPES if hosts else ():
            losses = losses_of(estate, hosts, scope, outages)
            if losses is not None:
                found.append(_pool_losses(pool, site, scope, hosts, losses))
    for pool in estate.pools:
        members = capacity.pool(pool)
        found += [
            _pool_losses(pool, "", scope, members, domains(estate, members, scope))
            for scope in ESTATE_SCOPES
            if members
        ]
    return tuple(found)


def _pool_losses(pool: str, site: str, scope: Scope, hosts: tuple[ComputeHost, ...], losses: Domains) -> PoolLosses:
    return PoolLosses(pool, site, scope, hosts, losses, headroom_after_loss(hosts, losses, scope))
