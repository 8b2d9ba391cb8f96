"""The metric families: names, help, labels, and what is left out."""

import re
import time
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from capacity.exporter import render
from capacity.losses import EstateLosses
from capacity.metrics import METRICS, OPENSTACK_METRICS, reference
from capacity.metrics.family import PLACE, Family, Kind
from capacity.metrics.view import Drift, MetricsView, view_of
from capacity.model import capacity_of
from capacity.snapshot import CloudSnapshot, CollectorStatus, Snapshot, read_cloud
from facility.estate_graph import capacity_graph
from inventory.finding import Finding, Severity
from inventory.model.origin import Source
from orchestration.change import Action, Address, Change
from orchestration.controller import Awaited, Survey, Unknown
from tests.capacity.estates import Plan, estate_of
from tests.capacity.fake_cloud import FakeCloud

UNKNOWN_WITHOUT_CLOUD = re.compile(r"_used$|_used_bytes|_free|_unusable|slots|headroom|stranded|overcommit_ratio")
RACK_USE = {"sddc_rack_units_used", "sddc_switch_ports_used"}


def live_view(plan: Plan, **loads: tuple[int, int, int]) -> MetricsView:
    estate = estate_of(plan)
    clouds = {}
    for site in estate.sites:
        cloud = FakeCloud(f"cloud-{site}", [name for name, item in estate.servers.items() if item.site == site])
        for host, load in loads.items():
            cloud.take(host.replace("_", "-"), *load)
        clouds[site] = read_cloud(cloud, CloudSnapshot(site, cloud.cloud), inventory_reads=100)
    losses = EstateLosses(estate, capacity_graph(estate).graph)
    return view_of(capacity_of(estate, Snapshot(clouds)), losses=losses)


def samples(page: str) -> dict[str, list[tuple[dict[str, str], float]]]:
    found: dict[str, list[tuple[dict[str, str], float]]] = {}
    for family in text_string_to_metric_families(page):
        for sample in family.samples:
            found.setdefault(sample.name, []).append((sample.labels, sample.value))
    return found


def value(page: str, name: str, **labels: str) -> float:
    (found,) = [number for have, number in samples(page)[name] if labels.items() <= have.items()]
    return found


@pytest.mark.parametrize("family", METRICS + OPENSTACK_METRICS, ids=lambda family: family.name)
def test_every_family_keeps_the_naming_rules(family: Family) -> None:
    assert re.fullmatch(r"(sddc|openstack)_[a-z0-9_]+", family.name)
    assert family.help.endswith("."), family.help
    assert len(set(family.labels)) == len(family.labels)
    assert not set(family.labels) & set(PLACE)
    if family.prefix == "sddc_":
        assert family.name.endswith("_total") == (family.kind is Kind.COUNTER)
        assert family.name.endswith("_info") == (family.kind is Kind.INFO)


def test_no_two_families_share_a_name() -> None:
    names = [family.name for family in METRICS + OPENSTACK_METRICS]
    assert len(set(names)) == len(names)


def test_a_small_cloud_gives_the_figures_that_one_computes_by_hand() -> None:
    page = render(live_view(Plan(), tianfu_a01_s01=(8, 16384, 80)))
    host = {"host": "tianfu-a01-s01", "site": "tianfu", "cloud": "cloud-tianfu", "region": "RegionOne"}
    assert value(page, "sddc_host_vcpu_capacity", **host) == 256
    assert value(page, "sddc_host_vcpu_used", **host) == 8
    assert value(page, "sddc_host_memory_used_bytes", **host) == 16 * 2**30
    assert value(page, "sddc_host_disk_capacity_bytes", **host) == 4000 * 2**30
    assert value(page, "sddc_host_allocation_ratio", resource="vcpu", **host) == 4
    pool = {"pool": "retail", "az": "retail", "site": "tianfu"}
    assert value(page, "sddc_pool_vcpu_capacity", **pool) == 1024
    assert value(page, "sddc_pool_vcpu_free", **pool) == 1016
    assert value(page, "sddc_flavor_slots", flavor="small", **pool) == 30 + 3 * 32
    assert value(page, "sddc_stranded_capacity_ratio", flavor="small", resource="vcpu", site="tianfu") == pytest.approx(
        1 - 4 * 126 / 1016
    )
    assert value(page, "sddc_feed_failover_load_ratio", rack="a01", feed="a") == 4 * 500 / 8000
    assert value(page, "sddc_rack_weight_grams", rack="a01") == 40_000
    info = {"state": "enabled", "rack": "a01", "room": "m1", "feed_a": "pdu-a", "feed_b": "pdu-b", "az": "retail"}
    assert value(page, "sddc_host_info", host="tianfu-a01-s01", **info) == 1


def test_the_worst_loss_of_a_host_is_the_one_that_costs_most_slots() -> None:
    page = render(live_view(Plan(), tianfu_a01_s01=(8, 16384, 80)))
    empty_lost, loaded_lost = 30 + 2 * 32, 3 * 32 - 2
    found = value(page, "sddc_flavor_slots_after_loss", scope="host", flavor="small", site="tianfu")
    assert found == min(empty_lost, loaded_lost)


def test_without_a_cloud_there_is_supply_and_no_use_at_all() -> None:
    page = samples(render(view_of(capacity_of(estate_of(Plan()), Snapshot()))))
    assert page["sddc_pool_vcpu_capacity"][0][1] == 1024
    assert page["sddc_pool_declared_hosts"][0][1] == 4
    assert {labels["state"] for labels, _ in page["sddc_host_info"]} == {"unknown"}
    assert [name for name in page if UNKNOWN_WITHOUT_CLOUD.search(name) and name not in RACK_USE] == []


