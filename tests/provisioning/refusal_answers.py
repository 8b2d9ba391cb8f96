"""Requests that OpenStack refuses, asked of the fake and of the real one, so that the fake is known to be as strict."""

from collections.abc import Callable
from dataclasses import dataclass

from provisioning.cloud import Cloud, CloudRefused, CloudService, Method, Record

Ask = Callable[[], object]


@dataclass
class Asking:
    """Asks one cloud and keeps what it says."""

    cloud: Cloud
    prefix: str
    statuses: dict[str, int]

    def refused(self, what: str, method: Method, service: CloudService, path: str, body: Record | None = None) -> None:
        try:
            self.cloud.write(method, service, path, body)
        except CloudRefused as refusal:
            self.statuses[what] = refusal.status
        else:
            self.statuses[what] = 0


EXPECTED = {
    "second flavor of a name": 409,
    "flavor with an unknown field": 400,
    "second aggregate of a name": 409,
    "unknown host into an aggregate": 404,
    "host twice into an aggregate": 409,
    "host into a second zone": 409,
    "aggregate with hosts deleted": 400,
    "host that is not in the aggregate taken out": 404,
    "server group with an unknown policy": 400,
    "quota of an unknown project": 400,
    "unknown trait on a provider": 400,
    "traits by an old generation": 409,
    "inventories by an old generation": 409,
    "trait in use deleted": 409,
    "standard trait made": 400,
    "second project of a name": 409,
    "tag with a slash": 400,
    "network with its tags": 400,
    "MTU beyond the fabric": 400,
    "VLAN twice": 409,
    "subnet that overlaps": 400,
    "gateway inside an allocation pool": 409,
    "access given twice": 409,
}


def ask_all(cloud: Cloud, host: str, prefix: str = "contract") -> dict[str, int]:
    """Make what is needed, ask everything, and return the statuses; what was made stays, named by the prefix."""
    asking = Asking(cloud, prefix, {})
    _compute(asking, host)
    _placement(asking, host)
    project = _identity(asking)
    _network(asking, project)
    return asking.statuses


def _compute(asking: Asking, host: str) -> None:
    cloud, prefix, compute = asking.cloud, asking.prefix, CloudService.COMPUTE
    flavor = {"name": prefix, "vcpus": 1, "ram": 512, "disk": 1}
    cloud.write("POST", compute, "/flavors", {"flavor": flavor})
    asking.refused("second flavor of a name", "POST", compute, "/flavors", {"flavor": flavor})
    unknown = {**flavor, "name": prefix + "2", "colour": "red"}
    asking.refused("flavor with an unknown field", "POST", compute, "/flavors", {"flavor": unknown})
    one = {"name": prefix, "availability_zone": prefix}
    other = {"name": prefix + "2", "availability_zone": prefix + "2"}
    first, second = (
        f"/os-aggregates/{cloud.write('POST', compute, '/os-aggregates', {'aggregate': body})['aggregate']['id']}"
        for body in (one, other)
    )
    asking.refused("second aggregate of a name", "POST", compute, "/os-aggregates", {"aggregate": one})
    add = {"add_host": {"host": host}}
    unknown_host = {"add_host": {"host": "nobody"}}
    asking.refused("unknown host into an aggregate", "POST", compute, f"{first}/action", unknown_host)
    cloud.write("POST", compute, f"{first}/action", add)
    asking.refused("host twice into an aggregate", "POST", compute, f"{first}/action", add)
    asking.refused("host into a second zone", "POST", compute, f"{second}/action", add)
    asking.refused("aggregate with hosts deleted", "DELETE", compute, first)
    remove = {"remove_host": {"host": host}}
    asking.refused("host that is not in the aggregate taken out", "POST", compute, f"{second}/action", remove)
    cloud.write("POST", compute, f"{first}/action", remove)
    group = {"server_group": {"name": prefix, "policy": "far-apart"}}
    asking.refused("server group with an unknown policy", "POST", compute, "/os-server-groups", group)
    quota = {"quota_set": {"instances": 1}}
    asking.refused("quota of an unknown project", "PUT", compute, "/os-quota-sets/nobody", quota)


