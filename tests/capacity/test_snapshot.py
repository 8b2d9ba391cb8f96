"""Reading a cloud: few calls, the same result, and nothing stale or invented."""

import pytest

from capacity.snapshot import CloudSnapshot, read_cloud
from provisioning.usage import Balance, Provider
from tests.capacity.fake_cloud import FakeCloud

HOSTS = [f"h{number:03}" for number in range(120)]
EMPTY = CloudSnapshot("tianfu", "cloud-tianfu")
COMPUTE_CALLS = 2


def truth(cloud: FakeCloud) -> dict[str, dict[str, Balance]]:
    return {
        host: {name: Balance(int(cloud.total[name] * cloud.ratio[name]), used[name]) for name in cloud.total}
        for host, used in cloud.used.items()
    }


def balances(snapshot: CloudSnapshot) -> dict[str, dict[str, Balance]]:
    return {name: dict(host.balances) for name, host in snapshot.hosts().items()}


def fill(cloud: FakeCloud, host: str) -> None:
    cloud.take(host, 256, 262144, 4000)


def test_a_cold_reading_of_120_hosts_with_room_takes_one_list_and_one_bulk_call() -> None:
    cloud = FakeCloud("c", HOSTS)
    snapshot = read_cloud(cloud, EMPTY)
    assert balances(snapshot) == truth(cloud)
    assert cloud.log == ["resource_providers", "allocation_candidates", "hypervisors", "aggregates"]


def test_full_hosts_that_the_bulk_calls_leave_out_are_read_one_by_one() -> None:
    cloud = FakeCloud("c", HOSTS)
    fill(cloud, "h007")
    cloud.take("h008", 256, 0, 0)
    snapshot = read_cloud(cloud, EMPTY)
    assert balances(snapshot) == truth(cloud)
    assert cloud.requests == 1 + 3 + 2 + COMPUTE_CALLS
    assert not snapshot.truncated


@pytest.mark.parametrize("changed", [0, 1, 5, 12])
def test_a_warm_reading_makes_two_calls_for_each_changed_host(changed: int) -> None:
    cloud = FakeCloud("c", HOSTS)
    cold = read_cloud(cloud, EMPTY)
    for host in HOSTS[:changed]:
        cloud.take(host, 4, 8192, 40)
    before = cloud.requests
    warm = read_cloud(cloud, cold)
    assert balances(warm) == truth(cloud)
    assert cloud.requests - before == 1 + 2 * changed + COMPUTE_CALLS


def test_when_most_hosts_changed_the_bulk_calls_are_used_again() -> None:
    cloud = FakeCloud("c", HOSTS)
    cold = read_cloud(cloud, EMPTY)
    for host in HOSTS:
        cloud.take(host, 4, 8192, 40)
    before = cloud.requests
    assert balances(read_cloud(cloud, cold)) == truth(cloud)
    assert cloud.requests - before == 2 + COMPUTE_CALLS


def test_a_list_of_candidates_that_is_cut_short_is_noticed_and_not_trusted_again() -> None:
    cloud = FakeCloud("c", HOSTS)
    cloud.limit = 50
    snapshot = read_cloud(cloud, EMPTY)
    assert balances(snapshot) == truth(cloud)
    assert snapshot.truncated
    cloud.log.clear()
    for host in HOSTS:
        cloud.take(host, 4, 8192, 40)
    assert balances(read_cloud(cloud, snapshot)) == truth(cloud)
    assert "allocation_candidates" not in cloud.log


def test_inventories_are_completed_a_few_at_a_time() -> None:
    cloud = FakeCloud("c", HOSTS[:10])
    snapshot = read_cloud(cloud, EMPTY, inventory_reads=4)
    assert sum(host.inventories is not None for host in snapshot.hosts().values()) == 4
    for _ in range(2):
        snapshot = read_cloud(cloud, snapshot, inventory_reads=4)
    assert all(host.inventories is not None for host in snapshot.hosts().values())
    before = cloud.log.count("inventories")
    read_cloud(cloud, snapshot, inventory_reads=4)
    assert cloud.log.count("inventories") == before


def test_a_provider_that_vanishes_while_it_is_read_is_left_out() -> None:
    cloud = FakeCloud("c", HOSTS[:3])
    for host in HOSTS[:3]:
        fill(cloud, host)
    cloud.vanishing.add("h001")
    snapshot = read_cloud(cloud, EMPTY)
    assert set(snapshot.hosts()) == {"h000", "h002"}
    assert all(status.success for status in snapshot.collectors)


def test_a_cloud_that_never_answered_is_unknown_and_says_why() -> None:
    cloud = FakeCloud("c", HOSTS[:3])
    cloud.failing |= {"resource_providers", "hypervisors"}
    snapshot = read_cloud(cloud, EMPTY, clock=lambda: 5.0)
    assert not snapshot.known
    assert snapshot.hosts() == {}
    assert [(status.collector, status.success, status.last_success) for status in snapshot.collectors] == [
        ("placement", False, None),
        ("compute", False, None),
    ]
    assert "does not answer" in snapshot.collectors[0].message


@pytest.mark.parametrize("call", ["resource_providers", "usages", "inventories"])
def test_a_cloud_that_fails_later_keeps_its_last_figures_with_their_age(call: str) -> None:
    cloud = FakeCloud("c", HOSTS[:3])
    good = read_cloud(cloud, EMPTY, clock=lambda: 5.0)
    expected = truth(cloud)
    cloud.failing.add(call)
    cloud.take("h000", 4, 8192, 40)
    bad = read_cloud(cloud, good, clock=lambda: 65.0)
    assert balances(bad) == expected
    assert bad.time == 5.0
    placement, compute = bad.collectors
    assert (placement.success, placement.last_success) == (False, 5.0)
    assert (compute.success, compute.last_success) == (True, 65.0)


def test_requests_are_counted_per_collector_and_go_on_counting() -> None:
    cloud = FakeCloud("c", HOSTS[:3])
    first = read_cloud(cloud, EMPTY)
    second = read_cloud(cloud, first)
    assert [status.requests for status in first.collectors] == [2, 2]
    assert [status.requests for status in second.collectors] == [3, 4]


def test_nested_providers_count_for_the_host_at_the_top() -> None:
    cloud = FakeCloud("c", ["h0", "numa0"])
    cloud.resource_providers = lambda: (
        Provider("uuid-h0", "h0", 1, "uuid-h0"),
        Provider("uuid-numa0", "numa0", 1, "uuid-h0"),
    )
    hosts = read_cloud(cloud, EMPTY).hosts()
    assert set(hosts) == {"h0"}
    assert hosts["h0"].balances["VCPU"] == Balance(512, 0)
