"""One small cloud, real from Keystone to Nova, as an ordinary client sees it."""

import io
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from lab.openstack import (
    CloudSpec,
    Environment,
    LabCloud,
    LabHypervisor,
    OpenStackLabError,
    ServiceState,
    default_root,
    find_free_block,
)
from lab.openstack.layout import CloudLayout
from lab.openstack.processes import read_identity
from lab.openstack.services import SERVICES
from orchestration.process_identity import this_process

if TYPE_CHECKING:
    from openstack.connection import Connection

pytestmark = pytest.mark.real

HYPERVISORS = (
    LabHypervisor("r01-s01", 64, 262144, 4000, ("CUSTOM_RACK_R01",)),
    LabHypervisor("r01-s02", 64, 262144, 4000, ("CUSTOM_RACK_R01",)),
    LabHypervisor("r02-s01", 32, 131072, 2000, ("CUSTOM_RACK_R02", "HW_CPU_X86_AVX2")),
)
SOON_SECONDS = 60
SEEN_DOWN_SECONDS = 90


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabCloud]:
    spec = CloudSpec("lab-test", "region-test", find_free_block(24000), HYPERVISORS)
    cloud = LabCloud(spec, tmp_path_factory.mktemp("cloud"), Environment(default_root()))
    try:
        cloud.up(owner=this_process())
        yield cloud
    finally:
        cloud.down(wipe=True)


@pytest.fixture(scope="module")
def client(cloud: LabCloud) -> "Connection":
    return connect(cloud)


def connect(cloud: LabCloud, **auth: str) -> "Connection":
    import openstack

    entry: Any = cloud.clouds_yaml()[cloud.spec.name]
    return openstack.connect(**{**entry, "auth": {**entry["auth"], **auth}, "load_yaml_config": False})