def test_what_is_not_known_of_a_device_leaves_its_rack_out() -> None:
    page = samples(render(view_of(capacity_of(estate_of(Plan(draw_watts=None)), Snapshot()))))
    assert "sddc_rack_power_allocated_watts" not in page
    assert "sddc_feed_failover_load_ratio" not in page
    assert "sddc_rack_power_capacity_watts" in page


def test_with_no_estate_the_page_still_says_what_failed() -> None:
    failed = CollectorStatus("estate", success=False, seconds=0.1, last_success=None, message="no such folder")
    page = samples(render(view_of(None, (failed,))))
    assert set(page) == {"sddc_build_info", "sddc_collector_success", "sddc_collector_duration_seconds"}
    assert page["sddc_collector_success"] == [({"cloud": "", "region": "", "site": "", "collector": "estate"}, 0.0)]


def test_findings_and_drift_are_counted_and_what_was_not_looked_at_is_left_out() -> None:
    capacity = capacity_of(estate_of(Plan()), Snapshot())
    place = Source("racks.yaml", 1, 1)
    findings = tuple(Finding("rack-unit-overlap", Severity.ERROR, place, text, "") for text in ("one", "two"))
    change = Change(Address("flavor", "tianfu/small"), Action.CREATE, "", "", "", "tianfu")
    unknown = Unknown(Address("cloud", "tianfu"), "tianfu", "does not answer")
    awaited = Awaited(Address("pool-member", "tianfu/tianfu-a01-s02"), "tianfu", "no compute service yet")
    drift = (Drift(frozenset({"flavor", "pool-member"}), Survey((change,), (unknown,), awaited=(awaited,))),)
    page = render(view_of(capacity, (), findings, drift))
    assert value(page, "sddc_rules_failed", severity="error") == 1
    assert value(page, "sddc_rules_failed", severity="warning") == 0
    assert value(page, "sddc_drift_items", kind="flavor", action="create", site="tianfu") == 1
    assert value(page, "sddc_drift_items", kind="flavor", action="delete", site="tianfu") == 0
    assert value(page, "sddc_drift_items", kind="pool-member", action="create", site="tianfu") == 1
    assert value(page, "sddc_drift_unknown_items", kind="cloud") == 1
    nothing = samples(render(view_of(capacity)))
    assert not {"sddc_rules_failed", "sddc_drift_items", "sddc_drift_unknown_items"} & set(nothing)


def test_the_names_of_other_exporters_come_by_a_switch() -> None:
    view = live_view(Plan(), tianfu_a01_s01=(8, 16384, 80))
    assert "openstack_" not in render(view)
    page = render(view, openstack_names=True)
    host = {"hostname": "tianfu-a01-s01", "resourcetype": "VCPU"}
    assert value(page, "openstack_placement_resource_total", **host) == 64
    assert value(page, "openstack_placement_resource_usage", **host) == 8
    nova = {"hostname": "tianfu-a01-s01", "availability_zone": "retail", "aggregates": "retail"}
    assert value(page, "openstack_nova_memory_used_bytes", **nova) == 16 * 2**30
    assert value(page, "openstack_free_capacity_by_flavor_total", flavor_name="small") == 126


def test_the_sum_over_pools_is_the_sum_over_hosts() -> None:
    plan = Plan(racks=4, pools={"retail": ("small",), "core": ("small",)})
    page = samples(render(live_view(plan, tianfu_a01_s01=(8, 16384, 80))))
    for kind in ("vcpu_capacity", "vcpu_used", "memory_capacity_bytes", "disk_used_bytes"):
        pools, hosts = (sum(number for _, number in page[f"sddc_{what}_{kind}"]) for what in ("pool", "host"))
        assert pools == hosts


def test_no_secret_of_a_message_reaches_the_page() -> None:
    failed = CollectorStatus("estate", success=False, seconds=0.1, last_success=None, message="password hunter2")
    assert "hunter2" not in render(view_of(None, (failed,)))


def test_the_reference_names_every_metric_once() -> None:
    text = reference()
    for family in METRICS + OPENSTACK_METRICS:
        assert text.count(f"| `{family.name}` |") == 1


def test_the_written_reference_is_fresh() -> None:
    written = Path(__file__).parents[2] / "docs" / "metrics.md"
    assert written.read_text(encoding="utf-8") == reference(), "run: make docs"


def test_a_page_of_a_thousand_hosts_stays_small_and_quick() -> None:
    flavors = {f"f{number}": (1 + number % 8, 2048 * (1 + number % 8), 20) for number in range(40)}
    pools = {f"p{number}": [f"f{(2 * number + step) % 40}" for step in range(4)] for number in range(20)}
    plan = Plan(racks=100, hosts=10, pools=pools, flavors=flavors)
    estate = estate_of(plan)
    cloud = FakeCloud("cloud-tianfu", list(estate.servers))
    begun = time.process_time()
    snapshot = read_cloud(cloud, CloudSnapshot("tianfu", cloud.cloud), inventory_reads=1000)
    page = render(view_of(capacity_of(estate, Snapshot({"tianfu": snapshot}))))
    seconds = time.process_time() - begun
    assert sum(not line.startswith("#") for line in page.splitlines()) < 14_000
    assert seconds < 2
