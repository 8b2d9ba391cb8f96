"""Compute quotas of projects; Nova has no list of them, so each project costs one request."""

from collections.abc import Iterator

from provisioning.cloud import Cloud, CloudService
from provisioning.intent import SiteIntent
from provisioning.kinds import project as projects
from provisioning.resource import CloudView, Live, ResourceKind, Wanted

NAME = "quota"
API_NAMES = {"instances": "instances", "vcpus": "cores", "memory_mebibytes": "ram"}


def wanted(intent: SiteIntent) -> Iterator[Wanted]:
    """Yield the quota of each project."""
    for project in intent.projects:
        quota = project.quota
        yield Wanted(
            intent.address(NAME, project.name),
            {"instances": quota.instances, "vcpus": quota.vcpus, "memory_mebibytes": quota.memory_mebibytes},
            project.origin.at("quota"),
            f"wants the quota of project {project.name} at {intent.site}",
            frozenset({intent.address(projects.NAME, project.name)}),
        )


def observe(view: CloudView, intent: SiteIntent) -> Iterator[Live]:
    """Yield the quota of each wanted project that exists and is ours."""
    names = {project.name for project in intent.projects}
    for row in projects.rows(view):
        if row["name"] not in names or intent.mark not in row.get("tags", ()):
            continue
        quota = view.cloud.read(CloudService.COMPUTE, f"/os-quota-sets/{row['id']}")["quota_set"]
        yield Live(
            intent.address(NAME, row["name"]),
            row["id"],
            {ours: quota[theirs] for ours, theirs in API_NAMES.items()},
            needs=frozenset({intent.address(projects.NAME, row["name"])}),
        )


def create(cloud: Cloud, intent: SiteIntent, quota: Wanted) -> None:
    """Set the quota of a project that has just been made."""
    _put(cloud, projects.project_id(cloud, intent, quota.name), quota)


def update(cloud: Cloud, _: SiteIntent, quota: Wanted, live: Live) -> None:
    """Set the quota."""
    _put(cloud, live.id, quota)


def _put(cloud: Cloud, project: str, quota: Wanted) -> None:
    body = {theirs: quota.fields[ours] for ours, theirs in API_NAMES.items()}
    cloud.write("PUT", CloudService.COMPUTE, f"/os-quota-sets/{project}", {"quota_set": body})


KIND = ResourceKind(
    name=NAME,
    after=(projects.NAME,),
    compared=tuple(API_NAMES),
    wanted=wanted,
    observe=observe,
    create=create,
    update=update,
)
