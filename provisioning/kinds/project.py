"""Projects of Keystone, in the domain of the operator's own project; the mark is a tag."""

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from provisioning.cloud import Cloud, CloudRefused, CloudService, Record
from provisioning.intent import SiteIntent
from provisioning.resource import CloudView, Live, ResourceKind, Wanted, rename_or_adopt

NAME = "project"
OPERATOR_ROLE = "member"
"""What the operator needs in each project to make server groups there: they belong to the project of the token."""
ADOPT = "openstack project set --tag {mark} {name}"


def wanted(intent: SiteIntent) -> Iterator[Wanted]:
    """Yield each project that the estate has at this site."""
    for project in intent.projects:
        yield Wanted(
            intent.address(NAME, project.name),
            {"description": project.description, "enabled": True, "operator_role": OPERATOR_ROLE},
            project.origin,
            f"wants project {project.name} at {intent.site}",
        )


def rows(view: CloudView) -> tuple[Record, ...]:
    """List the projects of the operator's domain."""
    domain = view.cloud.operator().domain_id
    return view.rows(CloudService.IDENTITY, f"/projects?domain_id={quote(domain)}", "projects")


def observe(view: CloudView, intent: SiteIntent) -> Iterator[Live]:
    """Yield every project of the domain; one without the mark is an obstacle to a wanted one of its name."""
    operator = view.cloud.operator().user_id
    role = _role_id(view.rows(CloudService.IDENTITY, f"/roles?name={OPERATOR_ROLE}", "roles"))
    assignments = view.rows(
        CloudService.IDENTITY, f"/role_assignments?user.id={operator}&role.id={role}", "role_assignments"
    )
    mine = {item["scope"]["project"]["id"] for item in assignments if "project" in item["scope"]}
    for row in rows(view):
        ours = intent.mark in row.get("tags", ())
        yield Live(
            intent.address(NAME, row["name"]),
            row["id"],
            {
                "description": row.get("description") or "",
                "enabled": row["enabled"],
                "operator_role": OPERATOR_ROLE if row["id"] in mine else "",
            },
            ours,
            "" if ours else rename_or_adopt(NAME, row["name"], ADOPT, intent.mark),
        )


def project_id(cloud: Cloud, intent: SiteIntent, name: str) -> str:
    """Look up a project of the estate; raises CloudRefused if there is none with the mark."""
    domain = cloud.operator().domain_id
    found = cloud.read_all(CloudService.IDENTITY, f"/projects?domain_id={quote(domain)}&name={quote(name)}", "projects")
    for row in found:
        if intent.mark in row.get("tags", ()):
            return str(row["id"])
    raise CloudRefused(f"Cloud {cloud.name} has no project {name} with the mark {intent.mark}.", 404)


def create(cloud: Cloud, intent: SiteIntent, project: Wanted) -> None:
    """Make a project; the mark comes with it, the operator's role after it."""
    body = {
        "name": project.name,
        "description": project.text("description"),
        "domain_id": cloud.operator().domain_id,
        "enabled": True,
        "tags": [intent.mark],
    }
    made = cloud.write("POST", CloudService.IDENTITY, "/projects", {"project": body})
    _grant(cloud, made["project"]["id"])


def update(cloud: Cloud, _: SiteIntent, project: Wanted, live: Live) -> None:
    """Set the description, enable it, and give the operator its role there."""
    if any(project.fields[key] != live.fields[key] for key in ("description", "enabled")):
        body = {"description": project.text("description"), "enabled": True}
        cloud.write("PATCH", CloudService.IDENTITY, f"/projects/{live.id}", {"project": body})
    if live.fields["operator_role"] != OPERATOR_ROLE:
        _grant(cloud, live.id)


def delete(cloud: Cloud, _: SiteIntent, live: Live) -> None:
    """Remove an empty project; Keystone itself would leave what is in it without an owner."""
    holdings: tuple[tuple[CloudService, str, str, str], ...] = (
        (CloudService.COMPUTE, f"/servers?all_tenants=True&project_id={live.id}", "servers", "instances"),
        (CloudService.NETWORK, f"/ports?project_id={live.id}&fields=id", "ports", "ports"),
        (CloudService.NETWORK, f"/networks?project_id={live.id}&fields=id", "networks", "networks"),
    )
    for service, path, key, word in holdings:
        held = cloud.read_all(service, path, key)
        if held:
            raise CloudRefused(
                f"Project {live.name} still has {len(held)} {word} in cloud {cloud.name}; it is deleted only when it is"
                " empty. Move or delete them first.",
                409,
            )
    cloud.write("DELETE", CloudService.IDENTITY, f"/projects/{live.id}")


def _grant(cloud: Cloud, project: str) -> None:
    role = _role_id(cloud.read_all(CloudService.IDENTITY, f"/roles?name={OPERATOR_ROLE}", "roles"))
    user = cloud.operator().user_id
    cloud.write("PUT", CloudService.IDENTITY, f"/projects/{project}/users/{user}/roles/{role}")


def _role_id(roles: Iterable[Record]) -> str:
    for role in roles:
        return str(role["id"])
    raise CloudRefused(
        f"Keystone has no role {OPERATOR_ROLE}; make it with: openstack role create {OPERATOR_ROLE}", 404
    )


KIND = ResourceKind(
    name=NAME,
    after=(),
    compared=("description", "enabled", "operator_role"),
    wanted=wanted,
    observe=observe,
    create=create,
    update=update,
    delete=delete,
)
