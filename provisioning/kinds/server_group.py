"""Server groups of Nova, one for each tier whose instances keep apart; the mark is in the name, its only text.

Nova knows hosts, not racks. `spread: host` is therefore exactly `anti-affinity`: an instance that would share a host is
refused. `spread: rack` asks for more than Nova can promise; the group asks for different hosts as far as there are any
(`soft-anti-affinity`), so that a site that has lost hosts still starts what it must run, and placement and the capacity
report say how the racks are shared.

A server group belongs to the project of the token that makes it, so it is made with a token of the service's project.
"""

from collections.abc import Iterator

from inventory.model.services import Spread
from provisioning.cloud import Cloud, CloudRefused, CloudService, Record
from provisioning.intent import SiteIntent
from provisioning.kinds import project as projects
from provisioning.resource import CloudView, Live, ResourceKind, Wanted

NAME = "server-group"
PATH = "/os-server-groups"
POLICIES = {Spread.HOST: "anti-affinity", Spread.RACK: "soft-anti-affinity"}


def wanted(intent: SiteIntent) -> Iterator[Wanted]:
    """Yield one for each tier with instances here that must keep apart."""
    for tier in intent.tiers:
        if tier.spread in POLICIES:
            project = intent.project_of_service[tier.service]
            yield Wanted(
                intent.address(NAME, tier.service, tier.name),
                {"policy": POLICIES[tier.spread], "project": project},
                tier.origin,
                f"wants tier {tier.name} of {tier.service} spread by {tier.spread} at {intent.site}",
                frozenset({intent.address(projects.NAME, project)}),
                hits=(tier.named_at(intent.site),),
            )


def group_name(intent: SiteIntent, tier: str) -> str:
    """Return the name in Nova for the tier 'mobile-banking/api': 'sddc:chengdu-bank:mobile-banking/api'."""
    return f"sddc:{intent.estate}:{tier}"


def observe(view: CloudView, intent: SiteIntent) -> Iterator[Live]:
    """Yield the server groups of all projects whose name carries the mark."""
    prefix = group_name(intent, "")
    names = {row["id"]: row["name"] for row in projects.rows(view)}
    for row in _rows(view):
        if row["name"].startswith(prefix):
            project = names.get(row["project_id"], "")
            yield Live(
                intent.address(NAME, row["name"].removeprefix(prefix)),
                row["id"],
                {"policy": row["policy"], "project": project or row["project_id"]},
                needs=frozenset({intent.address(projects.NAME, project)} if project else ()),
            )


def _rows(view: CloudView) -> Iterator[Record]:
    """List them page by page: Nova cuts the list off at its limit (1000) and gives no link to the next page."""
    offset = 0
    while page := view.rows(CloudService.COMPUTE, f"{PATH}?all_projects=True&offset={offset}", "server_groups"):
        yield from page
        offset += len(page)


def create(cloud: Cloud, intent: SiteIntent, group: Wanted) -> None:
    """Make the group in the project of the service."""
    project = projects.project_id(cloud, intent, group.text("project"))
    body = {"name": group_name(intent, group.name), "policy": group.text("policy")}
    cloud.write("POST", CloudService.COMPUTE, PATH, {"server_group": body}, project)


def update(cloud: Cloud, intent: SiteIntent, group: Wanted, live: Live) -> None:
    """Make an empty group again: Nova cannot change one."""
    delete(cloud, intent, live)
    create(cloud, intent, group)


def delete(cloud: Cloud, _: SiteIntent, live: Live) -> None:
    """Remove an empty group; Nova itself would let its instances forget that they keep apart."""
    members = cloud.read(CloudService.COMPUTE, f"{PATH}/{live.id}")["server_group"]["members"]
    if members:
        raise CloudRefused(
            f"Server group {live.name} of cloud {cloud.name} still has {len(members)} instances, which would no longer"
            " be kept apart; it is deleted only when it is empty. Rebuild or delete them first.",
            409,
        )
    cloud.write("DELETE", CloudService.COMPUTE, f"{PATH}/{live.id}")


KIND = ResourceKind(
    name=NAME,
    after=(projects.NAME,),
    compared=("policy", "project"),
    wanted=wanted,
    observe=observe,
    create=create,
    update=update,
    delete=delete,
    immutable=frozenset({"policy", "project"}),
)
