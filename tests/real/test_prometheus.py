"""Debian's Prometheus scrapes the exporter, and its own tools find nothing wrong with page and rules."""

import json
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from capacity.collection import Sources
from capacity.dashboards import PANELS, Panel
from capacity.exporter import Exporter, ExporterSettings, render
from capacity.losses import EstateLosses, Scope
from capacity.metrics import METRICS
from capacity.metrics.view import view_of
from capacity.model import capacity_of
from capacity.rules import rule_files
from capacity.snapshot import CloudSnapshot, Snapshot, read_cloud
from facility.estate_graph import capacity_graph
from tests.capacity.estates import Plan, estate_of
from tests.capacity.fake_cloud import FakeCloud
from tests.real.owned import owned_program

pytestmark = pytest.mark.real
SITES = {"tianfu": "chengdu", "gaoxin": "chengdu", "chongqing": "chongqing"}
WAIT_SECONDS = 60


def program(name: str) -> str:
    found = shutil.which(name)
    assert found, f"{name} is not installed: apt-get install prometheus"
    return found


def fetch(url: str) -> str:
    with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own server on loopback
        text: str = answer.read().decode()
        return text


def wait_until(holds: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        if holds():
            return
        time.sleep(0.2)
    raise AssertionError(f"{what} did not come within {WAIT_SECONDS} s")


@dataclass(frozen=True)
class World:
    clouds: dict[str, FakeCloud]
    exporter: Exporter
    prometheus: str

    def query(self, expression: str) -> dict[str, float]:
        url = f"{self.prometheus}/api/v1/query?{urllib.parse.urlencode({'query': expression})}"
        result = json.loads(fetch(url))["data"]["result"]
        return {json.dumps(item["metric"], sort_keys=True): float(item["value"][1]) for item in result}

    def value(self, expression: str) -> float | None:
        found = list(self.query(expression).values())
        assert len(found) < 2, f"{expression} gives {len(found)} series"
        return found[0] if found else None

    def wait_for(self, expression: str, expected: float | None) -> None:
        wait_until(lambda: self.value(expression) == expected, f"{expression} == {expected}")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("prometheus")
    estate = estate_of(Plan(sites=SITES))
    clouds = {
        f"cloud-{site}": FakeCloud(
            f"cloud-{site}", [name for name, host in estate.servers.items() if host.site == site]
        )
        for site in SITES
    }
    clouds["cloud-tianfu"].take("tianfu-a01-s01", 8, 16384, 80)
    sources = Sources(lambda: (estate, ()), clouds.__getitem__)
    with Exporter(sources, ExporterSettings(port=0, interval=0.5)) as exporter:
        for name, text in rule_files().items():
            (folder / name).write_text(text)
        target = exporter.url.removeprefix("http://")
        (folder / "prometheus.yml").write_text(
            "global: {scrape_interval: 1s, evaluation_interval: 1s}\n"
            "rule_files: [recording.yaml, alerts.yaml]\n"
            f"scrape_configs: [{{job_name: sddc, static_configs: [{{targets: ['{target}']}}]}}]\n"
        )
        with running_prometheus(folder) as url:
            running = World(clouds, exporter, url)
            running.wait_for('sum(sddc_collector_success{collector="placement"})', 3)
            yield running


@contextmanager
def running_prometheus(folder: Path) -> Iterator[str]:
    """Run Prometheus on a free port of loopback; yields its URL."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    words = [
        program("prometheus"),
        f"--config.file={folder / 'prometheus.yml'}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address={address}",
    ]
    url = f"http://{address}"
    with owned_program(words, folder / "prometheus.log", partial(is_ready, url)):
        yield url


def is_ready(url: str) -> bool:
    try:
        return "Ready" in fetch(f"{url}/-/ready")
    except OSError:
        return False


def test_prometheus_has_what_the_exporter_knows(world: World) -> None:
    assert world.value('up{job="sddc"}') == 1
    assert world.value("sum(sddc_pool_vcpu_capacity)") == 3 * 1024
    assert world.value("sum(sddc_pool_vcpu_used)") == 8
    assert world.value("sum(sddc_host_memory_used_bytes)") == 16 * 2**30
    assert world.value('sum(sddc_flavor_slots{flavor="small"})') == 3 * 128 - 2
    assert world.value('sddc_flavor_slots_after_loss{scope="site",flavor="small"}') == 2 * 128 - 2
    assert world.value("count(sddc_host_info == 1)") == 12


def test_info_joins_to_the_figures_of_hosts(world: World) -> None:
    joined = "sum by (rack) (sddc_host_vcpu_used * on (site, host) group_left (rack) sddc_host_info)"
    assert world.value(f"({joined}) > 0") == 8


def test_every_scope_of_loss_is_there(world: World) -> None:
    found = world.query("count by (scope) (sddc_flavor_slots_after_loss)")
    assert {json.loads(labels)["scope"] for labels in found} == {scope.value for scope in Scope}


def test_every_recording_rule_gives_data(world: World) -> None:
    names = re.findall(r"record: (\S+)", rule_files()["recording.yaml"])
    assert len(names) > 5
    for name in names:
        wait_until(lambda name=name: bool(world.query(name)), name)  # type: ignore[misc]


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.title)
def test_every_panel_of_the_dashboard_shows_something(world: World, panel: Panel) -> None:
    for expression, _ in panel.queries:
        wait_until(lambda expression=expression: bool(world.query(expression)), expression)  # type: ignore[misc]


def test_a_change_in_the_cloud_arrives(world: World) -> None:
    world.clouds["cloud-gaoxin"].take("gaoxin-a01-s01", 4, 8192, 40)
    world.wait_for('sddc_host_vcpu_used{host="gaoxin-a01-s01"}', 4)


def test_a_cloud_that_is_down_is_seen_and_the_rest_stays(world: World) -> None:
    cloud = world.clouds["cloud-chongqing"]
    cloud.failing |= {"resource_providers", "hypervisors"}
    world.wait_for('sddc_collector_success{site="chongqing",collector="placement"}', 0)
    assert world.value('up{job="sddc"}') == 1
    assert world.value('sum(sddc_collector_success{collector="placement"})') == 2
    assert world.value('sddc_pool_vcpu_capacity{site="chongqing"}') == 1024
    cloud.failing.clear()
    world.wait_for('sum(sddc_collector_success{collector="placement"})', 3)


def check_metrics(page: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program("promtool"), "check", "metrics"], input=page, capture_output=True, text=True, check=False, timeout=60
    )


def test_promtool_finds_nothing_wrong_with_the_page(world: World) -> None:
    page = fetch(f"{world.exporter.url}/metrics")
    checked = check_metrics(page)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")
    assert page.count("# TYPE sddc_") > len(METRICS) / 2


def test_promtool_would_find_something_wrong() -> None:
    assert check_metrics("# TYPE sddc_bad_total gauge\nsddc_bad_total 1\n").returncode != 0


def test_of_the_names_of_other_exporters_promtool_dislikes_only_what_they_call_total() -> None:
    estate = estate_of(Plan())
    cloud = FakeCloud("cloud-tianfu", list(estate.servers))
    snapshot = Snapshot({"tianfu": read_cloud(cloud, CloudSnapshot("tianfu", cloud.cloud), 10)})
    losses = EstateLosses(estate, capacity_graph(estate).graph)
    checked = check_metrics(render(view_of(capacity_of(estate, snapshot), losses=losses), openstack_names=True))
    assert {line.split()[0] for line in (checked.stdout + checked.stderr).splitlines()} == {
        "openstack_free_capacity_by_flavor_total",
        "openstack_placement_resource_total",
    }


def test_the_rules_do_what_they_say(tmp_path: Path) -> None:
    for name, text in rule_files().items():
        (tmp_path / name).write_text(text)
    shutil.copy(Path(__file__).with_name("rules_test.yaml"), tmp_path)
    for command in (["check", "rules", *rule_files()], ["test", "rules", "rules_test.yaml"]):
        run = subprocess.run(
            [program("promtool"), *command], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
        )
        assert run.returncode == 0, run.stdout + run.stderr
