"""Nova, as far as the tool uses it."""

from dataclasses import dataclass, field
from typing import Any

from provisioning.cloud import Record
from tests.provisioning.fake.identity import FakeIdentity
from tests.provisioning.fake.service import FakeService, Refused, Request, found, take

POLICIES = {"affinity", "anti-affinity", "soft-affinity", "soft-anti-affinity"}
SERVER_GROUP_PAGE = 1


@dataclass
class FakeCompute(FakeService):
    identity: FakeIdentity = field(default_factory=FakeIdentity)
    hosts: dict[str, dict[str, str]] = field(default_factory=dict)
    """Host → status and state of its compute service."""
    busy: dict[str, int] = field(default_factory=dict)
    """Host → instances on it."""
    servers: list[dict[str, str]] = field(default_factory=list)
    flavors: dict[str, dict[str, Any]] = field(default_factory=dict)
    aggregates: dict[str, dict[str, Any]] = field(default_factory=dict)
    groups: dict[str, dict[str, Any]] = field(default_factory=dict)
    quotas: dict[str, dict[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.routes = {
            "GET /os-services": self.list_services,
            "GET /servers": self.list_servers,
            "GET /flavors/detail": lambda _: {"flavors": list(self.flavors.values())},
            "POST /flavors": self.create_flavor,
            "DELETE /flavors/{}": self.delete_flavor,
            "POST /flavors/{}/os-extra_specs": self.set_specs,
            "DELETE /flavors/{}/os-extra_specs/{}": self.delete_spec,
            "GET /os-aggregates": lambda _: {"aggregates": list(self.aggregates.values())},
            "GET /os-aggregates/{}": lambda _, id_: {"aggregate": found(self.aggregates, id_)},
            "POST /os-aggregates": self.create_aggregate,
            "PUT /os-aggregates/{}": self.update_aggregate,
            "DELETE /os-aggregates/{}": self.delete_aggregate,
            "POST /os-aggregates/{}/action": self.act,
            "GET /os-server-groups": self.list_groups,
            "GET /os-server-groups/{}": lambda _, id_: {"server_group": found(self.groups, id_)},
            "POST /os-server-groups": self.create_group,
            "DELETE /os-server-groups/{}": self.delete_group,
            "GET /os-quota-sets/{}": self.get_quota,
            "PUT /os-quota-sets/{}": self.set_quota,
        }

    def list_services(self, request: Request) -> Record:
        assert request.query == {"binary": "nova-compute"}
        return {"services": [{"host": host, **state} for host, state in self.hosts.items()]}

    def list_servers(self, request: Request) -> Record:
        assert request.query["all_tenants"] == "True"
        return {"servers": [row for row in self.servers if row["project_id"] == request.query["project_id"]]}

    def create_flavor(self, request: Request) -> Record:
        optional = {"os-flavor-access:is_public", "description"}
        body = take(request.body, "flavor", {"name", "vcpus", "ram", "disk"}, optional)
        if any(row["name"] == body["name"] for row in self.flavors.values()):
            raise Refused(409, f"Flavor with name {body['name']} already exists.")
        row = {"os-flavor-access:is_public": True, "description": None, **body, "extra_specs": {}}
        row["id"] = self.new_id("flavor")
        self.flavors[row["id"]] = row
        return {"flavor": row}

    def delete_flavor(self, _: Request, flavor: str) -> Record:
        found(self.flavors, flavor)
        del self.flavors[flavor]
        return {}

    def set_specs(self, request: Request, flavor: str) -> Record:
        specs = request.body["extra_specs"]
        if not all(isinstance(value, str) for value in specs.values()):
            raise Refused(400, "extra specs are texts")
        found(self.flavors, flavor)["extra_specs"].update(specs)
        return {"extra_specs": specs}

    def delete_spec(self, _: Request, flavor: str, key: str) -> Record:
        if key not in found(self.flavors, flavor)["extra_specs"]:
            raise Refused(404, f"Flavor {flavor} has no extra specs with key {key}.")
        del self.flavors[flavor]["extra_specs"][key]
        return {}

    def create_aggregate(self, request: Request) -> Record:
        body = take(request.body, "aggregate", {"name"}, {"availability_zone"})
        self._check_aggregate(body, "")
        row = {"availability_zone": None, **body, "id": len(self.aggregates) + self.counter + 1, "hosts": []}
        self.counter += 1
        row["metadata"] = {"availability_zone": row["availability_zone"]} if row["availability_zone"] else {}
        self.aggregates[str(row["id"])] = row
        return {"aggregate": row}

    def update_aggregate(self, request: Request, aggregate: str) -> Record:
        row = found(self.aggregates, aggregate)
        body = take(request.body, "aggregate", set(), {"name", "availability_zone"})
        self._check_aggregate(body, aggregate)
        zone = body.get("availability_zone", row["availability_zone"])
        if zone != row["availability_zone"] and any(self.busy.get(host) for host in row["hosts"]):
            raise Refused(409, "One or more hosts contain instances in this zone")
        row.update(body)
        row["metadata"]["availability_zone"] = zone
        return {"aggregate": row}

    def _check_aggregate(self, body: dict[str, Any], itself: str) -> None:
        for id_, row in self.aggregates.items():
            if row["name"] == body.get("name") and id_ != itself:
                raise Refused(409, f"Aggregate {body['name']} already exists.")
        if ":" in (body.get("availability_zone") or ""):
            raise Refused(400, "a zone's name holds no colon")

    def delete_aggregate(self, _: Request, aggregate: str) -> Record:
        if found(self.aggregates, aggregate)["hosts"]:
            raise Refused(400, "Host aggregate is not empty")
        del self.aggregates[aggregate]
        return {}

    def act(self, request: Request, aggregate: str) -> Record:
        row = found(self.aggregates, aggregate)
        ((action, arguments),) = request.body.items()
        if action == "set_metadata":
            row["metadata"].update(arguments["metadata"])
            return {"aggregate": row}
        host = arguments["host"]
        if host not in self.hosts:
            raise Refused(404, f"Compute host {host} could not be found.")
        if action == "add_host":
            self._check_zone(row, host)
            row["hosts"].append(host)
        elif host not in row["hosts"]:
            raise Refused(404, f"Aggregate has no host {host}")
        elif self.busy.get(host) and row["availability_zone"]:
            raise Refused(409, f"Host {host} contains instances in this zone")
        else:
            row["hosts"].remove(host)
        return {"aggregate": row}

    def _check_zone(self, aggregate: dict[str, Any], host: str) -> None:
        if host in aggregate["hosts"]:
            raise Refused(409, f"Aggregate already has host {host}.")
        for other in self.aggregates.values():
            zones = {other["availability_zone"], aggregate["availability_zone"]} - {None}
            if host in other["hosts"] and len(zones) > 1:
                raise Refused(409, f"Host already in availability zone {other['availability_zone']}")
        if self.busy.get(host) and aggregate["availability_zone"]:
            raise Refused(409, f"Host {host} contains instances in another zone")

    def list_groups(self, request: Request) -> Record:
        assert request.query["all_projects"] == "True"
        offset = int(request.query.get("offset", "0"))
        return {"server_groups": list(self.groups.values())[offset : offset + SERVER_GROUP_PAGE]}

    def create_group(self, request: Request) -> Record:
        body = take(request.body, "server_group", {"name", "policy"}, {"rules"})
        if body["policy"] not in POLICIES:
            raise Refused(400, f"{body['policy']} is not one of {sorted(POLICIES)}")
        row = {**body, "id": self.new_id("group"), "project_id": request.project_id, "members": []}
        self.groups[row["id"]] = row
        return {"server_group": row}

    def delete_group(self, _: Request, group: str) -> Record:
        found(self.groups, group)
        del self.groups[group]
        return {}

    def get_quota(self, _: Request, project: str) -> Record:
        self._check_project(project)
        return {"quota_set": {"instances": 10, "cores": 20, "ram": 51200} | self.quotas.get(project, {})}

    def set_quota(self, request: Request, project: str) -> Record:
        self._check_project(project)
        body = take(request.body, "quota_set", set(), {"instances", "cores", "ram"})
        self.quotas[project] = self.quotas.get(project, {}) | body
        return {"quota_set": self.quotas[project]}

    def _check_project(self, project: str) -> None:
        if project not in self.identity.projects:
            raise Refused(400, f"Project ID {project} is not a valid project.")
