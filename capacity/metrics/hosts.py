"""Metrics per compute host."""

from collections.abc import Mapping

from capacity.metrics.family import Family, Kind, Sample, Samples, gauge
from capacity.metrics.view import MetricsView
from capacity.resources import DISK_GB, MEMORY_MB, VCPU

MEBIBYTE = 2**20
GIBIBYTE = 2**30
RESOURCE_LABELS: Mapping[str, str] = {VCPU: "vcpu", MEMORY_MB: "memory", DISK_GB: "disk"}
"""Resource class → value of the label `resource`."""


def host_info(view: MetricsView) -> Samples:
    """Where a compute host stands, which power components feed it and what it may be used for.

    `state` is enabled, disabled, draining, decommissioning, powered_off, down, absent (its cloud does not
    know it) or unknown (its cloud has not been read).
    """
    if view.capacity is None:
        return
    estate = view.capacity.estate
    for host in view.capacity.hosts:
        rack, cords = estate.racks[host.rack], estate.servers[host.name].mount.cords
        feeds = tuple(rack.feeds.get(side, "") if side in cords else "" for side in ("a", "b"))
        labels = (host.name, host.availability_zone, rack.name, host.room, *feeds, host.state.value)
        yield Sample(host.site, labels, 1)


def pool_member(view: MetricsView) -> Samples:
    """Which compute host belongs to which pool."""
    for host in view.capacity.hosts if view.capacity else ():
        if host.pool is not None:
            yield Sample(host.site, (host.pool, host.name), 1)


def host_vcpu_capacity(view: MetricsView) -> Samples:
    """Virtual CPUs that a host can give out, after reserved and ratio."""
    return _capacity(view, VCPU, 1)


def host_vcpu_used(view: MetricsView) -> Samples:
    """Virtual CPUs of a host that are taken."""
    return _used(view, VCPU, 1)


def host_memory_capacity_bytes(view: MetricsView) -> Samples:
    """Memory that a host can give out, after reserved and ratio."""
    return _capacity(view, MEMORY_MB, MEBIBYTE)


def host_memory_used_bytes(view: MetricsView) -> Samples:
    """Memory of a host that is taken."""
    return _used(view, MEMORY_MB, MEBIBYTE)


def host_disk_capacity_bytes(view: MetricsView) -> Samples:
    """Disk space that a host can give out, after reserved and ratio."""
    return _capacity(view, DISK_GB, GIBIBYTE)


def host_disk_used_bytes(view: MetricsView) -> Samples:
    """Disk space of a host that is taken."""
    return _used(view, DISK_GB, GIBIBYTE)


def host_allocation_ratio(view: MetricsView) -> Samples:
    """How often a host's resource may be given out; left out until its inventory has been read."""
    for host in view.capacity.hosts if view.capacity else ():
        for resource_class, inventory in (host.inventories or {}).items():
            if resource_class in RESOURCE_LABELS:
                yield Sample(host.site, (host.name, RESOURCE_LABELS[resource_class]), inventory.allocation_ratio)


def _capacity(view: MetricsView, resource_class: str, unit: int) -> Samples:
    for host in view.capacity.hosts if view.capacity else ():
        if resource_class in host.capacity:
            yield Sample(host.site, (host.name,), host.capacity[resource_class] * unit)


def _used(view: MetricsView, resource_class: str, unit: int) -> Samples:
    for host in view.capacity.hosts if view.capacity else ():
        if host.used is not None and resource_class in host.used:
            yield Sample(host.site, (host.name,), host.used[resource_class] * unit)


METRICS = (
    Family(host_info, ("host", "az", "rack", "room", "feed_a", "feed_b", "state"), Kind.INFO),
    gauge(pool_member, "pool", "host"),
    gauge(host_vcpu_capacity, "host"),
    gauge(host_vcpu_used, "host"),
    gauge(host_memory_capacity_bytes, "host"),
    gauge(host_memory_used_bytes, "host"),
    gauge(host_disk_capacity_bytes, "host"),
    gauge(host_disk_used_bytes, "host"),
    gauge(host_allocation_ratio, "host", "resource"),
)
