"""Allocation ratios of hosts, in their Placement inventories.

Nova 34 (and every release since Stein): a ratio that was set through Placement's API stays, as long as nova.conf on the
host does not set `cpu_allocation_ratio`, `ram_allocation_ratio` or `disk_allocation_ratio`: nova-compute puts those
back within a minute. `initial_*_allocation_ratio` counts only when the provider is first made
(`nova.virt.driver.ComputeDriver._get_allocation_ratios`). A provider without a resource class (DISK_GB where the disks
are in a Ceph cluster, say) has no ratio for it, and none is wanted.
"""

from collections.abc import Iterator

from provisioning.cloud import Cloud, CloudRefused, CloudService, Record
from provisioning.intent import SiteIntent
from provisioning.kinds.provider import provider_id, providers, rewrite
from provisioning.resource import CloudView, Live, ResourceKind, Wanted

NAME = "allocation-ratio"
RESOURCE_CLASSES = {"cpu": "VCPU", "memory": "MEMORY_MB", "disk": "DISK_GB"}


def wanted(intent: SiteIntent) -> Iterator[Wanted]:
    """Yield the ratios of each host of each pool."""
    for pool in intent.pools:
        for host in intent.members[pool.name]:
            yield Wanted(
                intent.address(NAME, host.name),
                {"cpu": float(pool.cpu_ratio), "memory": float(pool.memory_ratio), "disk": float(pool.disk_ratio)},
                pool.origin,
                f"wants the ratios of pool {pool.name} on host {host.name}",
                hits=(f"host {host.name}",),
            )


def observe(view: CloudView, intent: SiteIntent) -> Iterator[Live]:
    """Yield the ratios of each wanted host; its inventories are read again only when its generation has changed."""
    known = providers(view)
    for host in (host.name for hosts in intent.members.values() for host in hosts):
        address = intent.address(NAME, host)
        if host not in known:
            yield Live(address, "", {}, obstacle=_missing(view.cloud.name, host), awaited=True)
            continue
        uuid, generation = known[host]["uuid"], known[host]["generation"]
        path = f"/resource_providers/{uuid}/inventories"
        stored = view.versioned(CloudService.PLACEMENT, path, generation)["inventories"]
        ratios = {
            key: float(stored[name]["allocation_ratio"]) if name in stored else None
            for key, name in RESOURCE_CLASSES.items()
        }
        yield Live(address, uuid, ratios)


def create(cloud: Cloud, _: SiteIntent, ratios: Wanted) -> None:
    """Set the ratios of a host that had no provider when it was looked at."""
    _set(cloud, provider_id(cloud, ratios.name), ratios)


def update(cloud: Cloud, _: SiteIntent, ratios: Wanted, live: Live) -> None:
    """Set the ratios."""
    _set(cloud, live.id, ratios)


def _set(cloud: Cloud, provider: str, ratios: Wanted) -> None:
    def changed(stored: Record) -> Record | None:
        inventories = {name: dict(inventory) for name, inventory in stored["inventories"].items()}
        for key, name in RESOURCE_CLASSES.items():
            if name in inventories:
                inventories[name]["allocation_ratio"] = ratios.fields[key]
        if not inventories:
            raise CloudRefused(f"Placement of cloud {cloud.name} has no inventory for {ratios.name} yet.", 404)
        return {
            "resource_provider_generation": stored["resource_provider_generation"],
            "inventories": inventories,
        }

    rewrite(cloud, f"/resource_providers/{provider}/inventories", changed)


def _missing(cloud: str, host: str) -> str:
    return (
        f"Placement of cloud {cloud} has no resource provider named {host}, so its ratios can neither be read nor set."
        " nova-compute makes it when it starts; its hypervisor's hostname must be the server's name in the estate."
    )


KIND = ResourceKind(
    name=NAME,
    after=(),
    compared=tuple(RESOURCE_CLASSES),
    wanted=wanted,
    observe=observe,
    create=create,
    update=update,
    remark="cpu_, ram_ and disk_allocation_ratio in nova.conf of the host override what is set here",
)
