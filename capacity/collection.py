"""Reading the estate and its clouds again and again in the background, each source on a thread of its own."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from capacity.losses import EstateLosses
from capacity.metrics.view import Drift, MetricsView, view_of
from capacity.model import capacity_of
from capacity.snapshot import CloudSnapshot, CollectorStatus, Snapshot, UsageSource, read_cloud
from facility.built_in_profiles import ProfileInvalid
from facility.estate_graph import capacity_graph
from facility.graph.capacity_graph import GraphInvalid
from inventory.finding import EstateInvalid, Finding, Severity
from inventory.model.estate import Estate
from inventory.model.sites import SiteState
from inventory.reading.estate_files import NotAnEstate
from orchestration.controller import Controller
from orchestration.fault import fault_places

LOG = logging.getLogger(__name__)
INVENTORY_READS = 20
"""How many inventories one reading completes, so that ratios become known without a burst of requests."""
UNREACHABLE_STATES = frozenset({SiteState.LOST, SiteState.PLANNED})


EstateReader = Callable[[], tuple[Estate, tuple[Finding, ...]]]
"""Reads the estate and what is wrong with it; raises NotAnEstate or EstateInvalid."""
CloudOpener = Callable[[str], UsageSource]
"""Makes the source for a cloud by its name in clouds.yaml; asks the cloud nothing yet."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the figures come from."""

    estate: EstateReader
    open_cloud: CloudOpener
    controllers: Callable[[Estate], Iterable[Controller]] | None = None
    """What to compare with the live world, on a slower cycle; None: drift is not looked at."""


def clouds_of(estate: Estate) -> dict[str, str]:
    """Map each site that has a cloud and can be reached to the name of its cloud."""
    return {
        site.name: site.cloud
        for site in estate.sites.values()
        if site.cloud is not None and site.state not in UNREACHABLE_STATES
    }


def read_snapshot(estate: Estate, open_cloud: CloudOpener) -> Snapshot:
    """Read every cloud of the estate once, all at the same time; a cloud that does not answer says so in its status."""
    clouds = clouds_of(estate)
    if not clouds:
        return Snapshot()
    with ThreadPoolExecutor(len(clouds), thread_name_prefix="capacity") as pool:
        reading = {
            site: pool.submit(read_cloud, open_cloud(cloud), CloudSnapshot(site, cloud))
            for site, cloud in clouds.items()
        }
        return Snapshot({site: future.result() for site, future in reading.items()})


def read_view(sources: Sources) -> MetricsView:
    """Read everything once; raises NotAnEstate or EstateInvalid, and nothing for what a cloud does."""
    begun = time.time()
    estate, findings = sources.estate()
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise EstateInvalid(findings)
    status = CollectorStatus("estate", success=True, seconds=time.time() - begun, last_success=begun)
    snapshot = read_snapshot(estate, sources.open_cloud)
    losses, message = _losses_of(estate)
    status = replace(status, success=not message, message=message)
    return view_of(capacity_of(estate, snapshot), (status,), findings, losses=losses)


def _losses_of(estate: Estate) -> tuple[EstateLosses | None, str]:
    """Prepare what goes with each loss; where the chains make no graph, say so instead."""
    try:
        return EstateLosses(estate, capacity_graph(estate).graph), ""
    except GraphInvalid as error:
        return None, f"The estate's chains make no graph: {error}."
    except ProfileInvalid as error:
        return None, error.message


