"""A cloud in memory behind the `Cloud` Protocol; it refuses what the real one refuses (tests/real shows that)."""

import copy
from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from provisioning.cloud import CloudService, CloudUnavailable, Method, Operator, Record
from tests.provisioning.fake.compute import FakeCompute
from tests.provisioning.fake.identity import ADMIN_PROJECT, DOMAIN, OPERATOR, FakeIdentity
from tests.provisioning.fake.network import FakeNetwork
from tests.provisioning.fake.placement import FakePlacement
from tests.provisioning.fake.service import FakeService, Request


class Killed(BaseException):
    """The program was killed at this moment."""


@dataclass
class FakeCloud:
    name: str = "tianfu"
    identity: FakeIdentity = field(default_factory=FakeIdentity)
    placement: FakePlacement = field(default_factory=FakePlacement)
    requests: list[str] = field(default_factory=list)
    down: str = ""
    """Why nothing answers; empty: it does."""
    writes_until_killed: int | None = None

    def __post_init__(self) -> None:
        self.compute = FakeCompute(identity=self.identity)
        self.network = FakeNetwork(identity=self.identity)
        self._lock = Lock()

    def add_hosts(self, names: Iterable[str]) -> None:
        for name in names:
            self.compute.hosts[name] = {"state": "up", "status": "enabled"}
            self.placement.add_host(name)

    @property
    def writes(self) -> list[str]:
        return [request for request in self.requests if not request.startswith("GET")]

    def state(self) -> dict[str, Any]:
        """Everything that stands in the cloud, without identifiers and generations that differ from run to run."""
        names = {id_: row["name"] for id_, row in (*self.identity.projects.items(), *self.network.networks.items())}
        rows = (
            *self.identity.projects.values(),
            *self.compute.flavors.values(),
            *self.compute.aggregates.values(),
            *self.compute.groups.values(),
            *self.placement.providers.values(),
            *self.network.networks.values(),
            *self.network.subnets.values(),
            *self.network.policies.values(),
        )
        clean = [
            {key: names.get(str(value), value) for key, value in row.items() if key not in {"id", "generation"}}
            for row in rows
        ]
        quotas = {names[project]: quota for project, quota in self.compute.quotas.items() if project in names}
        return {"rows": sorted(map(_frozen, clean)), "traits": self.placement.known_traits, "quotas": quotas}

    def operator(self) -> Operator:
        self._check_up()
        return Operator(OPERATOR, DOMAIN)

    def read(self, service: CloudService, path: str) -> Record:
        return self._answer("GET", service, path, None, ADMIN_PROJECT)

    def read_all(self, service: CloudService, path: str, key: str) -> tuple[Record, ...]:
        return tuple(self.read(service, path)[key])

    def write(
        self,
        method: Method,
        service: CloudService,
        path: str,
        body: Record | None = None,
        project_id: str | None = None,
    ) -> Record:
        if project_id is not None and not self.identity.may_scope_to(project_id):
            raise CloudUnavailable(f"fake: HTTP 401: the operator has no role in {project_id}")
        answer = self._answer(method, service, path, body, project_id or ADMIN_PROJECT)
        if self.writes_until_killed is not None:
            self.writes_until_killed -= 1
            if self.writes_until_killed <= 0:
                raise Killed
        return answer

    def _answer(self, method: str, service: CloudService, path: str, body: Record | None, project_id: str) -> Record:
        self._check_up()
        services: dict[CloudService, FakeService] = {
            CloudService.IDENTITY: self.identity,
            CloudService.COMPUTE: self.compute,
            CloudService.PLACEMENT: self.placement,
            CloudService.NETWORK: self.network,
        }
        with self._lock:
            self.requests.append(f"{method} {service} {path}")
            return copy.deepcopy(services[service].answer(Request.of(method, path, copy.deepcopy(body), project_id)))

    def _check_up(self) -> None:
        if self.down:
            raise CloudUnavailable(self.down)


def _frozen(row: dict[str, Any]) -> str:
    return repr(
        {
            key: sorted(value) if isinstance(value, list) and key != "allocation_pools" else value
            for key, value in sorted(row.items())
        }
    )
