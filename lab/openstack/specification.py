"""What a cloud of the lab shall be: its name, region, ports, hypervisors and segment ranges."""

import re
from dataclasses import dataclass

from lab.openstack.failure import OpenStackLabError
from lab.openstack.ports import BLOCK_SIZE, MAX_PORT, MIN_PORT

NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?")
TRAIT = re.compile(r"[A-Z0-9_]{1,255}")
MAX_VLAN = 4094
MAX_VNI = 2**24 - 1


@dataclass(frozen=True, slots=True)
class LabHypervisor:
    """One fake hypervisor: what it reports to Placement. Memory is in MiB, disk in GiB.

    Traits are standard ones (`HW_CPU_X86_AVX2`) or the operator's own (`CUSTOM_…`, made where they are missing).
    """

    name: str
    vcpus: int
    memory_mb: int
    disk_gb: int
    traits: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _require_name("hypervisor", self.name)
        for what, amount in (("vcpus", self.vcpus), ("memory_mb", self.memory_mb), ("disk_gb", self.disk_gb)):
            if amount < 1:
                raise OpenStackLabError(f"Hypervisor {self.name} has {what} {amount}; it needs at least 1.")
        for trait in self.traits:
            if not TRAIT.fullmatch(trait):
                raise OpenStackLabError(
                    f"Hypervisor {self.name} has trait {trait!r}, which Placement does not accept.\n"
                    "Traits are upper-case letters, digits and underscores; your own begin with CUSTOM_."
                )


@dataclass(frozen=True, slots=True)
class CloudSpec:
    """One cloud: its services listen on 127.0.0.1, on five ports from `base_port` (Keystone's) on.

    `vlan_range` are the VLAN ids on `physical_network` that networks are given when they name none, both ends
    included; provider networks may name any of them. `tenant_vni_range` is the same for VXLAN; provider networks may
    name any VNI from 1 to 16777215, so the range stays out of the way at the top (Neutron keeps a row for each).
    """

    name: str
    region: str
    base_port: int
    hypervisors: tuple[LabHypervisor, ...]
    physical_network: str = "physnet1"
    vlan_range: tuple[int, int] = (1, MAX_VLAN)
    tenant_vni_range: tuple[int, int] = (16_776_001, 16_777_000)

    def __post_init__(self) -> None:
        _require_name("cloud", self.name)
        _require_name("region", self.region)
        _require_name("physical network", self.physical_network)
        last = MAX_PORT - BLOCK_SIZE + 1
        if not MIN_PORT <= self.base_port <= last:
            raise OpenStackLabError(
                f"Cloud {self.name} has base port {self.base_port}; it must be between {MIN_PORT} and {last}."
            )
        _require_range(self.name, "VLAN", self.vlan_range, MAX_VLAN)
        _require_range(self.name, "VNI", self.tenant_vni_range, MAX_VNI)
        _require_unique(self.name, self.hypervisors)


def _require_name(what: str, name: str) -> None:
    if not NAME.fullmatch(name):
        raise OpenStackLabError(
            f"{name!r} cannot name a {what}.\n"
            "Use 1 to 63 letters, digits, dots, dashes or underscores, beginning and ending with a letter or digit."
        )


def _require_range(cloud: str, what: str, bounds: tuple[int, int], highest: int) -> None:
    first, last = bounds
    if not 1 <= first <= last <= highest:
        raise OpenStackLabError(f"Cloud {cloud} has the {what} range {first}-{last}; it must lie within 1-{highest}.")


def _require_unique(cloud: str, hypervisors: tuple[LabHypervisor, ...]) -> None:
    seen: set[str] = set()
    for hypervisor in hypervisors:
        if hypervisor.name in seen:
            raise OpenStackLabError(f"Cloud {cloud} has two hypervisors named {hypervisor.name}.")
        seen.add(hypervisor.name)
