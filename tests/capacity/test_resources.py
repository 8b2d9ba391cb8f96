"""What a flavor takes: rows of extra specs with what Nova asks Placement for."""

import pytest

from capacity.resources import fits, needs, summed, times
from inventory.model.origin import Origin
from inventory.model.pools import Flavor

ROWS: tuple[tuple[dict[str, str], dict[str, int]], ...] = (
    ({}, {"VCPU": 4, "MEMORY_MB": 8192, "DISK_GB": 40}),
    ({"hw:cpu_policy": "shared"}, {"VCPU": 4, "MEMORY_MB": 8192, "DISK_GB": 40}),
    ({"hw:cpu_policy": "dedicated"}, {"PCPU": 4, "MEMORY_MB": 8192, "DISK_GB": 40}),
    (
        {"hw:cpu_policy": "dedicated", "hw:emulator_threads_policy": "isolate"},
        {"PCPU": 5, "MEMORY_MB": 8192, "DISK_GB": 40},
    ),
    # nova-specs, Victoria, "use pcpu and vcpu in one instance": the mask names the dedicated processors.
    (
        {"hw:cpu_policy": "mixed", "hw:cpu_dedicated_mask": "2-3"},
        {"VCPU": 2, "PCPU": 2, "MEMORY_MB": 8192, "DISK_GB": 40},
    ),
    (
        {"hw:cpu_policy": "mixed", "hw:cpu_dedicated_mask": "^0"},
        {"VCPU": 1, "PCPU": 3, "MEMORY_MB": 8192, "DISK_GB": 40},
    ),
    (
        {"hw:cpu_policy": "mixed", "hw:cpu_dedicated_mask": "0-3,^1-2", "hw:emulator_threads_policy": "isolate"},
        {"VCPU": 2, "PCPU": 3, "MEMORY_MB": 8192, "DISK_GB": 40},
    ),
    # Pages of a size are taken out of the same memory.
    ({"hw:mem_page_size": "1GB"}, {"VCPU": 4, "MEMORY_MB": 8192, "DISK_GB": 40}),
    (
        {"hw:mem_encryption": "True"},
        {"VCPU": 4, "MEMORY_MB": 8192, "DISK_GB": 40, "MEM_ENCRYPTION_CONTEXT": 1},
    ),
    (
        {"resources:VCPU": "0", "resources:CUSTOM_BAREMETAL": "1"},
        {"MEMORY_MB": 8192, "DISK_GB": 40, "CUSTOM_BAREMETAL": 1},
    ),
    ({"resources:VGPU": "2"}, {"VCPU": 4, "MEMORY_MB": 8192, "DISK_GB": 40, "VGPU": 2}),
    # Groups of a granular request come from providers of their own, and add up.
    ({"resources1:VGPU": "1", "resources_GPU2:VGPU": "3"}, {"VCPU": 4, "MEMORY_MB": 8192, "DISK_GB": 40, "VGPU": 4}),
    ({"resources:VGPU": "many", "trait:HW_CPU_X86_AVX2": "required"}, {"VCPU": 4, "MEMORY_MB": 8192, "DISK_GB": 40}),
)


@pytest.mark.parametrize(("specs", "expected"), ROWS, ids=[str(specs) for specs, _ in ROWS])
def test_what_a_flavor_takes_is_what_nova_asks_placement_for(specs: dict[str, str], expected: dict[str, int]) -> None:
    assert needs(Flavor("f", 4, 8192, 40, specs, Origin("pools.yaml"))) == expected


def test_a_class_that_a_host_does_not_give_has_no_room() -> None:
    assert fits({"VCPU": 2}, {"VCPU": 2}, {})
    assert not fits({"PCPU": 1}, {"VCPU": 2}, {})
    assert not fits({"VCPU": 2}, {"VCPU": 8}, {"VCPU": 1})


def test_amounts_add_up_by_class() -> None:
    assert summed([{"VCPU": 1}, {"VCPU": 2, "VGPU": 1}], ("VCPU", "DISK_GB")) == {"VCPU": 3, "DISK_GB": 0, "VGPU": 1}
    assert times(3, {"VCPU": 2}) == {"VCPU": 6}
