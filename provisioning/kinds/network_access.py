"""Which projects may use a network: RBAC policies of Neutron, for the projects of the network's security zone.

A policy has no place for a mark. It counts as ours when its network and its project are ours; access that another
gave to other projects is left alone.
"""

from collections.abc import Iterator

from orchestration.change import Address
from provisioning.cloud import Cloud, CloudService
from provisioning.intent import SiteIntent
from provisioning.kinds import network as networks
from provisioning.kinds import project as projects
from provisioning.resource import CloudView, Live, ResourceKind, Wanted

NAME = "network-access"
PATH = "/rbac-policies"
ACTION = "access_as_shared"


def wanted(intent: SiteIntent) -> Iterator[Wanted]:
    """Yield one for each network and project of the same zone."""
    for network in intent.networks:
        for project in intent.projects:
            if network.zone in intent.zones_of(project):
                yield Wanted(
                    intent.address(NAME, network.name, project.name),
                    {"network": network.name, "project": project.name},
                    project.origin,
                    f"lets project {project.name} into network {network.name} of zone {network.zone} at {intent.site}",
                    _needs(intent, network.name, project.name),
                )


def observe(view: CloudView, intent: SiteIntent) -> Iterator[Live]:
    """Yield the access of our projects to our networks."""
    network_names = {
        row["id"]: row["name"]
        for row in view.rows(CloudService.NETWORK, networks.PATH, "networks")
        if networks.is_ours(row, intent)
    }
    project_names = {row["id"]: row["name"] for row in projects.rows(view) if intent.mark in row.get("tags", ())}
    for row in view.rows(CloudService.NETWORK, f"{PATH}?object_type=network", "rbac_policies"):
        network, project = network_names.get(row["object_id"]), project_names.get(row["target_tenant"])
        if network is not None and project is not None and row["action"] == ACTION:
            yield Live(
                intent.address(NAME, network, project),
                row["id"],
                {"network": network, "project": project},
                needs=_needs(intent, network, project),
            )


def create(cloud: Cloud, intent: SiteIntent, access: Wanted) -> None:
    """Let the project in."""
    body = {
        "object_type": "network",
        "object_id": networks.network_id(cloud, intent, access.text("network")),
        "target_tenant": projects.project_id(cloud, intent, access.text("project")),
        "action": ACTION,
    }
    cloud.write("POST", CloudService.NETWORK, PATH, {"rbac_policy": body})


def update(cloud: Cloud, intent: SiteIntent, access: Wanted, live: Live) -> None:
    """Make it again: its address says all that it is, so this never happens in a sound cloud."""
    delete(cloud, intent, live)
    create(cloud, intent, access)


def delete(cloud: Cloud, _: SiteIntent, live: Live) -> None:
    """Shut the project out; Neutron refuses that while it has ports there."""
    cloud.write("DELETE", CloudService.NETWORK, f"{PATH}/{live.id}")


def _needs(intent: SiteIntent, network: str, project: str) -> frozenset[Address]:
    return frozenset({intent.address(networks.NAME, network), intent.address(projects.NAME, project)})


KIND = ResourceKind(
    name=NAME,
    after=(networks.NAME, projects.NAME),
    compared=("network", "project"),
    wanted=wanted,
    observe=observe,
    create=create,
    update=update,
    delete=delete,
)
