"""Pools in a real OpenStack: what the fake shows in principle, shown again where Nova, Placement and Neutron decide."""

import io
import json
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from inventory.model.estate import Estate
from lab.openstack import CloudSpec, Environment, LabCloud, LabHypervisor, default_root, find_free_block
from orchestration.change import Action, Change, Status
from orchestration.process_identity import this_process
from provisioning.cloud import Cloud, CloudService, Method, Operator, Record
from provisioning.cloud import OpenStackCloud as Client
from provisioning.pools import PoolController
from tests.provisioning.bank import bank, flavor
from tests.provisioning.refusal_answers import EXPECTED, ask_all
from tests.provisioning.steps import carry_out, in_order, not_done
from tests.servers import with_server

if TYPE_CHECKING:
    from openstack.connection import Connection

pytestmark = pytest.mark.real

THREADS = 8
SOON_SECONDS = 90
PLAN_SECONDS = 10.0
APPLY_SECONDS = 30.0
"""Bounds with room for a busy machine; the test prints what it took."""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabCloud]:
    names = [*bank().servers, "contract-1"]
    hypervisors = tuple(LabHypervisor(name, 64, 262144, 4000) for name in names)
    spec = CloudSpec("tianfu", "region-test", find_free_block(25000), hypervisors)
    cloud = LabCloud(spec, tmp_path_factory.mktemp("pools"), Environment(default_root()))
    try:
        cloud.up(owner=this_process())
        yield cloud
    finally:
        cloud.down(wipe=True)


@pytest.fixture(scope="module")
def client(lab: LabCloud) -> Client:
    return Client("tianfu", lab.clouds_yaml_path)


@pytest.fixture(scope="module")
def connection(client: Client) -> "Connection":
    return client.connection()


@pytest.fixture(scope="module")
def image(connection: "Connection") -> str:
    made = connection.image.create_image(
        name="cirros",
        disk_format="raw",
        container_format="bare",
        visibility="public",
        data=io.BytesIO(b"x" * 4096),
        validate_checksum=False,
    )
    return str(made.id)


def controller(estate: Estate, cloud: Cloud, *, allow_delete: bool = False) -> PoolController:
    return PoolController(estate, lambda _: cloud, allow_delete=allow_delete)


def settle(estate: Estate, cloud: Cloud, *, allow_delete: bool = False) -> None:
    pools = controller(estate, cloud, allow_delete=allow_delete)
    survey = pools.plan()
    assert survey.unknown == ()
    assert not_done(carry_out(pools, survey, THREADS)) == []


def nothing(estate: Estate) -> Estate:
    return replace(estate, projects={}, services={}, pools={}, networks={}, flavors={}, server_blocks=())


def eventually(look: Callable[[], object]) -> None:
    deadline = time.monotonic() + SOON_SECONDS
    while not look():
        assert time.monotonic() < deadline, f"not reached in {SOON_SECONDS} s"
        time.sleep(0.3)


def boot(connection: "Connection", project: str, flavor_name: str, image: str, **arguments: object) -> Any:  # noqa: ANN401
    """Start an instance as its project does; return it as the administrator sees it."""
    tenant = connection.connect_as_project({"id": connection.identity.find_project(project).id})
    chosen = connection.compute.find_flavor(flavor_name)
    made = tenant.compute.create_server(name="app", flavor_id=chosen.id, image_id=image, **arguments)
    eventually(lambda: connection.compute.get_server(made.id).status in {"ACTIVE", "ERROR"})
    return connection.compute.get_server(made.id)


def remove(connection: "Connection", server: Any) -> None:  # noqa: ANN401
    connection.compute.delete_server(server.id, force=True)
    eventually(lambda: connection.compute.find_server(server.id, all_projects=True) is None)


def test_plan_apply_plan_is_empty_and_quick(client: Client, record_property: Callable[[str, object], None]) -> None:
    estate = bank()
    pools = controller(estate, client)
    began = time.monotonic()
    survey = pools.plan()
    planned = time.monotonic()
    assert survey.unknown == ()
    assert len(survey.changes) == 57
    assert not_done(carry_out(pools, survey, THREADS)) == []
    applied = time.monotonic()
    again = controller(estate, client).plan()
    ended = time.monotonic()
    assert (again.changes, again.unknown, again.withheld, again.unchanged) == ((), (), (), {"cloud resources": 57})
    for name, seconds in (("plan", planned - began), ("apply", applied - planned), ("plan again", ended - applied)):
        record_property(name, round(seconds, 2))
    assert planned - began < PLAN_SECONDS
    assert applied - planned < APPLY_SECONDS
    assert ended - applied < PLAN_SECONDS


