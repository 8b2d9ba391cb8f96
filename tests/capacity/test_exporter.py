"""The exporter: always a page, always honest about what could not be read, and gone when told to go."""

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from prometheus_client.parser import text_string_to_metric_families

from capacity.collection import Sources, read_view
from capacity.exporter import Exporter, ExporterNotStarted, ExporterSettings, write_textfile
from inventory.finding import EstateInvalid, Finding, Severity
from inventory.model.estate import Estate
from inventory.model.origin import Source
from inventory.reading.estate_files import NotAnEstate
from orchestration.change import Action, Address, Change, Check, Outcome
from orchestration.controller import Progress, Survey
from tests.capacity.estates import Plan, estate_of
from tests.capacity.fake_cloud import FakeCloud

QUICK = ExporterSettings(port=0, interval=0.05, drift_interval=0.05)
NO_ESTATE = "bank is not an estate"


class World:
    """An estate and its clouds, which a test can break."""

    def __init__(self) -> None:
        self.estate = estate_of(Plan(sites={"tianfu": "chengdu", "gaoxin": "chengdu"}))
        self.findings: tuple[Finding, ...] = ()
        self.broken = False
        self.clouds = {
            f"cloud-{site}": FakeCloud(
                f"cloud-{site}", [name for name, item in self.estate.servers.items() if item.site == site]
            )
            for site in self.estate.sites
        }

    def read(self) -> tuple[Estate, tuple[Finding, ...]]:
        if self.broken:
            raise NotAnEstate(NO_ESTATE)
        return self.estate, self.findings

    @property
    def sources(self) -> Sources:
        return Sources(self.read, self.clouds.__getitem__)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def exporter(world: World) -> Iterator[Exporter]:
    with Exporter(world.sources, QUICK) as running:
        yield running


def get(url: str, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url + path, timeout=5) as answer:  # noqa: S310 - our own server
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def wait_for(exporter: Exporter, holds: Callable[[str], bool]) -> str:
    deadline = time.monotonic() + 10
    page = ""
    while time.monotonic() < deadline:
        page = get(exporter.url, "/metrics")[1]
        if holds(page):
            return page
        time.sleep(0.02)
    raise AssertionError(page)


def series(page: str, name: str, **labels: str) -> float | None:
    for family in text_string_to_metric_families(page):
        for sample in family.samples:
            if sample.name == name and labels.items() <= sample.labels.items():
                return sample.value
    return None


def success(page: str, collector: str, site: str) -> float | None:
    return series(page, "sddc_collector_success", collector=collector, site=site)


def complete(page: str) -> bool:
    return all(success(page, "placement", site) == 1 for site in ("tianfu", "gaoxin"))


def test_it_listens_on_loopback_only_unless_told_otherwise() -> None:
    assert ExporterSettings().address == "127.0.0.1"


def test_it_serves_metrics_an_index_and_its_health(exporter: Exporter) -> None:
    page = wait_for(exporter, complete)
    assert series(page, "sddc_pool_vcpu_free", cloud="cloud-gaoxin", region="RegionOne", site="gaoxin") == 1024
    assert 'href="/metrics"' in get(exporter.url, "/")[1]
    assert get(exporter.url, "/-/healthy")[0] == 200
    assert get(exporter.url, "/-/ready")[0] == 200
    assert get(exporter.url, "/favicon.ico")[0] == 404


def test_a_cloud_that_fails_is_seen_and_the_other_goes_on(world: World, exporter: Exporter) -> None:
    wait_for(exporter, complete)
    world.clouds["cloud-gaoxin"].failing |= {"resource_providers", "hypervisors"}
    page = wait_for(exporter, lambda text: success(text, "placement", "gaoxin") == 0)
    assert success(page, "placement", "tianfu") == 1
    assert series(page, "sddc_pool_vcpu_free", site="gaoxin") == 1024
    assert "does not answer" in get(exporter.url, "/")[1]
    world.clouds["cloud-gaoxin"].failing.clear()
    wait_for(exporter, complete)


def test_a_cloud_that_hangs_holds_up_neither_scrapes_nor_the_end(world: World) -> None:
    release = threading.Event()
    world.clouds["cloud-gaoxin"].resource_providers = release.wait  # type: ignore[method-assign,assignment]
    try:
        exporter = Exporter(world.sources, QUICK)
        exporter.start()
        wait_for(exporter, lambda text: success(text, "placement", "tianfu") == 1)
        begun = time.monotonic()
        exporter.stop()
        assert time.monotonic() - begun < 8
    finally:
        release.set()


SECRET = "token-Zx81-never-shown"


def fails_with_a_secret(*_: object) -> NoReturn:
    answer = {"token": SECRET}
    try:
        answer[SECRET]
    except LookupError as error:
        raise ValueError(f"cannot use {answer}") from error


def logged_place(log: str) -> bool:
    return "builtins.ValueError\n" in log and f"{__file__}:" in log and "fails_with_a_secret" in log


