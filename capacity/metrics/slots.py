"""Metrics of what still fits: flavor slots, stranded capacity and what is left after a loss."""

from capacity.losses import slots_after_loss
from capacity.metrics.family import Sample, Samples, gauge
from capacity.metrics.hosts import GIBIBYTE, MEBIBYTE, RESOURCE_LABELS
from capacity.metrics.view import MetricsView
from capacity.packing.slots import stranded_ratio
from capacity.resources import DISK_GB, MEMORY_MB, VCPU, needs


def flavor_slots(view: MetricsView) -> Samples:
    """How many more instances of a flavor fit into a pool, counted host by host."""
    for pool in view.pools:
        for flavor, count in pool.slots.items():
            yield Sample(pool.site, (flavor, pool.pool, pool.availability_zone), count)


def flavor_slots_after_loss(view: MetricsView) -> Samples:
    """How many more instances of a flavor fit after the worst loss of a host, rack, feed, room, site or city.

    The lost load is first placed elsewhere, in whole slots of this flavor. Losses of a host, rack, feed or
    room are answered for by the same site; those of a site or city by the other sites (no site label).
    """
    if view.capacity is None:
        return
    estate = view.capacity.estate
    for group in view.losses:
        for name in estate.pools[group.pool].flavors:
            count = slots_after_loss(group.hosts, estate.flavors[name], group.losses)
            if count is not None:
                yield Sample(group.site, (name, group.pool, group.scope.value), count)


def stranded_capacity_ratio(view: MetricsView) -> Samples:
    """Share of a pool's free resource that no further instance of a flavor can use."""
    if view.capacity is None:
        return
    for pool in view.pools:
        for flavor, count in pool.slots.items():
            for resource_class, amount in needs(view.capacity.estate.flavors[flavor]).items():
                ratio = stranded_ratio((pool.totals.free or {}).get(resource_class, 0), count * amount)
                if ratio is not None and resource_class in RESOURCE_LABELS:
                    yield Sample(pool.site, (pool.pool, RESOURCE_LABELS[resource_class], flavor), ratio)


def headroom_after_loss_vcpus(view: MetricsView) -> Samples:
    """Virtual CPUs free in a pool after the worst loss, less the lost load; negative: not survivable."""
    return _headroom(view, VCPU, 1)


def headroom_after_loss_memory_bytes(view: MetricsView) -> Samples:
    """Memory free in a pool after the worst loss, less the lost load; negative: not survivable."""
    return _headroom(view, MEMORY_MB, MEBIBYTE)


def headroom_after_loss_disk_bytes(view: MetricsView) -> Samples:
    """Disk space free in a pool after the worst loss, less the lost load; negative: not survivable."""
    return _headroom(view, DISK_GB, GIBIBYTE)


def _headroom(view: MetricsView, resource_class: str, unit: int) -> Samples:
    for group in view.losses:
        if group.headroom is not None:
            left = group.headroom[resource_class]
            yield Sample(group.site, (group.scope.value, left.worst, group.pool), left.amount * unit)


METRICS = (
    gauge(flavor_slots, "flavor", "pool", "az"),
    gauge(flavor_slots_after_loss, "flavor", "pool", "scope"),
    gauge(stranded_capacity_ratio, "pool", "resource", "flavor"),
    gauge(headroom_after_loss_vcpus, "scope", "worst", "pool"),
    gauge(headroom_after_loss_memory_bytes, "scope", "worst", "pool"),
    gauge(headroom_after_loss_disk_bytes, "scope", "worst", "pool"),
)
