"""Replicas on hosts: room, spread, and what finds no place."""

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from capacity.packing.host_room import HostRoom, empty_rooms
from capacity.packing.service_placement import Placed, Replicas, place, replicas
from inventory.model.services import Spread
from inventory.model.sites import DeviceType, SiteState
from tests.provisioning.bank import bank, flavor, origin

LARGE = flavor("gp.large", 4, 16)


def free(vcpus: int, memory: int = 65536, disk: int = 1000) -> dict[str, int]:
    return {"VCPU": vcpus, "MEMORY_MB": memory, "DISK_GB": disk}


def rooms(racks: int, hosts_a_rack: int, vcpus: int = 16) -> tuple[HostRoom, ...]:
    return tuple(
        HostRoom(f"r{rack}-s{host}", f"r{rack}", free(vcpus), {})
        for rack in range(racks)
        for host in range(hosts_a_rack)
    )


def placed(instances: int, spread: Spread, found: tuple[HostRoom, ...]) -> Placed:
    wanted = Replicas("mobile", "api", "tianfu", "retail", "gp.large", instances, spread)
    (one,) = place([wanted], {("tianfu", "retail"): found}, {"gp.large": LARGE})
    return one


def racks_of(one: Placed) -> Counter[str]:
    return Counter(host.partition("-")[0] for host in one.hosts)


def test_replicas_are_listed_for_active_sites_only() -> None:
    estate = bank(sites=("tianfu", "gaoxin"))
    gaoxin = replace(estate.sites["gaoxin"], state=SiteState.DRAINED)
    found = replicas(replace(estate, sites={**estate.sites, "gaoxin": gaoxin}))
    assert [(one.service, one.tier, one.site, one.instances) for one in found] == [
        ("mobile-banking", "api", "tianfu", 6),
        ("mobile-banking", "web", "tianfu", 6),
        ("ledger", "batch", "tianfu", 6),
    ]


def test_empty_rooms_have_the_ratios_of_their_pool() -> None:
    size = DeviceType(
        name="h6",
        manufacturer="",
        model="",
        u_height=2,
        is_full_depth=True,
        weight_kilograms=None,
        draw_watts=None,
        airflow=None,
        ports={},
        vcpus=64,
        memory_mebibytes=262144,
        disk_gibibytes=4000,
        origin=origin(),
    )
    found = empty_rooms(replace(bank(), device_types={"h6": size}))
    assert {key: len(hosts) for key, hosts in found.items()} == {("tianfu", "retail"): 8, ("tianfu", "core"): 8}
    assert found["tianfu", "retail"][0] == HostRoom(
        "tianfu-a01-s01", "tianfu/a01", free(256, 262144, 6000), free(64, 262144, 4000)
    )


def test_spread_by_host_never_shares_one() -> None:
    one = placed(6, Spread.HOST, rooms(2, 2))
    assert (len(set(one.hosts)), len(one.hosts), one.unplaced) == (4, 4, 2)


def test_spread_by_rack_is_even_and_shares_hosts_only_when_it_must() -> None:
    assert racks_of(placed(6, Spread.RACK, rooms(3, 4))) == {"r0": 2, "r1": 2, "r2": 2}
    assert len(set(placed(6, Spread.RACK, rooms(3, 4)).hosts)) == 6
    assert placed(6, Spread.RACK, rooms(2, 1)).unplaced == 0


def test_without_spread_the_emptiest_host_is_taken() -> None:
    small, big = rooms(1, 1)[0], replace(rooms(1, 2)[1], free=free(16, 200_000))
    assert placed(2, Spread.NONE, (small, big)).hosts == ("r0-s1", "r0-s1")


def test_tiers_take_room_from_each_other() -> None:
    wanted = Replicas("mobile", "api", "tianfu", "retail", "gp.large", 3, Spread.NONE)
    key = ("tianfu", "retail")
    found = place([wanted, replace(wanted, tier="web")], {key: rooms(1, 1)}, {"gp.large": LARGE})
    assert [one.unplaced for one in found] == [0, 2]


def test_a_pool_without_hosts_places_nothing() -> None:
    wanted = Replicas("mobile", "api", "gaoxin", "retail", "gp.large", 3, Spread.NONE)
    assert place([wanted], {}, {"gp.large": LARGE})[0].unplaced == 3


@given(
    instances=st.integers(0, 30),
    spread=st.sampled_from(Spread),
    racks=st.integers(0, 4),
    hosts=st.integers(1, 4),
    vcpus=st.integers(0, 20),
)
def test_no_host_is_given_more_than_it_has(instances: int, spread: Spread, racks: int, hosts: int, vcpus: int) -> None:
    one = placed(instances, spread, rooms(racks, hosts, vcpus))
    each = Counter(one.hosts)
    assert all(count * LARGE.vcpus <= vcpus and count * LARGE.memory_mebibytes <= 65536 for count in each.values())
    assert len(one.hosts) + one.unplaced == instances
    if one.unplaced and spread is not Spread.HOST:
        full = min(vcpus // LARGE.vcpus, 65536 // LARGE.memory_mebibytes)
        assert len(one.hosts) == full * racks * hosts
    if spread is Spread.RACK and not one.unplaced and racks:
        counts = [racks_of(one)[f"r{rack}"] for rack in range(racks)]
        assert max(counts) - min(counts) <= 1


def test_what_no_host_gives_has_no_place() -> None:
    dedicated = replace(LARGE, extra_specs={"hw:cpu_policy": "dedicated"})
    wanted = Replicas("mobile", "api", "tianfu", "retail", "gp.large", 3, Spread.NONE)
    hosts = rooms(1, 2)
    assert place([wanted], {("tianfu", "retail"): hosts}, {"gp.large": dedicated})[0].unplaced == 3
    giving = tuple(replace(room, free={**room.free, "PCPU": 8}) for room in hosts)
    assert place([wanted], {("tianfu", "retail"): giving}, {"gp.large": dedicated})[0].unplaced == 0
