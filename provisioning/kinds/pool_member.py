"""Membership of hosts: each in the aggregate of its pool, with the traits of the flavors that the pool offers."""

from collections.abc import Iterable, Iterator, Mapping

from orchestration.change import Address
from provisioning.cloud import Cloud, CloudRefused, CloudService, Record
from provisioning.intent import SiteIntent
from provisioning.kinds import aggregate as aggregates
from provisioning.kinds import flavor as flavors
from provisioning.kinds.provider import provider_id, providers, rewrite
from provisioning.resource import CloudView, Live, ResourceKind, Wanted

NAME = "pool-member"
SERVICES = "/os-services?binary=nova-compute"


def wanted(intent: SiteIntent) -> Iterator[Wanted]:
    """Yield each host of each pool."""
    for pool in intent.pools:
        needs = {intent.address(aggregates.NAME, pool.name)}
        needs |= {intent.address(flavors.NAME, flavor) for flavor in pool.flavors}
        for host in intent.members[pool.name]:
            yield Wanted(
                intent.address(NAME, host.name),
                {"pool": (pool.name,), "traits": tuple(sorted(map(flavors.trait, pool.flavors)))},
                host.origin,
                f"puts host {host.name} into pool {pool.name} at {intent.site}",
                frozenset(needs),
                hits=(f"host {host.name}",),
            )


def observe(view: CloudView, intent: SiteIntent) -> Iterator[Live]:
    """Yield each host that is in an aggregate of ours, carries a trait of ours, or is wanted and cannot be had."""
    pools: dict[str, list[str]] = {}
    foreign: dict[str, str] = {}
    for row in view.rows(CloudService.COMPUTE, aggregates.PATH, "aggregates"):
        ours = row["metadata"].get(aggregates.MARK_KEY) == intent.estate
        for host in row["hosts"]:
            if ours:
                pools.setdefault(host, []).append(row["name"])
            elif row["availability_zone"]:
                foreign[host] = row["name"]
    carried = _carried_traits(view)
    services = {row["host"] for row in view.rows(CloudService.COMPUTE, SERVICES, "services")}
    wanted_hosts = {host.name for hosts in intent.members.values() for host in hosts}
    known = providers(view)
    for host in sorted(pools.keys() | carried.keys() | wanted_hosts):
        obstacle = _obstacle(view.cloud.name, host, services, foreign) if host in wanted_hosts else ""
        if obstacle or host in pools or host in carried:
            traits = tuple(sorted(carried.get(host, ())))
            yield Live(
                intent.address(NAME, host),
                str(known[host]["uuid"]) if host in known else "",
                {"pool": tuple(sorted(pools.get(host, ()))), "traits": traits},
                obstacle=obstacle,
                awaited=host not in services and host not in pools,
                needs=_needs(view, intent, pools.get(host, ()), traits),
            )


def _carried_traits(view: CloudView) -> Mapping[str, list[str]]:
    """Map hosts to the traits of flavors that they carry: one request for each trait, not for each host."""
    carried: dict[str, list[str]] = {}
    for trait in sorted(flavors.traits(view)):
        for row in view.rows(CloudService.PLACEMENT, f"/resource_providers?required={trait}", "resource_providers"):
            carried.setdefault(row["name"], []).append(trait)
    return carried


def _needs(view: CloudView, intent: SiteIntent, pools: Iterable[str], traits: tuple[str, ...]) -> frozenset[Address]:
    names = [row["name"] for row in view.rows(CloudService.COMPUTE, "/flavors/detail?is_public=None", "flavors")]
    offered = {intent.address(flavors.NAME, name) for name in names if flavors.trait(name) in traits}
    return frozenset({intent.address(aggregates.NAME, pool) for pool in pools} | offered)


def _obstacle(cloud: str, host: str, services: set[str], foreign: Mapping[str, str]) -> str:
    if host not in services:
        return (
            f"Nova of cloud {cloud} has no compute service on a host named {host}, so it cannot join its pool."
            " Start nova-compute there, with `host` set to the server's name in the estate."
        )
    if host in foreign:
        return (
            f"Host {host} is in aggregate {foreign[host]} of cloud {cloud}, which has an availability zone and does not"
            " carry our mark; Nova allows a host one zone. Take it out of that aggregate or out of the pool."
        )
    return ""


def create(cloud: Cloud, intent: SiteIntent, member: Wanted) -> None:
    """Put the host into the aggregate of its pool and give it the traits."""
    _move(cloud, intent, member.name, member.texts("pool"))
    _set_traits(cloud, provider_id(cloud, member.name), member.texts("traits"))


def update(cloud: Cloud, intent: SiteIntent, member: Wanted, live: Live) -> None:
    """Move the host to the aggregate of its pool, which Nova refuses while it has instances; then set the traits."""
    if member.fields["pool"] != live.fields["pool"]:
        _move(cloud, intent, member.name, member.texts("pool"))
    if member.fields["traits"] != live.fields["traits"]:
        _set_traits(cloud, provider_id(cloud, member.name), member.texts("traits"))


def delete(cloud: Cloud, intent: SiteIntent, live: Live) -> None:
    """Take the host out of the aggregates of the estate and the traits from it; the host itself stays as it is."""
    _move(cloud, intent, live.name, ())
    if live.id:
        _set_traits(cloud, live.id, ())


def _move(cloud: Cloud, intent: SiteIntent, host: str, pools: tuple[str, ...]) -> None:
    ours = [
        row
        for row in cloud.read_all(CloudService.COMPUTE, aggregates.PATH, "aggregates")
        if row["metadata"].get(aggregates.MARK_KEY) == intent.estate
    ]
    missing = set(pools) - {row["name"] for row in ours}
    if missing:
        raise CloudRefused(f"Cloud {cloud.name} has no aggregate {min(missing)} with the mark {intent.mark}.", 404)
    for row in ours:
        if host in row["hosts"] and row["name"] not in pools:
            _act(cloud, row, "remove_host", host)
    for row in ours:
        if host not in row["hosts"] and row["name"] in pools:
            _act(cloud, row, "add_host", host)


def _act(cloud: Cloud, aggregate: Record, action: str, host: str) -> None:
    cloud.write("POST", CloudService.COMPUTE, f"{aggregates.PATH}/{aggregate['id']}/action", {action: {"host": host}})


def _set_traits(cloud: Cloud, provider: str, traits: tuple[str, ...]) -> None:
    def changed(stored: Record) -> Record | None:
        others = [trait for trait in stored["traits"] if not trait.startswith(flavors.TRAIT_PREFIX)]
        new = sorted({*others, *traits})
        if new == sorted(stored["traits"]):
            return None
        return {"resource_provider_generation": stored["resource_provider_generation"], "traits": new}

    rewrite(cloud, f"/resource_providers/{provider}/traits", changed)


KIND = ResourceKind(
    name=NAME,
    after=(aggregates.NAME, flavors.NAME),
    compared=("pool", "traits"),
    wanted=wanted,
    observe=observe,
    create=create,
    update=update,
    delete=delete,
)
