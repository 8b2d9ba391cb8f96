"""All that the metric families look at, summed up once for each page."""

from collections.abc import Mapping
from dataclasses import dataclass

from capacity.losses import EstateLosses, PoolLosses, pool_losses
from capacity.model import Capacity, Totals, totals
from capacity.packing.slots import slots
from capacity.snapshot import CollectorStatus
from facility.space.rack_usage import RackSums, rack_sums
from inventory.finding import Finding
from orchestration.controller import Survey


@dataclass(frozen=True, slots=True)
class Drift:
    """What one controller found when it last compared the estate with the live world."""

    kinds: frozenset[str]
    """All kinds that it looks after, so that none found can be told from none looked at."""
    survey: Survey


@dataclass(frozen=True, slots=True)
class PoolView:
    """One pool at one site."""

    pool: str
    site: str
    availability_zone: str
    totals: Totals
    slots: Mapping[str, int]
    """Flavor → how many more fit; empty when use is not known."""


@dataclass(frozen=True, slots=True)
class MetricsView:
    """The estate, the clouds and what else has been looked at, at one moment."""

    capacity: Capacity | None
    """None: no estate could be read yet."""
    pools: tuple[PoolView, ...] = ()
    losses: tuple[PoolLosses, ...] = ()
    racks: tuple[RackSums, ...] = ()
    collectors: tuple[tuple[str, CollectorStatus], ...] = ()
    """How reading went, each with its site; empty for what is read for all sites."""
    findings: tuple[Finding, ...] | None = None
    """None: the estate has not been checked."""
    drift: tuple[Drift, ...] = ()


def view_of(
    capacity: Capacity | None,
    collectors: tuple[CollectorStatus, ...] = (),
    findings: tuple[Finding, ...] | None = None,
    drift: tuple[Drift, ...] = (),
    losses: EstateLosses | None = None,
) -> MetricsView:
    """Sum everything up; `collectors` are those besides the clouds' own; losses None: not known."""
    statuses = tuple(("", status) for status in collectors)
    if capacity is None:
        return MetricsView(None, collectors=statuses, findings=findings, drift=drift)
    statuses += tuple((cloud.site, status) for cloud, status in capacity.snapshot.collectors())
    return MetricsView(
        capacity=capacity,
        pools=tuple(_pool_view(capacity, pool, site) for pool, site in capacity.by_pool),
        losses=pool_losses(capacity, losses),
        racks=rack_sums(capacity.estate),
        collectors=statuses,
        findings=findings,
        drift=drift,
    )


def _pool_view(capacity: Capacity, pool: str, site: str) -> PoolView:
    hosts = capacity.by_pool[pool, site]
    estate = capacity.estate
    counted = {name: slots(hosts, estate.flavors[name]) for name in estate.pools[pool].flavors}
    return PoolView(
        pool=pool,
        site=site,
        availability_zone=pool,
        totals=totals(hosts),
        slots={name: count for name, count in counted.items() if count is not None},
    )