class Collection:
    """Keeps a View fresh: each source is read every `interval` seconds, and none waits for another.

    `publish` is called with every new View, from one thread at a time.
    """

    def __init__(
        self,
        sources: Sources,
        publish: Callable[[MetricsView], None],
        interval: float = 60.0,
        drift_interval: float = 900.0,
    ) -> None:
        self._sources = sources
        self._publish = publish
        self._interval = interval
        self._drift_interval = drift_interval
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._threads: dict[str, threading.Thread] = {}
        self._estate: Estate | None = None
        self._losses: EstateLosses | None = None
        self._losses_message = ""
        self._findings: tuple[Finding, ...] | None = None
        self._clouds: dict[str, CloudSnapshot] = {}
        self._opened: dict[str, UsageSource] = {}
        self._drift: tuple[Drift, ...] = ()
        self._statuses: dict[str, CollectorStatus] = {}

    def start(self) -> None:
        """Begin to read; returns at once."""
        self._begin("estate", self._interval, self._read_estate)

    def stop(self, timeout: float = 2.0) -> None:
        """End reading; a reading under way gets `timeout` seconds, then it is left behind."""
        self._stop.set()
        deadline = time.monotonic() + timeout
        for thread in tuple(self._threads.values()):
            thread.join(max(0.0, deadline - time.monotonic()))

    def _begin(self, name: str, interval: float, read: Callable[[], None]) -> None:
        # Daemon threads: a cloud that hangs must not keep the program from ending.
        thread = threading.Thread(target=self._repeat, args=(name, interval, read), name=f"read {name}", daemon=True)
        self._threads[name] = thread
        thread.start()

    def _repeat(self, name: str, interval: float, read: Callable[[], None]) -> None:
        while not self._stop.is_set():
            begun = time.monotonic()
            try:
                read()
            except Exception as error:  # noqa: BLE001 - a fault in one reader must show as its failure and stop no other
                _log_fault(f"Reading {name} failed", error)
                self._failed(name, time.monotonic() - begun, f"{type(error).__name__}: see the log")
            self._stop.wait(max(0.0, interval - (time.monotonic() - begun)))

    def _read_estate(self) -> None:
        begun, message, findings = time.time(), "", self._findings
        estate = self._estate
        try:
            read, findings = self._sources.estate()
            errors = sum(finding.severity is Severity.ERROR for finding in findings)
            estate, message = (read, "") if not errors else (estate, f"The estate has {errors} errors.")
        except EstateInvalid as error:
            findings, message = error.findings, f"The estate is not valid: {error}."
        except NotAnEstate as error:
            message = str(error)
        with self._lock:
            if estate is not None and (self._estate is None or self._estate.digest != estate.digest):
                self._losses, self._losses_message = _losses_of(estate)
            message = message or self._losses_message
            self._estate, self._findings = estate, findings
            self._statuses["estate"] = _status(self._statuses.get("estate"), "estate", begun, message)
            self._follow(estate)
            self._show()

    def _follow(self, estate: Estate | None) -> None:
        wanted = {} if estate is None else clouds_of(estate)
        for site, cloud in wanted.items():
            if site not in self._clouds or self._clouds[site].cloud != cloud:
                self._clouds[site] = CloudSnapshot(site, cloud)
                self._opened[site] = self._sources.open_cloud(cloud)
            if f"cloud {site}" not in self._threads:
                self._begin(f"cloud {site}", self._interval, lambda site=site: self._read_cloud(site))  # type: ignore[misc]
        for site in self._clouds.keys() - wanted.keys():
            del self._clouds[site], self._opened[site]
        if estate is not None and self._sources.controllers is not None and "drift" not in self._threads:
            self._begin("drift", self._drift_interval, self._read_drift)

    def _read_cloud(self, site: str) -> None:
        with self._lock:
            source, previous = self._opened.get(site), self._clouds.get(site)
        if source is None or previous is None:
            return
        snapshot = read_cloud(source, previous, INVENTORY_READS)
        for status in snapshot.collectors:
            if not status.success:
                LOG.warning("%s", status.message)
        with self._lock:
            if self._opened.get(site) is source:
                self._clouds[site] = snapshot
                self._show()

    def _read_drift(self) -> None:
        if self._estate is None or self._sources.controllers is None:
            return
        begun = time.time()
        drift = tuple(Drift(item.kinds, item.plan()) for item in self._sources.controllers(self._estate))
        with self._lock:
            self._drift = drift
            self._statuses["drift"] = _status(self._statuses.get("drift"), "drift", begun, "")
            self._show()

    def _failed(self, name: str, seconds: float, message: str) -> None:
        with self._lock:
            collector, _, site = name.partition(" ")
            if site in self._clouds:
                self._clouds[site] = _all_failed(self._clouds[site], message)
            else:
                self._statuses[collector] = replace(
                    _status(self._statuses.get(collector), collector, time.time(), message), seconds=seconds
                )
            self._show()

    def _show(self) -> None:
        snapshot, statuses = Snapshot(dict(self._clouds)), tuple(self._statuses.values())
        try:
            capacity = None if self._estate is None else capacity_of(self._estate, snapshot)
            view = view_of(capacity, statuses, self._findings, self._drift, self._losses)
        except Exception as error:  # noqa: BLE001 - a page without the sums must say that they are missing
            _log_fault("Adding up what was read failed", error)
            statuses += (_status(None, "sums", time.time(), f"{type(error).__name__}: see the log"),)
            view = view_of(None, statuses, self._findings, self._drift)
        self._publish(view)


def _log_fault(what: str, error: BaseException) -> None:
    """Log a fault of our own by its places; its text or a traceback may hold what a cloud or a switch said."""
    LOG.error("%s by a fault in sddc itself:\n  %s", what, "\n  ".join(fault_places(error)))


def _status(earlier: CollectorStatus | None, collector: str, begun: float, message: str) -> CollectorStatus:
    return CollectorStatus(
        collector=collector,
        success=not message,
        seconds=max(0.0, time.time() - begun),
        last_success=(earlier.last_success if earlier else None) if message else begun,
        message=message,
    )


def _all_failed(cloud: CloudSnapshot, message: str) -> CloudSnapshot:
    known: Mapping[str, CollectorStatus] = {status.collector: status for status in cloud.collectors}
    statuses = tuple(
        replace(known[name], success=False, message=message)
        if name in known
        else CollectorStatus(name, success=False, seconds=0.0, last_success=None, message=message)
        for name in ("placement", "compute")
    )
    return replace(cloud, collectors=statuses)