def test_verify_holds(client: Client) -> None:
    settle(bank(), client)
    checks = controller(bank(), client).verify()
    assert [check for check in checks if check.status is not Status.DONE] == []
    assert sum(check.name == "hypervisor" for check in checks) == 16


def test_ratios_and_traits_survive_a_restart_of_nova_compute(lab: LabCloud, client: Client) -> None:
    estate = bank()
    pool = replace(estate.pools["retail"], cpu_ratio=6.0, memory_ratio=1.25, disk_ratio=2.0)
    estate = replace(estate, pools={**estate.pools, "retail": pool})
    settle(estate, client)
    lab.restart_hypervisor("tianfu-a01-s01")
    pools = controller(estate, client)
    eventually(lambda: all(check.status is Status.DONE for check in pools.verify()))
    assert pools.plan().changes == ()


def test_the_scheduler_keeps_a_flavor_to_the_pools_that_offer_it(
    client: Client, connection: "Connection", image: str
) -> None:
    settle(bank(), client)
    anywhere = boot(connection, "data", "mem.large", image, networks="none")
    wrong = boot(connection, "data", "mem.large", image, networks="none", availability_zone="retail")
    zoned = boot(connection, "data", "gp.large", image, networks="none", availability_zone="core")
    try:
        assert anywhere.status == "ACTIVE"
        assert anywhere.hypervisor_hostname[:10] in {"tianfu-a03", "tianfu-a04"}
        assert wrong.status == "ERROR"
        assert zoned.hypervisor_hostname[:10] in {"tianfu-a03", "tianfu-a04"}
    finally:
        for server in (anywhere, wrong, zoned):
            remove(connection, server)


def test_what_is_in_use_is_refused_with_the_words_of_the_api(
    client: Client, connection: "Connection", image: str
) -> None:
    estate = bank()
    settle(estate, client)
    network = connection.network.find_network("mobile-app")
    server = boot(connection, "mobile", "gp.2xlarge", image, networks=[{"uuid": network.id}])
    assert server.status == "ACTIVE"
    host = server.hypervisor_hostname
    try:
        pools = controller(nothing(estate), client, allow_delete=True)
        changes = {str(change.address): change for change in pools.plan().changes}
        refused = {
            "project/tianfu/mobile": "still has 1 instances",
            "aggregate/tianfu/retail": "still has 8 hosts",
            "network/tianfu/mobile-app": "ports still in use",
            "subnet/tianfu/mobile-app": "have an IP allocation from this subnet",
            "network-access/tianfu/mobile-app/mobile": "RBAC policy",
            "flavor/tianfu/gp.2xlarge": "is in use by a resource provider",
            f"pool-member/tianfu/{host}": "instances",
        }
        for address, words in refused.items():
            outcome = pools.apply(changes[address], lambda *_: None)
            assert outcome.status is Status.FAILED, address
            assert words in outcome.message
            assert outcome.message.endswith("Nothing was changed.")
    finally:
        remove(connection, server)
    assert controller(estate, client).plan().changes == ()


class Killed(BaseException):
    """The program was killed at this moment."""


class Mortal:
    """A cloud whose client is killed right after so many writes."""

    def __init__(self, cloud: Cloud, writes: int) -> None:
        self._cloud = cloud
        self._writes = writes

    @property
    def name(self) -> str:
        return self._cloud.name

    def operator(self) -> Operator:
        return self._cloud.operator()

    def read(self, service: CloudService, path: str) -> Record:
        return self._cloud.read(service, path)

    def read_all(self, service: CloudService, path: str, key: str) -> tuple[Record, ...]:
        return self._cloud.read_all(service, path, key)

    def write(
        self,
        method: Method,
        service: CloudService,
        path: str,
        body: Record | None = None,
        project_id: str | None = None,
    ) -> Record:
        answer = self._cloud.write(method, service, path, body, project_id)
        self._writes -= 1
        if self._writes <= 0:
            raise Killed
        return answer


