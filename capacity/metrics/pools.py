"""Metrics per pool and site."""

from collections.abc import Callable

from capacity.hosts import HostBasis
from capacity.metrics.family import Sample, Samples, gauge
from capacity.metrics.hosts import GIBIBYTE, MEBIBYTE, RESOURCE_LABELS
from capacity.metrics.view import MetricsView
from capacity.model import Totals, overcommit_ratio
from capacity.resources import DISK_GB, MEMORY_MB, VCPU, Amounts, ratios_of

AmountsOf = Callable[[Totals], Amounts | None]


def pool_hosts(view: MetricsView) -> Samples:
    """Compute hosts of a pool."""
    for pool in view.pools:
        yield Sample(pool.site, (pool.pool, pool.availability_zone), pool.totals.hosts)


def pool_usable_hosts(view: MetricsView) -> Samples:
    """Compute hosts of a pool that take new instances."""
    for pool in view.pools:
        if pool.totals.usable_hosts is not None:
            yield Sample(pool.site, (pool.pool, pool.availability_zone), pool.totals.usable_hosts)


def pool_declared_hosts(view: MetricsView) -> Samples:
    """Compute hosts of a pool whose capacity is the estate's word, because their cloud has not told it."""
    for pool in view.pools:
        hosts = view.capacity.by_pool[pool.pool, pool.site] if view.capacity else ()
        declared = sum(host.basis is HostBasis.DECLARED for host in hosts)
        yield Sample(pool.site, (pool.pool, pool.availability_zone), declared)


def pool_vcpu_capacity(view: MetricsView) -> Samples:
    """Virtual CPUs that a pool can give out, after reserved and ratio."""
    return _amounts(view, VCPU, 1, lambda totals: totals.capacity)


def pool_vcpu_used(view: MetricsView) -> Samples:
    """Virtual CPUs of a pool taken."""
    return _amounts(view, VCPU, 1, lambda totals: totals.used)


def pool_vcpu_free(view: MetricsView) -> Samples:
    """Virtual CPUs of a pool that new instances can still take."""
    return _amounts(view, VCPU, 1, lambda totals: totals.free)


def pool_vcpu_unusable(view: MetricsView) -> Samples:
    """Virtual CPUs of a pool neither taken nor to be had, on hosts that are not enabled."""
    return _amounts(view, VCPU, 1, lambda totals: totals.unusable)


def pool_memory_capacity_bytes(view: MetricsView) -> Samples:
    """Memory that a pool can give out, after reserved and ratio."""
    return _amounts(view, MEMORY_MB, MEBIBYTE, lambda totals: totals.capacity)


def pool_memory_used_bytes(view: MetricsView) -> Samples:
    """Memory of a pool taken."""
    return _amounts(view, MEMORY_MB, MEBIBYTE, lambda totals: totals.used)


def pool_memory_free_bytes(view: MetricsView) -> Samples:
    """Memory of a pool that new instances can still take."""
    return _amounts(view, MEMORY_MB, MEBIBYTE, lambda totals: totals.free)


def pool_memory_unusable_bytes(view: MetricsView) -> Samples:
    """Memory of a pool neither taken nor to be had, on hosts that are not enabled."""
    return _amounts(view, MEMORY_MB, MEBIBYTE, lambda totals: totals.unusable)


def pool_disk_capacity_bytes(view: MetricsView) -> Samples:
    """Disk space that a pool can give out, after reserved and ratio."""
    return _amounts(view, DISK_GB, GIBIBYTE, lambda totals: totals.capacity)


def pool_disk_used_bytes(view: MetricsView) -> Samples:
    """Disk space of a pool taken."""
    return _amounts(view, DISK_GB, GIBIBYTE, lambda totals: totals.used)


def pool_disk_free_bytes(view: MetricsView) -> Samples:
    """Disk space of a pool that new instances can still take."""
    return _amounts(view, DISK_GB, GIBIBYTE, lambda totals: totals.free)


def pool_disk_unusable_bytes(view: MetricsView) -> Samples:
    """Disk space of a pool neither taken nor to be had, on hosts that are not enabled."""
    return _amounts(view, DISK_GB, GIBIBYTE, lambda totals: totals.unusable)


def pool_overcommit_ratio(view: MetricsView) -> Samples:
    """How often the resource of a pool is given out: what is taken over what its hosts physically have."""
    for pool in view.pools:
        for resource_class, label in RESOURCE_LABELS.items():
            ratio = overcommit_ratio(pool.totals, resource_class)
            if ratio is not None:
                yield Sample(pool.site, (pool.pool, label), ratio)


def pool_overcommit_limit_ratio(view: MetricsView) -> Samples:
    """How often the resource of a pool may be given out, as the estate says."""
    for pool in view.pools:
        if view.capacity is not None:
            for resource_class, ratio in ratios_of(view.capacity.estate.pools[pool.pool]).items():
                yield Sample(pool.site, (pool.pool, RESOURCE_LABELS[resource_class]), ratio)


def _amounts(view: MetricsView, resource_class: str, unit: int, of: AmountsOf) -> Samples:
    for pool in view.pools:
        amounts = of(pool.totals)
        if amounts is not None:
            yield Sample(pool.site, (pool.pool, pool.availability_zone), amounts[resource_class] * unit)


METRICS = (
    gauge(pool_hosts, "pool", "az"),
    gauge(pool_usable_hosts, "pool", "az"),
    gauge(pool_declared_hosts, "pool", "az"),
    gauge(pool_vcpu_capacity, "pool", "az"),
    gauge(pool_vcpu_used, "pool", "az"),
    gauge(pool_vcpu_free, "pool", "az"),
    gauge(pool_vcpu_unusable, "pool", "az"),
    gauge(pool_memory_capacity_bytes, "pool", "az"),
    gauge(pool_memory_used_bytes, "pool", "az"),
    gauge(pool_memory_free_bytes, "pool", "az"),
    gauge(pool_memory_unusable_bytes, "pool", "az"),
    gauge(pool_disk_capacity_bytes, "pool", "az"),
    gauge(pool_disk_used_bytes, "pool", "az"),
    gauge(pool_disk_free_bytes, "pool", "az"),
    gauge(pool_disk_unusable_bytes, "pool", "az"),
    gauge(pool_overcommit_ratio, "pool", "resource"),
    gauge(pool_overcommit_limit_ratio, "pool", "resource"),
)
