"""Host aggregates of Nova, one for each pool, which is also its availability zone; the mark is in the metadata.

Nova makes an aggregate without metadata. So that one whose making was cut short is still known as ours, it is made
under a name that holds the mark and gets its real name when the metadata is set.
"""

from collections.abc import Iterator

from provisioning.cloud import Cloud, CloudRefused, CloudService
from provisioning.intent import SiteIntent
from provisioning.resource import CloudView, Live, ResourceKind, Wanted, rename_or_adopt

NAME = "aggregate"
MARK_KEY = "sddc:estate"
PATH = "/os-aggregates"
ADOPT = "openstack aggregate set --property " + MARK_KEY + "={estate} {name}"


def wanted(intent: SiteIntent) -> Iterator[Wanted]:
    """Yield one aggregate for each pool of the site."""
    for pool in intent.pools:
        yield Wanted(
            intent.address(NAME, pool.name),
            {"name": pool.name, "availability_zone": pool.name},
            pool.origin,
            f"wants pool {pool.name} at {intent.site}",
            hits=intent.tiers_of(pool=pool.name),
        )


def observe(view: CloudView, intent: SiteIntent) -> Iterator[Live]:
    """Yield every aggregate; one without the mark is an obstacle to a wanted one of its name."""
    for row in view.rows(CloudService.COMPUTE, PATH, "aggregates"):
        pool = _unfinished_pool(intent, row["name"])
        ours = bool(pool) or row["metadata"].get(MARK_KEY) == intent.estate
        yield Live(
            intent.address(NAME, pool or row["name"]),
            str(row["id"]),
            {"name": row["name"], "availability_zone": row["availability_zone"] or ""},
            ours,
            "" if ours else rename_or_adopt(NAME, row["name"], ADOPT.replace("{estate}", intent.estate), intent.mark),
        )


def create(cloud: Cloud, intent: SiteIntent, pool: Wanted) -> None:
    """Make the aggregate under its unfinished name, mark it, name it."""
    body = {"name": _unfinished_name(intent, pool.name), "availability_zone": pool.text("availability_zone")}
    made = cloud.write("POST", CloudService.COMPUTE, PATH, {"aggregate": body})
    _finish(cloud, intent, pool, str(made["aggregate"]["id"]))


def update(cloud: Cloud, intent: SiteIntent, pool: Wanted, live: Live) -> None:
    """Mark and name an unfinished one, or set the availability zone, which Nova refuses while instances run there."""
    _finish(cloud, intent, pool, live.id)


def delete(cloud: Cloud, _: SiteIntent, live: Live) -> None:
    """Remove an aggregate without hosts."""
    hosts = cloud.read(CloudService.COMPUTE, f"{PATH}/{live.id}")["aggregate"]["hosts"]
    if hosts:
        raise CloudRefused(
            f"Aggregate {live.name} of cloud {cloud.name} still has {len(hosts)} hosts, {min(hosts)} among them; it is"
            " deleted only when it is empty. Remove them first.",
            409,
        )
    cloud.write("DELETE", CloudService.COMPUTE, f"{PATH}/{live.id}")


def _finish(cloud: Cloud, intent: SiteIntent, pool: Wanted, aggregate: str) -> None:
    metadata = {"set_metadata": {"metadata": {MARK_KEY: intent.estate}}}
    cloud.write("POST", CloudService.COMPUTE, f"{PATH}/{aggregate}/action", metadata)
    body = {"name": pool.name, "availability_zone": pool.text("availability_zone")}
    cloud.write("PUT", CloudService.COMPUTE, f"{PATH}/{aggregate}", {"aggregate": body})


def _unfinished_name(intent: SiteIntent, pool: str) -> str:
    return f"{pool} (unfinished, {intent.mark})"


def _unfinished_pool(intent: SiteIntent, name: str) -> str:
    suffix = _unfinished_name(intent, "")
    return name.removesuffix(suffix) if name.endswith(suffix) else ""


KIND = ResourceKind(
    name=NAME,
    after=(),
    compared=("name", "availability_zone"),
    wanted=wanted,
    observe=observe,
    create=create,
    update=update,
    delete=delete,
)