def _placement(asking: Asking, host: str) -> None:
    cloud, placement = asking.cloud, CloudService.PLACEMENT
    (row,) = cloud.read_all(placement, f"/resource_providers?name={host}", "resource_providers")
    provider, trait = f"/resource_providers/{row['uuid']}", f"CUSTOM_{asking.prefix.upper()}"
    stored = cloud.read(placement, f"{provider}/traits")
    generation = stored["resource_provider_generation"]
    body = {"resource_provider_generation": generation, "traits": [*stored["traits"], trait]}
    asking.refused("unknown trait on a provider", "PUT", placement, f"{provider}/traits", body)
    cloud.write("PUT", placement, f"/traits/{trait}")
    cloud.write("PUT", placement, f"{provider}/traits", body)
    asking.refused("traits by an old generation", "PUT", placement, f"{provider}/traits", body)
    inventories = cloud.read(placement, f"{provider}/inventories")
    old = {**inventories, "resource_provider_generation": generation}
    asking.refused("inventories by an old generation", "PUT", placement, f"{provider}/inventories", old)
    asking.refused("trait in use deleted", "DELETE", placement, f"/traits/{trait}")
    asking.refused("standard trait made", "PUT", placement, "/traits/HW_NOT_CUSTOM")


def _identity(asking: Asking) -> str:
    identity = CloudService.IDENTITY
    project = {"name": asking.prefix, "domain_id": asking.cloud.operator().domain_id}
    made = asking.cloud.write("POST", identity, "/projects", {"project": project})
    asking.refused("second project of a name", "POST", identity, "/projects", {"project": project})
    tagged = {**project, "name": asking.prefix + "2", "tags": ["a/b"]}
    asking.refused("tag with a slash", "POST", identity, "/projects", {"project": tagged})
    return str(made["project"]["id"])


def _network(asking: Asking, project: str) -> None:
    cloud, network = asking.cloud, CloudService.NETWORK
    segment = {
        "provider:network_type": "vlan",
        "provider:physical_network": "physnet1",
        "provider:segmentation_id": 4001,
    }
    body = {"name": asking.prefix, **segment}
    made = cloud.write("POST", network, "/networks", {"network": body})["network"]["id"]
    tagged = {"network": {"name": asking.prefix + "2", "tags": ["a"]}}
    asking.refused("network with its tags", "POST", network, "/networks", tagged)
    wide = {"network": {"name": asking.prefix + "2", "mtu": 60_000}}
    asking.refused("MTU beyond the fabric", "POST", network, "/networks", wide)
    asking.refused("VLAN twice", "POST", network, "/networks", {"network": body})
    subnet = {"network_id": made, "ip_version": 4, "cidr": "10.77.0.0/24", "gateway_ip": "10.77.0.1"}
    pools = {"allocation_pools": [{"start": "10.77.0.2", "end": "10.77.0.9"}]}
    cloud.write("POST", network, "/subnets", {"subnet": subnet | pools})
    asking.refused("subnet that overlaps", "POST", network, "/subnets", {"subnet": subnet | pools})
    other = {**subnet, "cidr": "10.78.0.0/24", "gateway_ip": "10.78.0.5"}
    around = {"allocation_pools": [{"start": "10.78.0.2", "end": "10.78.0.9"}]}
    asking.refused("gateway inside an allocation pool", "POST", network, "/subnets", {"subnet": other | around})
    access = {"object_type": "network", "object_id": made, "target_tenant": project, "action": "access_as_shared"}
    cloud.write("POST", network, "/rbac-policies", {"rbac_policy": access})
    asking.refused("access given twice", "POST", network, "/rbac-policies", {"rbac_policy": access})
