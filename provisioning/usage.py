"""What the hosts of one cloud can give and what is taken, read from Placement and Nova in few calls."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from provisioning.cloud_errors import CloudUnavailable, refusal, translated

if TYPE_CHECKING:
    from openstack.connection import Connection

PLACEMENT_MICROVERSION = "1.29"
"""From 1.27 on the candidates' summaries hold every resource class; from 1.29 on they cover nested providers."""
COMPUTE_MICROVERSION = "2.53"
"""Hypervisors with their service and its state; later versions add nothing that is read here."""


@dataclass(frozen=True, slots=True)
class Provider:
    """One resource provider of Placement; `generation` rises with every change of its inventory or allocations."""

    uuid: str
    name: str
    generation: int
    root: str
    """The UUID of the provider at the top of its tree; its own when it is not nested."""


@dataclass(frozen=True, slots=True)
class Balance:
    """How much of one resource class a provider can give (after reserved and ratio) and how much is taken."""

    capacity: int
    used: int


@dataclass(frozen=True, slots=True)
class Inventory:
    """One resource class of one provider, as Placement stores it."""

    total: int
    reserved: int
    allocation_ratio: float
    max_unit: int
    """The most that a single instance may take."""

    @property
    def capacity(self) -> int:
        """What can be given out, by Placement's own sum."""
        return int((self.total - self.reserved) * self.allocation_ratio)


@dataclass(frozen=True, slots=True)
class Hypervisor:
    """One compute host as Nova sees it."""

    name: str
    """The hypervisor's hostname, which is the name of its resource provider."""
    service_host: str
    """The host of its compute service, which is what aggregates hold."""
    enabled: bool
    alive: bool
    disabled_reason: str
    running_instances: int


@dataclass(frozen=True, slots=True)
class HostAggregate:
    """A host aggregate of Nova; with an availability zone it is that zone."""

    name: str
    availability_zone: str | None
    hosts: tuple[str, ...]


class CloudUsage:
    """Reads one OpenStack cloud; it logs in on the first request and keeps the login.

    Every method raises CloudUnavailable or CloudRefused. Not for use by two threads at once.
    """

    def __init__(self, cloud: str, connect: "Callable[[], Connection]") -> None:
        self._cloud = cloud
        self._connect = connect
        self._connection: Connection | None = None
        self._requests = 0

    @property
    def cloud(self) -> str:
        """The name of the cloud in clouds.yaml."""
        return self._cloud

    @property
    def region(self) -> str:
        """The region of the cloud; empty until the first login."""
        return "" if self._connection is None else str(self._connection.config.get_region_name() or "")

    @property
    def requests(self) -> int:
        """How many requests have been made to Placement and Nova so far, pages counted one by one."""
        return self._requests

    def resource_providers(self) -> tuple[Provider, ...]:
        """List every resource provider with its generation: one call."""
        listed = self._get("placement", "/resource_providers", "resource_providers")["resource_providers"]
        return tuple(
            Provider(item["uuid"], item["name"], item["generation"], item.get("root_provider_uuid") or item["uuid"])
            for item in listed
        )

    def allocation_candidates(self, resources: Mapping[str, int]) -> Mapping[str, Mapping[str, Balance]]:
        """Map the UUIDs of the providers that can still give these resources to all that they give: one call."""
        query = ",".join(f"{resource_class}:{amount}" for resource_class, amount in resources.items())
        path = f"/allocation_candidates?resources={query}"
        summaries = self._get("placement", path, "provider_summaries")["provider_summaries"]
        return {
            uuid: {
                resource_class: Balance(item["capacity"], item["used"])
                for resource_class, item in summary["resources"].items()
            }
            for uuid, summary in summaries.items()
        }

    def inventories(self, provider: str) -> Mapping[str, Inventory]:
        """Read the inventory of one provider by its UUID, by resource class: one call."""
        stored = self._get("placement", f"/resource_providers/{provider}/inventories", "inventories")["inventories"]
        return {
            resource_class: Inventory(item["total"], item["reserved"], item["allocation_ratio"], item["max_unit"])
            for resource_class, item in stored.items()
        }

    def usages(self, provider: str) -> Mapping[str, int]:
        """Read what is taken of one provider by its UUID, by resource class: one call."""
        taken = self._get("placement", f"/resource_providers/{provider}/usages", "usages")["usages"]
        return {resource_class: int(amount) for resource_class, amount in taken.items()}

    def hypervisors(self) -> tuple[Hypervisor, ...]:
        """List every compute host with the state of its service: one call a page of Nova's."""
        found: list[Hypervisor] = []
        marker = ""
        while True:
            body = self._get("compute", f"/os-hypervisors/detail{marker}", "hypervisors")
            found.extend(map(_hypervisor, body["hypervisors"]))
            if not body.get("hypervisors_links") or not body["hypervisors"]:
                return tuple(found)
            marker = f"?marker={body['hypervisors'][-1]['id']}"

    def aggregates(self) -> tuple[HostAggregate, ...]:
        """List every host aggregate with its hosts: one call."""
        listed = self._get("compute", "/os-aggregates", "aggregates")["aggregates"]
        return tuple(
            HostAggregate(item["name"], item.get("availability_zone"), tuple(sorted(item["hosts"]))) for item in listed
        )

    def _get(self, service: str, path: str, key: str) -> Any:  # noqa: ANN401 - whatever JSON holds
        where = f"GET {service} {path.partition('?')[0]}"
        version = PLACEMENT_MICROVERSION if service == "placement" else COMPUTE_MICROVERSION
        with translated(self._cloud, where):
            if self._connection is None:
                self._connection = self._connect()
            adapter = self._connection.placement if service == "placement" else self._connection.compute
            self._requests += 1
            response = adapter.get(path, microversion=version, raise_exc=False)
        if response.status_code >= 400:  # noqa: PLR2004 - where HTTP's errors begin
            raise refusal(self._cloud, where, response.status_code, response.text)
        with translated(self._cloud, where):
            body = response.json()
        if not isinstance(body, dict) or key not in body:
            raise CloudUnavailable(f"Cloud {self._cloud}: the answer to {where} has no {key}.")
        return body


def _hypervisor(item: Mapping[str, Any]) -> Hypervisor:
    service = item["service"]
    return Hypervisor(
        name=item["hypervisor_hostname"],
        service_host=service["host"],
        enabled=item["status"] == "enabled",
        alive=item["state"] == "up",
        disabled_reason=service.get("disabled_reason") or "",
        running_instances=int(item.get("running_vms") or 0),
    )
