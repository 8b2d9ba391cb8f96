"""A Placement and a Nova in memory."""

from collections.abc import Mapping, Sequence

from provisioning.cloud_errors import CloudRefused, CloudUnavailable
from provisioning.usage import Balance, HostAggregate, Hypervisor, Inventory, Provider


class FakeCloud:
    """A Placement and a Nova in memory that count their requests and can fail."""

    def __init__(self, cloud: str, hosts: Sequence[str], size: tuple[int, int, int] = (64, 262144, 4000)) -> None:
        self._cloud = cloud
        self.requests = 0
        self.failing: set[str] = set()
        self.limit: int | None = None
        self.total = dict(zip(("VCPU", "MEMORY_MB", "DISK_GB"), size, strict=True))
        self.ratio = {"VCPU": 4.0, "MEMORY_MB": 1.0, "DISK_GB": 1.0}
        self.used = {host: dict.fromkeys(self.total, 0) for host in hosts}
        self.generation = dict.fromkeys(hosts, 1)
        self.disabled: dict[str, str] = {}
        self.dead: set[str] = set()
        self.vanishing: set[str] = set()
        self.log: list[str] = []

    @property
    def cloud(self) -> str:
        return self._cloud

    @property
    def region(self) -> str:
        return "RegionOne"

    def take(self, host: str, vcpus: int, memory: int, disk: int) -> None:
        for name, amount in zip(self.total, (vcpus, memory, disk), strict=True):
            self.used[host][name] += amount
        self.generation[host] += 1

    def _call(self, name: str) -> None:
        self.requests += 1
        self.log.append(name)
        if name in self.failing:
            raise CloudUnavailable(f"Cloud {self._cloud} does not answer.")

    def resource_providers(self) -> tuple[Provider, ...]:
        self._call("resource_providers")
        return tuple(Provider(f"uuid-{host}", host, number, f"uuid-{host}") for host, number in self.generation.items())

    def allocation_candidates(self, resources: Mapping[str, int]) -> Mapping[str, Mapping[str, Balance]]:
        self._call("allocation_candidates")
        found = {
            f"uuid-{host}": {name: Balance(self._inventory(name).capacity, used[name]) for name in self.total}
            for host, used in self.used.items()
            if all(self._inventory(name).capacity - used[name] >= amount for name, amount in resources.items())
        }
        return dict(list(found.items())[: self.limit])

    def inventories(self, provider: str) -> Mapping[str, Inventory]:
        self._call("inventories")
        if provider.removeprefix("uuid-") in self.vanishing:
            raise CloudRefused("gone", 404)
        return {name: self._inventory(name) for name in self.total}

    def usages(self, provider: str) -> Mapping[str, int]:
        self._call("usages")
        return dict(self.used[provider.removeprefix("uuid-")])

    def hypervisors(self) -> tuple[Hypervisor, ...]:
        self._call("hypervisors")
        return tuple(
            Hypervisor(host, host, host not in self.disabled, host not in self.dead, self.disabled.get(host, ""), 0)
            for host in self.used
        )

    def aggregates(self) -> tuple[HostAggregate, ...]:
        self._call("aggregates")
        return (HostAggregate("retail", "retail", tuple(self.used)),)

    def _inventory(self, name: str) -> Inventory:
        return Inventory(self.total[name], 0, self.ratio[name], self.total[name])
