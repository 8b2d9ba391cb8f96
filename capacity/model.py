"""Capacity summed per host, rack, room, site and pool: pure functions of an estate and a snapshot."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from capacity.hosts import ComputeHost, HostState, hosts_of
from capacity.resources import RESOURCES, Amounts, summed
from capacity.snapshot import Snapshot
from inventory.model.estate import Estate
from inventory.model.sites import SiteState


@dataclass(frozen=True, slots=True)
class Totals:
    """Hosts summed up; amounts by resource class in Placement's units, None where the use of a host is not known."""

    hosts: int
    usable_hosts: int | None
    capacity: Amounts
    physical: Amounts
    used: Amounts | None
    free: Amounts | None
    """What new instances can still take."""
    unusable: Amounts | None
    """What is neither taken nor to be had: on hosts that are not enabled, beyond their load."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """Everything that tables and metrics are made of."""

    estate: Estate
    snapshot: Snapshot
    hosts: tuple[ComputeHost, ...]
    by_pool: Mapping[tuple[str, str], tuple[ComputeHost, ...]]
    """By pool and site; every pool at every one of its sites that exists and is not lost."""

    def pool(self, name: str) -> tuple[ComputeHost, ...]:
        """List the hosts of a pool at all sites."""
        return tuple(host for (pool, _), hosts in self.by_pool.items() if pool == name for host in hosts)


def capacity_of(estate: Estate, snapshot: Snapshot) -> Capacity:
    """Join an estate and a snapshot; with an empty snapshot supply is as declared and use is unknown."""
    hosts = hosts_of(estate, snapshot)
    groups: dict[tuple[str, str], list[ComputeHost]] = {
        (pool.name, site): [] for pool in estate.pools.values() for site in pool.sites if _exists(estate, site)
    }
    for host in hosts:
        if host.pool is not None:
            groups[host.pool, host.site].append(host)
    return Capacity(estate, snapshot, hosts, {key: tuple(group) for key, group in groups.items()})


def _exists(estate: Estate, site: str) -> bool:
    return estate.sites[site].state not in {SiteState.LOST, SiteState.PLANNED}


def totals(hosts: Iterable[ComputeHost]) -> Totals:
    """Sum hosts up; one host whose use is not known makes the sums of use unknown, never smaller."""
    members = tuple(hosts)
    unknown = any(host.free is None for host in members)
    return Totals(
        hosts=len(members),
        usable_hosts=None if unknown else sum(host.state is HostState.ENABLED for host in members),
        capacity=summed((host.capacity for host in members), RESOURCES),
        physical=summed((host.physical for host in members), RESOURCES),
        used=_summed_if_known([host.used for host in members]),
        free=_summed_if_known([host.free for host in members]),
        unusable=_summed_if_known([host.unusable for host in members]),
    )


def _summed_if_known(several: list[Amounts | None]) -> dict[str, int] | None:
    known = [amounts for amounts in several if amounts is not None]
    return summed(known, RESOURCES) if len(known) == len(several) else None


def overcommit_ratio(sums: Totals, resource_class: str) -> float | None:
    """Return how often the hosts' resource is given out at the moment; None when it is not known or not there."""
    physical = sums.physical.get(resource_class, 0)
    return None if sums.used is None or physical <= 0 else sums.used.get(resource_class, 0) / physical
