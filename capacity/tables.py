"""The rows of the capacity table: per site, pool and rack, with what stays after a loss."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from capacity.hosts import ComputeHost, HostBasis
from capacity.losses import EstateLosses, Headroom, Scope, headroom_after_loss, losses_of, slots_after_loss
from capacity.model import Capacity, totals
from capacity.packing.slots import slots
from capacity.resources import RESOURCES
from inventory.model.estate import Estate
from inventory.model.sites import SiteState


@dataclass(frozen=True, slots=True)
class ResourceRow:
    """One resource class of a row, in Placement's units (vCPUs, MiB, GiB); None: not known."""

    capacity: int
    used: int | None
    free: int | None
    unusable: int | None
    after_loss: int | None
    """Free after the worst loss of the row's scope, less the lost load; negative: not survivable."""
    worst: str
    """What is lost in the worst case."""


@dataclass(frozen=True, slots=True)
class FlavorRow:
    """How many more instances of a flavor fit; None: not known."""

    flavor: str
    slots: int | None
    slots_after_loss: int | None


@dataclass(frozen=True, slots=True)
class CapacityRow:
    """One site, one pool at one site, one pool at all sites (site empty), or one rack."""

    kind: str
    """site, pool or rack."""
    name: str
    site: str
    hosts: int
    usable_hosts: int | None
    basis: str
    """live, declared (the estate's word), or mixed."""
    loss_scope: str
    """The scope of `after_loss`; empty where none applies or its domains are not known."""
    resources: Mapping[str, ResourceRow]
    flavors: tuple[FlavorRow, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceRow:
    """How the reading of one cloud went."""

    site: str
    cloud: str
    collector: str
    success: bool
    last_success: float | None
    requests: int
    message: str


@dataclass(frozen=True, slots=True)
class CapacityTable:
    """Everything that `capacity` shows."""

    rows: tuple[CapacityRow, ...]
    sources: tuple[SourceRow, ...]
    sites_unknown: tuple[str, ...]
    """Sites whose cloud has not told its use: their supply is as declared."""


def capacity_table(capacity: Capacity, losses: EstateLosses | None, scope: Scope | None = None) -> CapacityTable:
    """Make the rows; by default a pool at all sites is shown after losing a site, everything else after a rack.

    With a scope, every row is shown after the worst loss of that scope as far as it applies. Without losses it
    is unknown what is left.
    """
    rows = tuple(
        _row(capacity.estate, group, scope or group.scope, losses)
        for group in (*_sites(capacity), *_pools(capacity), *_racks(capacity))
    )
    snapshot = capacity.snapshot
    sources = tuple(
        SourceRow(
            site=cloud.site,
            cloud=cloud.cloud,
            collector=status.collector,
            success=status.success,
            last_success=status.last_success,
            requests=status.requests,
            message=status.message,
        )
        for cloud, status in snapshot.collectors()
    )
    unknown = tuple(
        site.name
        for site in capacity.estate.sites.values()
        if site.cloud is not None
        and site.state not in {SiteState.LOST, SiteState.PLANNED}
        and not (site.name in snapshot.clouds and snapshot.clouds[site.name].known)
    )
    return CapacityTable(rows, sources, unknown)


@dataclass(frozen=True, slots=True)
class _Group:
    kind: str
    name: str
    site: str
    hosts: tuple[ComputeHost, ...]
    scope: Scope
    flavors: tuple[str, ...] = ()


def _sites(capacity: Capacity) -> Iterable[_Group]:
    for site in capacity.estate.sites:
        hosts = tuple(host for host in capacity.hosts if host.site == site)
        if hosts:
            yield _Group("site", site, site, hosts, Scope.RACK)


def _pools(capacity: Capacity) -> Iterable[_Group]:
    for name, pool in capacity.estate.pools.items():
        yield _Group("pool", name, "", capacity.pool(name), Scope.SITE, pool.flavors)
        for (other, site), hosts in capacity.by_pool.items():
            if other == name:
                yield _Group("pool", name, site, hosts, Scope.RACK, pool.flavors)


def _racks(capacity: Capacity) -> Iterable[_Group]:
    by_rack: dict[str, list[ComputeHost]] = {}
    for host in capacity.hosts:
        by_rack.setdefault(host.rack, []).append(host)
    for key, hosts in by_rack.items():
        rack = capacity.estate.racks[key]
        yield _Group("rack", rack.name, rack.site, tuple(hosts), Scope.HOST)


def _row(estate: Estate, group: _Group, scope: Scope, known: EstateLosses | None) -> CapacityRow:
    hosts = group.hosts
    losses = losses_of(known, hosts, scope)
    headroom = None if losses is None else headroom_after_loss(hosts, losses, scope)
    return CapacityRow(
        kind=group.kind,
        name=group.name,
        site=group.site,
        hosts=len(hosts),
        usable_hosts=totals(hosts).usable_hosts,
        basis=_basis(hosts),
        loss_scope="" if losses is None else scope.value,
        resources=_resources(hosts, headroom),
        flavors=tuple(
            FlavorRow(
                flavor=flavor,
                slots=slots(hosts, estate.flavors[flavor]),
                slots_after_loss=None if losses is None else slots_after_loss(hosts, estate.flavors[flavor], losses),
            )
            for flavor in group.flavors
        ),
    )


def _resources(hosts: tuple[ComputeHost, ...], headroom: Mapping[str, Headroom] | None) -> dict[str, ResourceRow]:
    sums = totals(hosts)
    return {
        name: ResourceRow(
            capacity=sums.capacity[name],
            used=None if sums.used is None else sums.used[name],
            free=None if sums.free is None else sums.free[name],
            unusable=None if sums.unusable is None else sums.unusable[name],
            after_loss=None if headroom is None else headroom[name].amount,
            worst="" if headroom is None else headroom[name].worst,
        )
        for name in RESOURCES
    }


def _basis(hosts: tuple[ComputeHost, ...]) -> str:
    found = {host.basis for host in hosts}
    return "mixed" if len(found) > 1 else next(iter(found), HostBasis.DECLARED).value
