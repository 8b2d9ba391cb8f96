"""Keystone, as far as the tool uses it."""

from dataclasses import dataclass, field
from typing import Any

from provisioning.cloud import Record
from tests.provisioning.fake.service import FakeService, Refused, Request, found, take

DOMAIN = "default"
OPERATOR = "user-admin"
ADMIN_PROJECT = "project-admin"


@dataclass
class FakeIdentity(FakeService):
    projects: dict[str, dict[str, Any]] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=lambda: {"member": "role-member", "admin": "role-admin"})
    grants: set[tuple[str, str, str]] = field(default_factory=lambda: {(ADMIN_PROJECT, OPERATOR, "role-admin")})

    def __post_init__(self) -> None:
        self.routes = {
            "GET /projects": self.list_projects,
            "POST /projects": self.create_project,
            "PATCH /projects/{}": self.update_project,
            "DELETE /projects/{}": self.delete_project,
            "GET /roles": self.list_roles,
            "GET /role_assignments": self.list_assignments,
            "PUT /projects/{}/users/{}/roles/{}": self.grant,
        }

    def may_scope_to(self, project: str) -> bool:
        return any(grant[:2] == (project, OPERATOR) for grant in self.grants)

    def list_projects(self, request: Request) -> Record:
        rows = [row for row in self.projects.values() if all(row[key] == value for key, value in request.query.items())]
        return {"projects": rows, "links": {"next": None}}

    def create_project(self, request: Request) -> Record:
        body = take(request.body, "project", {"name"}, {"description", "domain_id", "enabled", "tags"})
        if any(row["name"] == body["name"] for row in self.projects.values()):
            raise Refused(409, f"Duplicate entry found with name {body['name']}")
        if any("," in tag or "/" in tag for tag in body.get("tags", ())):
            raise Refused(400, "a tag holds neither comma nor slash")
        row = {"description": "", "domain_id": DOMAIN, "enabled": True, "tags": [], **body}
        row["id"] = self.new_id("project")
        self.projects[row["id"]] = row
        return {"project": row}

    def update_project(self, request: Request, project: str) -> Record:
        body = take(request.body, "project", set(), {"name", "description", "enabled", "tags"})
        found(self.projects, project).update(body)
        return {"project": self.projects[project]}

    def delete_project(self, _: Request, project: str) -> Record:
        found(self.projects, project)
        del self.projects[project]
        self.grants = {grant for grant in self.grants if grant[0] != project}
        return {}

    def list_roles(self, request: Request) -> Record:
        return {
            "roles": [{"id": id_, "name": name} for name, id_ in self.roles.items() if name == request.query["name"]]
        }

    def list_assignments(self, request: Request) -> Record:
        rows = [
            {"scope": {"project": {"id": project}}, "role": {"id": role}, "user": {"id": user}}
            for project, user, role in sorted(self.grants)
            if user == request.query["user.id"] and role == request.query["role.id"]
        ]
        return {"role_assignments": [*rows, {"scope": {"system": {"all": True}}, "role": {"id": "role-admin"}}]}

    def grant(self, _: Request, project: str, user: str, role: str) -> Record:
        found(self.projects, project)
        self.grants.add((project, user, role))
        return {}
