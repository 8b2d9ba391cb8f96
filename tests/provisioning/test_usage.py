"""Reading a cloud's use: pages followed, requests counted, every failure said in the words of the edge."""

import json
from typing import Any

import pytest
import requests

from provisioning.cloud_errors import CloudRefused, CloudUnavailable
from provisioning.usage import Balance, CloudUsage, HostAggregate, Hypervisor, Inventory, Provider

HYPERVISOR = {
    "id": "id-1", "hypervisor_hostname": "h1", "state": "up", "status": "disabled", "running_vms": 3,
    "service": {"host": "h1-service", "disabled_reason": "draining: kernel"},
}  # fmt: skip


def answer(body: object, status: int = 200) -> requests.Response:
    response = requests.Response()
    response.status_code = status
    response._content = (body if isinstance(body, str) else json.dumps(body)).encode()  # noqa: SLF001
    return response


class Connection:
    """What is used of openstacksdk's connection; `answers` by path, each a list that is used up."""

    def __init__(self, answers: dict[str, list[requests.Response | Exception]]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, str]] = []
        self.logins = 0
        self.config = self

    @property
    def placement(self) -> "Connection":
        return self

    compute = placement

    def get_region_name(self) -> str:
        return "RegionOne"

    def connect(self) -> Any:  # noqa: ANN401 - stands for openstacksdk's class
        self.logins += 1
        return self

    def get(self, path: str, *, microversion: str, raise_exc: bool) -> requests.Response:
        assert not raise_exc
        self.asked.append((path, microversion))
        found = self.answers[path].pop(0)
        if isinstance(found, Exception):
            raise found
        return found


def usage(**answers: list[requests.Response | Exception]) -> tuple[CloudUsage, Connection]:
    connection = Connection({f"/{path.replace('__', '/')}": bodies for path, bodies in answers.items()})
    return CloudUsage("tianfu", connection.connect), connection


def test_providers_are_read_with_their_generation_and_root() -> None:
    listed = [
        {"uuid": "u1", "name": "h1", "generation": 7, "root_provider_uuid": "u1"},
        {"uuid": "u2", "name": "h1_numa0", "generation": 2, "root_provider_uuid": "u1"},
        {"uuid": "u3", "name": "old", "generation": 1},
    ]
    cloud, connection = usage(resource_providers=[answer({"resource_providers": listed})])
    assert cloud.region == ""
    assert cloud.resource_providers() == (
        Provider("u1", "h1", 7, "u1"), Provider("u2", "h1_numa0", 2, "u1"), Provider("u3", "old", 1, "u3"),
    )  # fmt: skip
    assert (cloud.region, cloud.requests, connection.logins) == ("RegionOne", 1, 1)


def test_candidates_inventories_and_usages_are_read() -> None:
    cloud, connection = usage()
    connection.answers = {
        "/allocation_candidates?resources=VCPU:1": [
            answer({"provider_summaries": {"u1": {"resources": {"VCPU": {"capacity": 256, "used": 4}}}}})
        ],
        "/resource_providers/u1/inventories": [
            answer({"inventories": {"VCPU": {"total": 64, "reserved": 2, "allocation_ratio": 4.0, "max_unit": 64}}})
        ],
        "/resource_providers/u1/usages": [answer({"usages": {"VCPU": 4}})],
    }
    assert cloud.allocation_candidates({"VCPU": 1}) == {"u1": {"VCPU": Balance(256, 4)}}
    assert cloud.inventories("u1") == {"VCPU": Inventory(64, 2, 4.0, 64)}
    assert cloud.usages("u1") == {"VCPU": 4}
    assert (cloud.requests, connection.logins) == (3, 1)


@pytest.mark.parametrize(
    ("total", "reserved", "ratio", "expected"), [(64, 0, 4.0, 256), (10, 1, 1.5, 13), (262144, 512, 1.0, 261632)]
)
def test_capacity_is_placements_own_sum(total: int, reserved: int, ratio: float, expected: int) -> None:
    assert Inventory(total, reserved, ratio, total).capacity == expected


def test_every_page_of_hypervisors_is_followed_and_counted() -> None:
    cloud, connection = usage()
    second = HYPERVISOR | {"id": "id-2", "hypervisor_hostname": "h2", "status": "enabled", "state": "down"}
    connection.answers = {
        "/os-hypervisors/detail": [answer({"hypervisors": [HYPERVISOR], "hypervisors_links": [{"rel": "next"}]})],
        "/os-hypervisors/detail?marker=id-1": [answer({"hypervisors": [second]})],
    }
    first, other = cloud.hypervisors()
    assert first == Hypervisor("h1", "h1-service", False, True, "draining: kernel", 3)  # noqa: FBT003
    assert (other.name, other.enabled, other.alive) == ("h2", True, False)
    assert cloud.requests == 2


def test_aggregates_are_read_with_their_zone() -> None:
    listed = [{"name": "retail", "availability_zone": "retail", "hosts": ["h2", "h1"]}, {"name": "ssd", "hosts": []}]
    cloud, connection = usage()
    connection.answers = {"/os-aggregates": [answer({"aggregates": listed})]}
    assert cloud.aggregates() == (HostAggregate("retail", "retail", ("h1", "h2")), HostAggregate("ssd", None, ()))


@pytest.mark.parametrize(
    ("given", "kind", "text"),
    [
        (answer({"errors": [{"detail": "boom"}]}, 500), CloudUnavailable, "HTTP 500"),
        (answer({"error": {"message": "no"}}, 401), CloudUnavailable, "does not accept the login"),
        (answer({"errors": [{"detail": "not you"}]}, 403), CloudRefused, "not you"),
        (answer("<html>a proxy's page</html>"), CloudUnavailable, "cloud tianfu|Cloud tianfu"),
        (answer({"something": "else"}), CloudUnavailable, "has no resource_providers"),
        (answer([1]), CloudUnavailable, "has no resource_providers"),
        (requests.ConnectionError("refused"), CloudUnavailable, "cannot be reached"),
        (requests.Timeout("slow"), CloudUnavailable, "in time"),
    ],
)
def test_whatever_goes_wrong_is_said_in_the_words_of_the_edge(
    given: requests.Response | Exception, kind: type[Exception], text: str
) -> None:
    cloud, _ = usage(resource_providers=[given])
    with pytest.raises(kind, match=text):
        cloud.resource_providers()


def test_a_provider_that_is_gone_is_refused_with_404() -> None:
    cloud, connection = usage()
    connection.answers = {"/resource_providers/u9/usages": [answer({"errors": [{"detail": "No such"}]}, 404)]}
    with pytest.raises(CloudRefused) as caught:
        cloud.usages("u9")
    assert caught.value.status == 404
