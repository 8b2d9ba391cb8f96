import pytest

from lab.openstack import CloudSpec, LabHypervisor, OpenStackLabError


def hypervisor(name: str = "node-1", **changes: object) -> LabHypervisor:
    values = {"vcpus": 64, "memory_mb": 262144, "disk_gb": 4000, "traits": ("HW_CPU_X86_AVX2",)} | changes
    return LabHypervisor(name=name, **values)  # type: ignore[arg-type]


def spec(**changes: object) -> CloudSpec:
    values = {"name": "east", "region": "east", "base_port": 15000, "hypervisors": (hypervisor(),)} | changes
    return CloudSpec(**values)  # type: ignore[arg-type]


def test_a_whole_specification_is_accepted() -> None:
    assert spec().vlan_range == (1, 4094)
    assert spec(hypervisors=()).hypervisors == ()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"vcpus": 0}, "vcpus 0"),
        ({"memory_mb": -1}, "memory_mb -1"),
        ({"disk_gb": 0}, "disk_gb 0"),
        ({"traits": ("custom_rack",)}, "'custom_rack'"),
        ({"traits": ("",)}, "''"),
        ({"name": ""}, "'' cannot name a hypervisor"),
        ({"name": "../etc"}, "'../etc' cannot name a hypervisor"),
        ({"name": "a b"}, "'a b' cannot name"),
        ({"name": "n" * 64}, "cannot name a hypervisor"),
    ],
)
def test_an_impossible_hypervisor_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(OpenStackLabError, match=r".*") as caught:
        hypervisor(**changes)  # type: ignore[arg-type]
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "a/b"}, "'a/b' cannot name a cloud"),
        ({"region": "a\nb"}, "cannot name a region"),
        ({"physical_network": "a:b"}, "'a:b' cannot name a physical network"),
        ({"base_port": 80}, "base port 80; it must be between 1024 and 65531"),
        ({"base_port": 65532}, "base port 65532"),
        ({"vlan_range": (0, 10)}, "VLAN range 0-10"),
        ({"vlan_range": (20, 10)}, "VLAN range 20-10"),
        ({"vlan_range": (1, 4095)}, "within 1-4094"),
        ({"tenant_vni_range": (1, 2**24)}, "within 1-16777215"),
        ({"hypervisors": (hypervisor(), hypervisor())}, "two hypervisors named node-1"),
    ],
)
def test_an_impossible_cloud_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(OpenStackLabError) as caught:
        spec(**changes)
    assert message in str(caught.value)
