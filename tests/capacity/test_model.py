"""Hosts, sums and states: known figures, unknown ones, and never one for the other."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.hosts import HostBasis, HostState, hosts_of
from capacity.model import capacity_of, overcommit_ratio, totals
from capacity.packing.slots import slots
from capacity.snapshot import CloudSnapshot, Snapshot, read_cloud
from inventory.model.estate import Estate
from inventory.model.sites import SiteState
from tests.capacity.estates import Plan, estate_of
from tests.capacity.fake_cloud import FakeCloud


def snapshot_of(*clouds: FakeCloud) -> Snapshot:
    return Snapshot({cloud.cloud.removeprefix("cloud-"): read(cloud) for cloud in clouds})


def read(cloud: FakeCloud) -> CloudSnapshot:
    return read_cloud(cloud, CloudSnapshot(cloud.cloud.removeprefix("cloud-"), cloud.cloud))


def cloud_for(estate: Estate, site: str = "tianfu") -> FakeCloud:
    return FakeCloud(f"cloud-{site}", [server.name for server in estate.servers.values() if server.site == site])


def test_without_a_cloud_supply_is_declared_and_use_is_unknown() -> None:
    estate = estate_of(Plan())
    capacity = capacity_of(estate, Snapshot())
    assert {host.basis for host in capacity.hosts} == {HostBasis.DECLARED}
    assert {host.state for host in capacity.hosts} == {HostState.UNKNOWN}
    sums = totals(capacity.hosts)
    assert sums.capacity == {"VCPU": 4 * 64 * 4, "MEMORY_MB": 4 * 262144, "DISK_GB": 4 * 4000}
    assert (sums.used, sums.free, sums.unusable, sums.usable_hosts) == (None, None, None, None)
    assert slots(capacity.hosts, estate.flavors["small"]) is None
    assert overcommit_ratio(sums, "VCPU") is None


def test_a_cloud_that_failed_is_as_unknown_as_one_that_is_not_there() -> None:
    estate = estate_of(Plan())
    cloud = cloud_for(estate)
    cloud.failing.add("resource_providers")
    assert totals(hosts_of(estate, snapshot_of(cloud))).used is None


def test_one_unknown_site_makes_the_sum_over_sites_unknown_and_no_other() -> None:
    estate = estate_of(Plan(sites={"tianfu": "chengdu", "gaoxin": "chengdu"}))
    capacity = capacity_of(estate, snapshot_of(cloud_for(estate)))
    assert totals(capacity.by_pool["retail", "tianfu"]).used == {"VCPU": 0, "MEMORY_MB": 0, "DISK_GB": 0}
    assert totals(capacity.by_pool["retail", "gaoxin"]).used is None
    assert totals(capacity.pool("retail")).used is None


@pytest.mark.parametrize(
    ("reason", "alive", "state"),
    [
        (None, True, HostState.ENABLED),
        (None, False, HostState.DOWN),
        ("maintenance", True, HostState.DISABLED),
        ("draining: kernel update", True, HostState.DRAINING),
        ("Decommissioning", True, HostState.DECOMMISSIONING),
        ("powered off: night", False, HostState.POWERED_OFF),
    ],
)
def test_the_state_of_a_host_is_what_its_compute_service_says(
    reason: str | None, alive: bool, state: HostState
) -> None:
    estate = estate_of(Plan(racks=1, hosts=1))
    cloud = cloud_for(estate)
    cloud.take("tianfu-a01-s01", 56, 0, 0)
    if reason is not None:
        cloud.disabled["tianfu-a01-s01"] = reason
    if not alive:
        cloud.dead.add("tianfu-a01-s01")
    (host,) = hosts_of(estate, snapshot_of(cloud))
    assert host.state is state
    usable = state is HostState.ENABLED
    assert host.free["VCPU"] == (200 if usable else 0)
    assert host.unusable["VCPU"] == (0 if usable else 200)


def test_a_host_that_its_cloud_does_not_know_is_absent_and_unusable() -> None:
    estate = estate_of(Plan(racks=1, hosts=2))
    hosts = hosts_of(estate, snapshot_of(FakeCloud("cloud-tianfu", ["tianfu-a01-s01"])))
    assert [host.state for host in hosts] == [HostState.ENABLED, HostState.ABSENT]
    sums = totals(hosts)
    assert (sums.capacity["VCPU"], sums.free["VCPU"], sums.unusable["VCPU"]) == (512, 256, 256)


def test_hosts_are_found_by_their_first_name_too() -> None:
    estate = estate_of(Plan(racks=1, hosts=1))
    (host,) = hosts_of(estate, snapshot_of(FakeCloud("cloud-tianfu", ["tianfu-a01-s01.bank.example"])))
    assert host.basis is HostBasis.LIVE


def test_a_lost_site_gives_nothing_and_a_drained_one_takes_nothing_new() -> None:
    sites = {"tianfu": "chengdu", "gaoxin": "chengdu"}
    lost = estate_of(Plan(sites=sites, states={"gaoxin": SiteState.LOST}))
    assert {host.site for host in hosts_of(lost, Snapshot())} == {"tianfu"}
    assert ("retail", "gaoxin") not in capacity_of(lost, Snapshot()).by_pool
    drained = estate_of(Plan(sites=sites, states={"gaoxin": SiteState.DRAINED}))
    clouds = [cloud_for(drained, site) for site in sites]
    states = {host.site: host.state for host in hosts_of(drained, snapshot_of(*clouds))}
    assert states == {"tianfu": HostState.ENABLED, "gaoxin": HostState.DRAINING}


def test_overcommitment_is_what_is_taken_over_what_is_there() -> None:
    estate = estate_of(Plan(racks=1, hosts=1))
    cloud = cloud_for(estate)
    cloud.take("tianfu-a01-s01", 128, 0, 0)
    assert overcommit_ratio(totals(hosts_of(estate, snapshot_of(cloud))), "VCPU") == 2.0


@given(
    loads=st.lists(
        st.tuples(st.integers(0, 400), st.integers(0, 300000), st.integers(0, 5000)), min_size=4, max_size=4
    ),
    disabled=st.sets(st.integers(0, 3)),
)
def test_sums_are_never_negative_and_add_up(loads: Sequence[tuple[int, int, int]], disabled: set[int]) -> None:
    estate = estate_of(Plan())
    cloud = cloud_for(estate)
    for number, (host, load) in enumerate(zip(estate.servers, loads, strict=True)):
        cloud.take(host, *load)
        if number in disabled:
            cloud.disabled[host] = "maintenance"
    hosts = hosts_of(estate, snapshot_of(cloud))
    sums = totals(hosts)
    for name, amount in sums.capacity.items():
        assert min(sums.used[name], sums.free[name], sums.unusable[name]) >= 0
        over = sum(max(0, host.used[name] - host.capacity[name]) for host in hosts)
        assert sums.used[name] + sums.free[name] + sums.unusable[name] == amount + over
    assert slots(hosts, estate.flavors["small"]) >= 0