def eventually(look: Callable[[], object], seconds: float = SOON_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < deadline, f"not reached in {seconds} s"
        time.sleep(0.3)


def boot(client: "Connection", name: str, **arguments: object) -> Any:  # noqa: ANN401 - the library has no types
    server = client.compute.create_server(name=name, **arguments)
    return client.compute.wait_for_server(server, wait=SOON_SECONDS, interval=0.5)


@pytest.fixture(scope="module")
def image(client: "Connection") -> str:
    made = client.image.create_image(
        name="cirros", disk_format="raw", container_format="bare", data=io.BytesIO(b"x" * 4096), validate_checksum=False
    )
    assert client.image.get_image(made.id).status == "active"
    return str(made.id)


@pytest.fixture(scope="module")
def flavor(client: "Connection") -> str:
    made = client.compute.create_flavor(name="gp.small", vcpus=1, ram=512, disk=1)
    return str(made.id)


@pytest.fixture(scope="module")
def zone(client: "Connection") -> str:
    aggregate = client.compute.create_aggregate(name="retail", availability_zone="retail-a")
    for name in ("r01-s01", "r01-s02"):
        client.compute.add_host_to_aggregate(aggregate, name)
    client.compute.set_aggregate_metadata(aggregate, {"pool": "retail"})
    return "retail-a"


def test_every_service_is_ready_and_every_hypervisor_up(cloud: LabCloud, client: "Connection") -> None:
    status = cloud.status()
    assert status.is_ready
    assert [service.state for service in status.services] == [ServiceState.READY] * len(SERVICES)
    assert status.hypervisors_up == tuple(hypervisor.name for hypervisor in HYPERVISORS)
    assert {service.state for service in client.compute.services(binary="nova-compute")} == {"up"}
    assert {endpoint.region_id for endpoint in client.identity.endpoints()} == {"region-test"}
    assert cloud.clouds_yaml_path.stat().st_mode & 0o777 == 0o600


def test_starting_again_changes_nothing(cloud: LabCloud) -> None:
    before = cloud.status()
    said: list[str] = []
    cloud.up(said.append, this_process())
    assert said == ["lab-test: runs already"]
    assert [service.pid for service in cloud.status().services] == [service.pid for service in before.services]


def test_the_services_listen_on_loopback_only(cloud: LabCloud) -> None:
    ports = {service.port for service in cloud.status().services}
    seen = {}
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            local, state = line.split()[1], line.split()[3]
            address, port = local.split(":")
            if state == "0A" and int(port, 16) in ports:
                seen[int(port, 16)] = address
    assert seen == dict.fromkeys(ports, "0100007F")


def test_placement_has_every_inventory_and_trait(client: "Connection") -> None:
    providers = {provider.name: provider for provider in client.placement.resource_providers()}
    assert set(providers) == {hypervisor.name for hypervisor in HYPERVISORS}
    for hypervisor in HYPERVISORS:
        provider = providers[hypervisor.name]
        totals = {
            inventory.resource_class: inventory.total
            for inventory in client.placement.resource_provider_inventories(provider)
        }
        assert totals == {"VCPU": hypervisor.vcpus, "MEMORY_MB": hypervisor.memory_mb, "DISK_GB": hypervisor.disk_gb}
        answer = client.placement.get(f"/resource_providers/{provider.id}/traits", microversion="1.39")
        assert set(hypervisor.traits) <= set(answer.json()["traits"])


def test_a_project_has_its_quota_and_its_own_login(cloud: LabCloud, client: "Connection") -> None:
    project = client.identity.create_project(name="mobile-banking", domain_id="default")
    user = client.identity.create_user(name="operator", password="pw", domain_id="default")
    client.identity.assign_project_role_to_user(project, user, client.identity.find_role("member"))
    client.compute.update_quota_set(project, cores=16, instances=3)
    quota = client.compute.get_quota_set(project)
    assert (quota.cores, quota.instances) == (16, 3)
    client.network.update_quota(project.id, networks=7)
    assert client.network.get_quota(project.id).networks == 7
    tenant = connect(cloud, username="operator", password="pw", project_name="mobile-banking")
    assert tenant.current_project_id == project.id


def test_a_wrong_password_is_refused(cloud: LabCloud) -> None:
    from openstack.exceptions import SDKException

    with pytest.raises(SDKException, match="HTTP 401"):
        connect(cloud, password="wrong").authorize()


def test_an_aggregate_makes_its_zone(client: "Connection", zone: str) -> None:
    assert zone in {found.name for found in client.compute.availability_zones()}
    aggregate = next(found for found in client.compute.aggregates() if found.name == "retail")
    assert sorted(aggregate.hosts) == ["r01-s01", "r01-s02"]
    assert aggregate.metadata["pool"] == "retail"


@pytest.mark.parametrize("vlan", [1, 110, 4094])
def test_any_vlan_can_be_a_provider_network(client: "Connection", vlan: int) -> None:
    network = client.network.create_network(
        name=f"vlan-{vlan}",
        provider_network_type="vlan",
        provider_physical_network="physnet1",
        provider_segmentation_id=vlan,
    )
    assert network.provider_segmentation_id == vlan
    subnet = client.network.create_subnet(network_id=network.id, ip_version=4, cidr="10.20.0.0/22", enable_dhcp=False)
    assert subnet.gateway_ip == "10.20.0.1"


@pytest.mark.parametrize("vni", [1, 10110, 16_777_215])
def test_any_vni_can_be_a_provider_network(client: "Connection", vni: int) -> None:
    network = client.network.create_network(
        name=f"vni-{vni}", provider_network_type="vxlan", provider_segmentation_id=vni
    )
    assert network.provider_segmentation_id == vni


def test_a_vlan_is_given_once(client: "Connection") -> None:
    from openstack.exceptions import ConflictException

    wanted = {
        "provider_network_type": "vlan",
        "provider_physical_network": "physnet1",
        "provider_segmentation_id": 2000,
    }
    client.network.create_network(name="first", **wanted)
    with pytest.raises(ConflictException):
        client.network.create_network(name="second", **wanted)


def test_a_server_becomes_active_on_its_network_in_its_zone(
    client: "Connection", image: str, flavor: str, zone: str
) -> None:
    network = client.network.create_network(name="web")
    client.network.create_subnet(network_id=network.id, ip_version=4, cidr="10.9.0.0/24")
    server = boot(
        client,
        "web-1",
        flavor_id=flavor,
        image_id=image,
        networks=[{"uuid": network.id}],
        availability_zone=zone,
    )
    assert server.compute_host in {"r01-s01", "r01-s02"}
    port = next(client.network.ports(device_id=server.id))
    assert (port.status, port.binding_vif_type) == ("ACTIVE", "ovs")
    allocations = client.placement.get(f"/allocations/{server.id}").json()["allocations"]
    assert [allocation["resources"]["VCPU"] for allocation in allocations.values()] == [1]
    client.compute.delete_server(server)
    client.compute.wait_for_delete(server, wait=SOON_SECONDS, interval=0.5)
    assert not list(client.network.ports(device_id=server.id))


def test_a_flavor_with_a_trait_finds_its_host(client: "Connection", image: str) -> None:
    flavor = client.compute.create_flavor(name="rack-2", vcpus=1, ram=512, disk=1)
    client.compute.create_flavor_extra_specs(flavor, {"trait:CUSTOM_RACK_R02": "required"})
    assert client.compute.fetch_flavor_extra_specs(flavor).extra_specs == {"trait:CUSTOM_RACK_R02": "required"}
    server = boot(client, "rack-2-1", flavor_id=flavor.id, image_id=image, networks="none")
    assert server.compute_host == "r02-s01"
    client.compute.delete_server(server)


def test_a_server_group_keeps_its_members_apart(client: "Connection", image: str, flavor: str, zone: str) -> None:
    group = client.compute.create_server_group(name="api", policy="anti-affinity")
    arguments = {
        "flavor_id": flavor,
        "image_id": image,
        "networks": "none",
        "availability_zone": zone,
        "scheduler_hints": {"group": group.id},
    }
    servers = [boot(client, f"api-{number}", **arguments) for number in range(2)]
    assert {server.compute_host for server in servers} == {"r01-s01", "r01-s02"}
    third = client.compute.create_server(name="api-2", **arguments)
    eventually(lambda: client.compute.get_server(third.id).status == "ERROR")
    for server in (*servers, third):
        client.compute.delete_server(server)


def test_a_hypervisor_can_be_added_and_crash_and_come_back(cloud: LabCloud, client: "Connection") -> None:
    def state() -> str:
        return str(next(client.compute.services(binary="nova-compute", host="r02-s02")).state)

    cloud.add_hypervisor(LabHypervisor("r02-s02", 16, 65536, 500))
    assert state() == "up"
    assert "r02-s02" in {provider.name for provider in client.placement.resource_providers()}
    cloud.stop_hypervisor("r02-s02")
    eventually(lambda: state() == "down", SEEN_DOWN_SECONDS)
    cloud.start_hypervisor("r02-s02")
    eventually(lambda: state() == "up")
    cloud.stop_hypervisor("r01-s02")
    said: list[str] = []
    cloud.up(said.append, this_process())
    assert said == ["lab-test: runs already; added r01-s02"]
    with pytest.raises(OpenStackLabError, match="no hypervisor is named r09-s09"):
        cloud.stop_hypervisor("r09-s09")
    with pytest.raises(OpenStackLabError, match="named r02-s02 already"):
        cloud.add_hypervisor(LabHypervisor("r02-s02", 16, 65536, 500))


def test_down_leaves_no_process_and_up_finds_everything_again(cloud: LabCloud) -> None:
    layout = CloudLayout(cloud.state_directory)
    processes = [read_identity(layout.record(service.name)) for service in SERVICES]
    connect(cloud).identity.create_project(name="kept", domain_id="default")
    cloud.down()
    assert all(process and not process.is_running for process in processes)
    assert not running_with(cloud.state_directory)
    assert {service.state for service in cloud.status().services} == {ServiceState.STOPPED}
    cloud.up(owner=this_process())
    assert connect(cloud).identity.find_project("kept") is not None
    assert cloud.status().is_ready


def running_with(folder: Path) -> list[int]:
    """Return the processes whose working directory is `folder` or below it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            working_directory = (process / "cwd").readlink()
        except OSError:
            continue  # it has ended, or is another user's
        if working_directory.is_relative_to(folder):
            found.append(int(process.name))
    return found
