"""The names that dashboards of other exporters ask for, so that these go on working; off by default."""

from capacity.hosts import ComputeHost
from capacity.metrics.family import Family, Kind, Sample, Samples
from capacity.metrics.hosts import MEBIBYTE
from capacity.metrics.view import MetricsView
from capacity.resources import MEMORY_MB, VCPU


def placement_resource_total(view: MetricsView) -> Samples:
    """Total of a resource class of a host, in Placement's units."""
    return _inventory(view, "total")


def placement_resource_reserved(view: MetricsView) -> Samples:
    """Reserved amount of a resource class of a host, in Placement's units."""
    return _inventory(view, "reserved")


def placement_resource_allocation_ratio(view: MetricsView) -> Samples:
    """Allocation ratio of a resource class of a host."""
    return _inventory(view, "allocation_ratio")


def placement_resource_usage(view: MetricsView) -> Samples:
    """Amount taken of a resource class of a host, in Placement's units."""
    for host in _hosts(view):
        for resource_class, amount in (host.used or {}).items():
            yield Sample(host.site, (host.name, resource_class), amount)


def nova_vcpus_available(view: MetricsView) -> Samples:
    """Physical processors of a host, as Nova counts them."""
    for host in _hosts(view):
        if host.inventories is not None and VCPU in host.inventories:
            yield Sample(host.site, _nova_labels(host), host.inventories[VCPU].total)


def nova_vcpus_used(view: MetricsView) -> Samples:
    """Virtual CPUs of a host that are taken."""
    return _nova_used(view, VCPU, 1)


def nova_memory_available_bytes(view: MetricsView) -> Samples:
    """Physical memory of a host."""
    for host in _hosts(view):
        if host.inventories is not None and MEMORY_MB in host.inventories:
            yield Sample(host.site, _nova_labels(host), host.inventories[MEMORY_MB].total * MEBIBYTE)


def nova_memory_used_bytes(view: MetricsView) -> Samples:
    """Memory of a host that is taken."""
    return _nova_used(view, MEMORY_MB, MEBIBYTE)


def nova_running_vms(view: MetricsView) -> Samples:
    """Instances that run on a host."""
    for host in _hosts(view):
        if host.instances is not None:
            yield Sample(host.site, _nova_labels(host), host.instances)


def hypervisor_placement_allocated(view: MetricsView) -> Samples:
    """Allocated amount of a resource class of a host, in Placement's units."""
    return placement_resource_usage(view)


def hypervisor_placement_allocatable_capacity(view: MetricsView) -> Samples:
    """Amount of a resource class that a host can give out, in Placement's units."""
    for host in _hosts(view):
        for resource_class, amount in host.capacity.items():
            yield Sample(host.site, (host.name, resource_class), amount)


def free_capacity_by_flavor_total(view: MetricsView) -> Samples:
    """How many more instances of a flavor fit into the pools that offer it."""
    counted: dict[tuple[str, str], int] = {}
    for pool in view.pools:
        for flavor, count in pool.slots.items():
            counted[pool.site, flavor] = counted.get((pool.site, flavor), 0) + count
    for (site, flavor), count in counted.items():
        yield Sample(site, (flavor,), count)


def _hosts(view: MetricsView) -> tuple[ComputeHost, ...]:
    if view.capacity is None:
        return ()
    known = {site for site, cloud in view.capacity.snapshot.clouds.items() if cloud.known}
    return tuple(host for host in view.capacity.hosts if host.site in known)


def _inventory(view: MetricsView, field: str) -> Samples:
    for host in _hosts(view):
        for resource_class, inventory in (host.inventories or {}).items():
            yield Sample(host.site, (host.name, resource_class), getattr(inventory, field))


def _nova_used(view: MetricsView, resource_class: str, unit: int) -> Samples:
    for host in _hosts(view):
        if host.used is not None and resource_class in host.used:
            yield Sample(host.site, _nova_labels(host), host.used[resource_class] * unit)


def _nova_labels(host: ComputeHost) -> tuple[str, str, str]:
    return (host.name, host.availability_zone, ",".join(host.aggregates))


_RESOURCE = ("hostname", "resourcetype")
_NOVA = ("hostname", "availability_zone", "aggregates")
_HYPERVISOR = ("hypervisor", "resource")

METRICS = (
    *(
        Family(samples, _RESOURCE, Kind.GAUGE, "openstack_")
        for samples in (
            placement_resource_total,
            placement_resource_reserved,
            placement_resource_allocation_ratio,
            placement_resource_usage,
        )
    ),
    *(
        Family(samples, _NOVA, Kind.GAUGE, "openstack_")
        for samples in (
            nova_vcpus_available,
            nova_vcpus_used,
            nova_memory_available_bytes,
            nova_memory_used_bytes,
            nova_running_vms,
        )
    ),
    *(
        Family(samples, _HYPERVISOR, Kind.GAUGE, "openstack_")
        for samples in (hypervisor_placement_allocated, hypervisor_placement_allocatable_capacity)
    ),
    Family(free_capacity_by_flavor_total, ("flavor_name",), Kind.GAUGE, "openstack_"),
)
