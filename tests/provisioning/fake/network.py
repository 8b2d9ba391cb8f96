"""Neutron, as far as the tool uses it."""

from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network
from typing import Any

from provisioning.cloud import Record
from tests.provisioning.fake.identity import ADMIN_PROJECT, FakeIdentity
from tests.provisioning.fake.service import FakeService, Refused, Request, found, take

MAX_MTU = 9100
SEGMENT = {"provider:network_type", "provider:physical_network", "provider:segmentation_id"}


@dataclass
class FakeNetwork(FakeService):
    identity: FakeIdentity = field(default_factory=FakeIdentity)
    networks: dict[str, dict[str, Any]] = field(default_factory=dict)
    subnets: dict[str, dict[str, Any]] = field(default_factory=dict)
    policies: dict[str, dict[str, Any]] = field(default_factory=dict)
    ports: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.routes = {
            "GET /networks": lambda request: {"networks": self._filtered(self.networks, request)},
            "POST /networks": self.create_network,
            "PUT /networks/{}": self.update_network,
            "DELETE /networks/{}": self.delete_network,
            "GET /networks/{}/tags": lambda _, id_: {"tags": found(self.networks, id_)["tags"]},
            "PUT /networks/{}/tags": self.set_tags,
            "GET /subnets": lambda request: {"subnets": self._filtered(self.subnets, request)},
            "POST /subnets": self.create_subnet,
            "PUT /subnets/{}": self.update_subnet,
            "DELETE /subnets/{}": self.delete_subnet,
            "GET /rbac-policies": lambda request: {"rbac_policies": self._filtered(self.policies, request)},
            "POST /rbac-policies": self.create_policy,
            "DELETE /rbac-policies/{}": self.delete_policy,
            "GET /ports": self.list_ports,
        }

    def _filtered(self, rows: dict[str, dict[str, Any]], request: Request) -> list[dict[str, Any]]:
        query = {key: value for key, value in request.query.items() if key != "fields"}
        return [row for row in rows.values() if all(row[key] == value for key, value in query.items())]

    def list_ports(self, request: Request) -> Record:
        return {"ports": [row for row in self.ports if row["project_id"] == request.query["project_id"]]}

    def create_network(self, request: Request) -> Record:
        optional = SEGMENT | {"mtu", "shared", "admin_state_up", "description"}
        body = take(request.body, "network", {"name"}, optional)
        self._check_network(body, "")
        defaults = {"mtu": 1500, "shared": False, "admin_state_up": True, "description": "", "tags": []}
        row = {**defaults, **body, "id": self.new_id("network"), "project_id": ADMIN_PROJECT}
        self.networks[row["id"]] = row
        return {"network": row}

    def update_network(self, request: Request, network: str) -> Record:
        row = found(self.networks, network)
        optional = {"name", "mtu", "shared", "admin_state_up", "description", "provider:segmentation_id"}
        body = take(request.body, "network", set(), optional)
        self._check_network({**row, **body}, network)
        row.update(body)
        return {"network": row}

    def _check_network(self, body: dict[str, Any], itself: str) -> None:
        if body.get("mtu", 0) > MAX_MTU:
            raise Refused(400, f"Requested MTU is too big, maximum is {MAX_MTU}.")
        segment = tuple(body.get(key) for key in sorted(SEGMENT))
        for id_, row in self.networks.items():
            if id_ != itself and None not in segment and tuple(row.get(key) for key in sorted(SEGMENT)) == segment:
                raise Refused(409, f"Unable to create the network. The VLAN {segment[2]} is in use.")

    def delete_network(self, _: Request, network: str) -> Record:
        found(self.networks, network)
        if any(port["network_id"] == network for port in self.ports):
            raise Refused(409, f"Unable to complete operation on network {network}. There are ports still in use.")
        del self.networks[network]
        self.subnets = {id_: row for id_, row in self.subnets.items() if row["network_id"] != network}
        self.policies = {id_: row for id_, row in self.policies.items() if row["object_id"] != network}
        return {}

    def set_tags(self, request: Request, network: str) -> Record:
        found(self.networks, network)["tags"] = list(request.body["tags"])
        return {"tags": request.body["tags"]}

    def create_subnet(self, request: Request) -> Record:
        optional = {"name", "description", "gateway_ip", "enable_dhcp", "allocation_pools"}
        body = take(request.body, "subnet", {"network_id", "cidr", "ip_version"}, optional)
        found(self.networks, body["network_id"])
        for row in self.subnets.values():
            if row["network_id"] == body["network_id"] and IPv4Network(row["cidr"]).overlaps(IPv4Network(body["cidr"])):
                raise Refused(400, f"Requested subnet with cidr {body['cidr']} overlaps with another subnet")
        self._check_pools(body)
        row = {"description": "", "name": "", **body, "id": self.new_id("subnet")}
        self.subnets[row["id"]] = row
        return {"subnet": row}

    def update_subnet(self, request: Request, subnet: str) -> Record:
        row = found(self.subnets, subnet)
        body = take(
            request.body, "subnet", set(), {"name", "description", "gateway_ip", "enable_dhcp", "allocation_pools"}
        )
        self._check_pools({**row, **body})
        row.update(body)
        return {"subnet": row}

    def _check_pools(self, subnet: dict[str, Any]) -> None:
        gateway, cidr = IPv4Address(subnet["gateway_ip"]), IPv4Network(subnet["cidr"])
        for pool in subnet["allocation_pools"]:
            start, end = IPv4Address(pool["start"]), IPv4Address(pool["end"])
            if not cidr.network_address < start <= end < cidr.broadcast_address:
                raise Refused(400, f"The allocation pool {start}-{end} is not valid.")
            if start <= gateway <= end:
                raise Refused(409, f"Gateway ip {gateway} conflicts with allocation pool {start}-{end}.")

    def delete_subnet(self, _: Request, subnet: str) -> Record:
        row = found(self.subnets, subnet)
        if any(port["network_id"] == row["network_id"] for port in self.ports):
            raise Refused(409, "One or more ports have an IP allocation from this subnet.")
        del self.subnets[subnet]
        return {}

    def create_policy(self, request: Request) -> Record:
        body = take(request.body, "rbac_policy", {"object_type", "object_id", "target_tenant", "action"})
        found(self.networks, body["object_id"])
        if any({key: row[key] for key in body} == body for row in self.policies.values()):
            raise Refused(409, "An RBAC policy already exists with those values.")
        row = {**body, "id": self.new_id("policy")}
        self.policies[row["id"]] = row
        return {"rbac_policy": row}

    def delete_policy(self, _: Request, policy: str) -> Record:
        row = found(self.policies, policy)
        for port in self.ports:
            if (port["network_id"], port["project_id"]) == (row["object_id"], row["target_tenant"]):
                raise Refused(409, f"RBAC policy on object {row['object_id']} cannot be removed because of a port.")
        del self.policies[policy]
        return {}