@pytest.fixture
def stderr_log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Give what is logged; no secret may be in it, neither as text nor in what a handler could show."""
    yield caplog
    formatter = logging.Formatter()
    for record in caplog.get_records("call"):
        assert SECRET not in formatter.format(record)
        assert record.exc_info is None
        assert not any(isinstance(part, BaseException) for part in record.args or ())


def test_a_fault_in_a_reader_shows_as_its_failure(world: World, stderr_log: pytest.LogCaptureFixture) -> None:
    world.clouds["cloud-gaoxin"].hypervisors = fails_with_a_secret  # type: ignore[method-assign]
    with Exporter(world.sources, QUICK) as exporter:
        page = wait_for(exporter, lambda text: success(text, "compute", "gaoxin") == 0)
        assert success(page, "placement", "gaoxin") == 0
        assert SECRET not in page + get(exporter.url, "/")[1]
    assert "Reading cloud gaoxin failed" in stderr_log.text
    assert logged_place(stderr_log.text)


def test_a_fault_while_looking_at_drift_shows_as_its_failure(
    world: World, stderr_log: pytest.LogCaptureFixture
) -> None:
    sources = Sources(world.read, world.clouds.__getitem__, fails_with_a_secret)
    with Exporter(sources, QUICK) as exporter:
        page = wait_for(exporter, lambda text: success(text, "drift", "") == 0)
        assert SECRET not in page + get(exporter.url, "/")[1]
    assert "Reading drift failed" in stderr_log.text
    assert logged_place(stderr_log.text)


def test_a_fault_in_the_sums_shows_as_its_failure_and_ends_when_they_work_again(
    world: World, stderr_log: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Exporter(world.sources, QUICK) as exporter, monkeypatch.context() as broken:
        wait_for(exporter, complete)
        broken.setattr("capacity.collection.capacity_of", fails_with_a_secret)
        page = wait_for(exporter, lambda text: success(text, "sums", "") == 0)
        assert success(page, "estate", "") == 1
        assert "sddc_pool_vcpu" not in page
        broken.undo()
        page = wait_for(exporter, lambda text: success(text, "sums", "") is None)
        assert "sddc_pool_vcpu_free" in page
    assert "Adding up what was read failed" in stderr_log.text
    assert logged_place(stderr_log.text)


def test_an_estate_that_breaks_keeps_the_last_good_one(world: World, exporter: Exporter) -> None:
    wait_for(exporter, complete)
    error = Finding("unknown-flavor", Severity.ERROR, Source("pools.yaml", 1, 1), "", "")
    world.findings = (error,)
    page = wait_for(exporter, lambda text: success(text, "estate", "") == 0)
    assert "sddc_pool_vcpu_capacity{" in page
    assert series(page, "sddc_rules_failed", severity="error") == 1
    world.broken = True
    wait_for(exporter, lambda _: NO_ESTATE in get(exporter.url, "/")[1])


def test_with_no_estate_at_all_the_page_is_served(world: World) -> None:
    world.broken = True
    with Exporter(world.sources, QUICK) as exporter:
        page = wait_for(exporter, lambda text: success(text, "estate", "") == 0)
        assert "sddc_pool" not in page


class OneChange:
    """A controller that finds one flavor missing."""

    kinds = frozenset({"flavor"})

    def plan(self) -> Survey:
        return Survey((Change(Address("flavor", "tianfu/small"), Action.CREATE, "", "", "", "tianfu"),))

    def apply(self, change: Change, progress: Progress) -> Outcome:  # noqa: ARG002
        raise AssertionError("the exporter changes nothing")

    def applied(self, address: Address) -> str | None:  # noqa: ARG002
        raise AssertionError("the exporter applies nothing")

    def verify(self, changes: tuple[Change, ...] | None = None) -> tuple[Check, ...]:  # noqa: ARG002
        raise AssertionError("the exporter asks for no verification")


def test_drift_is_looked_at_and_never_acted_on(world: World) -> None:
    sources = Sources(world.read, world.clouds.__getitem__, lambda _: [OneChange()])
    with Exporter(sources, QUICK) as exporter:
        wait_for(exporter, lambda text: series(text, "sddc_drift_items", site="tianfu", action="create") == 1)


def test_an_address_that_is_taken_is_said_so(world: World) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        exporter = Exporter(world.sources, ExporterSettings(port=taken.getsockname()[1]))
        with pytest.raises(ExporterNotStarted, match="Cannot listen on"):
            exporter.start()


def test_a_textfile_is_whole_and_leaves_nothing_beside_it(world: World, tmp_path: Path) -> None:
    path = tmp_path / "sddc.prom"
    write_textfile(read_view(world.sources), path)
    assert "sddc_flavor_slots{" in path.read_text()
    assert list(tmp_path.iterdir()) == [path]


def test_an_estate_with_errors_is_not_exported_once(world: World) -> None:
    world.findings = (Finding("unknown-flavor", Severity.ERROR, Source("pools.yaml", 1, 1), "", ""),)
    with pytest.raises(EstateInvalid):
        read_view(world.sources)


@pytest.mark.parametrize(("name", "text"), [("sddc.txt", "end in .prom"), ("no/such/folder.prom", "cannot be written")])
def test_a_textfile_that_would_never_be_read_is_refused(world: World, tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(ExporterNotStarted, match=text):
        write_textfile(read_view(world.sources), tmp_path / name)


PROGRAM = """
from capacity.exporter import Exporter, ExporterSettings, serve
from tests.capacity.test_exporter import World
serve(Exporter(World().sources, ExporterSettings(port=0, interval=60)), lambda url: print(url, flush=True))
print("stopped", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_gracefully(number: signal.Signals) -> None:
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    ) as program:
        assert program.stdout is not None
        url = program.stdout.readline().strip()
        assert get(url, "/-/healthy")[0] == 200
        program.send_signal(number)
        rest, _ = program.communicate(timeout=10)
    assert (rest, program.returncode) == ("stopped\n", 0)
