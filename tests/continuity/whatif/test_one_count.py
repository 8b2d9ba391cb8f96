"""One count of what a flavor takes: as many slots as are counted can be filled, and not one more."""

from collections.abc import Mapping

import pytest

from capacity.hosts import hosts_of
from capacity.packing.slots import slots
from continuity.whatif.answer import WhatIf
from tests.capacity.estates import Plan
from tests.capacity.fake_cloud import FakeCloud
from tests.capacity.test_model import cloud_for, snapshot_of
from tests.continuity.whatif.worlds import Wants, ask, bank

SPECS: tuple[Mapping[str, str], ...] = (
    {},
    {"hw:cpu_policy": "dedicated"},
    {"hw:cpu_policy": "dedicated", "hw:emulator_threads_policy": "isolate"},
    {"hw:cpu_policy": "mixed", "hw:cpu_dedicated_mask": "0"},
    {"resources:VCPU": "1"},
    {"resources:VCPU": "0", "resources:MEMORY_MB": "65536"},
    {"resources:VGPU": "1"},
    {"resources:CUSTOM_LICENCE": "1", "hw:mem_page_size": "1GB"},
)
GIVING: tuple[Mapping[str, int], ...] = ({}, {"PCPU": 12}, {"VGPU": 3, "CUSTOM_LICENCE": 1, "PCPU": 5})


def giving(cloud: FakeCloud, classes: Mapping[str, int]) -> FakeCloud:
    cloud.total |= classes
    cloud.ratio |= dict.fromkeys(classes, 1.0)
    for used in cloud.used.values():
        used.update(dict.fromkeys(classes, 0))
    return cloud


def wanting(instances: int, specs: Mapping[str, str], classes: Mapping[str, int]) -> tuple[int | None, WhatIf]:
    plan = Plan(racks=2, hosts=2, specs=specs)
    estate = bank([Wants("a", {"tianfu": instances})], plan)
    read = snapshot_of(giving(cloud_for(estate), classes))
    # A loss of everything places nothing anew: what there was is what had been packed.
    return slots(hosts_of(estate, read), estate.flavors["small"]), ask(estate, "lose:tianfu/m1", read)


@pytest.mark.parametrize("classes", GIVING, ids=str)
@pytest.mark.parametrize("specs", SPECS, ids=str)
def test_slots_and_what_if_count_alike(specs: Mapping[str, str], classes: Mapping[str, int]) -> None:
    counted, _ = wanting(0, specs, classes)
    assert counted is not None
    _, answer = wanting(counted + 1, specs, classes)
    (tier,) = answer.services[0].tiers
    assert (tier.displaced.total(), tier.short_before) == (counted, 1)