def test_killed_while_making_and_while_removing_it_ends_well(client: Client) -> None:
    estate = bank()
    settle(nothing(estate), client, allow_delete=True)
    for writes in (1, 2, 3, 8, 10, 16, 17, 18, 30):
        pools = controller(estate, Mortal(client, writes))
        survey = pools.plan()
        with suppress(Killed):
            carry_out(pools, survey)
    settle(estate, client)
    assert controller(estate, client).plan().unchanged == {"cloud resources": 57}
    pools = controller(nothing(estate), Mortal(client, 20), allow_delete=True)
    with pytest.raises(Killed):
        carry_out(pools, pools.plan())
    settle(nothing(estate), client, allow_delete=True)
    left = controller(nothing(estate), client, allow_delete=True).plan()
    assert (left.changes, left.unknown) == ((), ())


def test_what_others_made_is_left_alone(client: Client, connection: "Connection") -> None:
    estate = bank()
    settle(nothing(estate), client, allow_delete=True)
    theirs = connection.compute.create_flavor(name="gp.large", vcpus=1, ram=512, disk=1)
    network = connection.network.create_network(
        name="legacy",
        provider_network_type="vlan",
        provider_physical_network="physnet1",
        provider_segmentation_id=130,
    )
    try:
        survey = controller(estate, client).plan()
        unknown = {str(one.address): one.message for one in survey.unknown}
        assert "does not carry the mark" in unknown["flavor/tianfu/gp.large"]
        assert "VLAN 130 on physnet1 belongs to network legacy" in unknown["network/tianfu/ledger"]
        settle(nothing(estate), client, allow_delete=True)
        assert connection.compute.find_flavor("gp.large").vcpus == 1
        assert connection.network.find_network("legacy") is not None
    finally:
        connection.compute.delete_flavor(theirs.id)
        connection.network.delete_network(network.id)


def test_a_flavor_is_replaced_and_a_host_moved(client: Client) -> None:
    estate = bank()
    settle(estate, client)
    host = estate.servers["tianfu-a01-s01"]
    moved = host._replace(zone="core", mount=host.mount._replace(rack="tianfu/a03"))
    bigger = flavor("gp.large", 6, 16, {"hw:cpu_policy": "shared"})
    other = replace(
        estate,
        server_blocks=with_server(estate, moved),
        flavors={**estate.flavors, "gp.large": bigger},
    )
    survey = controller(other, client).plan()
    assert [str(change.address) for change in survey.withheld] == ["flavor/tianfu/gp.large"]
    assert _actions(survey.changes) == {"pool-member/tianfu/tianfu-a01-s01": Action.UPDATE}
    settle(other, client, allow_delete=True)
    assert controller(other, client).plan().changes == ()
    settle(estate, client, allow_delete=True)


def test_networks_follow_the_estate(client: Client, connection: "Connection") -> None:
    estate = bank()
    settle(estate, client)
    changed = replace(estate.networks["ledger"], vlan=131, mtu=1400)
    estate = replace(estate, networks={**estate.networks, "ledger": changed})
    pools = controller(estate, client)
    (change,) = in_order(pools.plan().changes)
    assert change.diff.splitlines() == ["- vlan 130", "+ vlan 131", "- mtu 1500", "+ mtu 1400"]
    assert pools.apply(change, lambda *_: None).status is Status.DONE
    found = connection.network.find_network("ledger")
    assert (found.provider_segmentation_id, found.mtu, found.is_shared) == (131, 1400, False)
    settle(bank(), client)


def test_the_fake_is_as_strict_as_this(client: Client) -> None:
    assert ask_all(client, "contract-1") == EXPECTED


def test_a_wrong_password_is_one_clear_message(lab: LabCloud, tmp_path: Path) -> None:
    clouds: Any = lab.clouds_yaml()
    clouds["tianfu"]["auth"]["password"] = "wrong"
    wrong = tmp_path / "clouds.yaml"
    wrong.write_text(json.dumps({"clouds": clouds}))
    (unknown,) = controller(bank(), Client("tianfu", wrong)).plan().unknown
    assert "Cloud tianfu does not accept the login (HTTP 401" in unknown.message


def _actions(changes: tuple[Change, ...]) -> dict[str, Action]:
    return {str(change.address): change.action for change in changes}
