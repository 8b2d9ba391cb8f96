"""Serving the metrics to Prometheus, over HTTP and as a file for node_exporter's textfile collector."""

import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from socketserver import ThreadingMixIn
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from capacity.collection import Collection, Sources
from capacity.metrics import METRICS, OPENSTACK_METRICS
from capacity.metrics.family import Family, expose
from capacity.metrics.view import MetricsView

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry, Metric

LOOPBACK = "127.0.0.1"
DEFAULT_PORT = 9469
INDEX = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>sddc exporter</title></head>
<body><h1>sddc exporter</h1>
<p><a href="/metrics">Metrics</a> · <a href="/-/healthy">Health</a> · <a href="/-/ready">Readiness</a></p>
<table><tr><th>source</th><th>site</th><th>state</th></tr>{rows}</table></body></html>
"""


class ExporterNotStarted(Exception):  # noqa: N818 - a state of the world, not a fault of the program
    """The exporter cannot listen or write where it was told to; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class ExporterSettings:
    """How the exporter serves; times in seconds."""

    address: str = LOOPBACK
    port: int = DEFAULT_PORT
    """0: any free one."""
    interval: float = 60.0
    drift_interval: float = 900.0
    openstack_names: bool = False
    """Whether the names of other exporters are served too."""

    @property
    def families(self) -> tuple[Family, ...]:
        """The metrics that are served."""
        return METRICS + OPENSTACK_METRICS if self.openstack_names else METRICS


class Page:
    """The last page of metrics, as a collector of prometheus_client: made once per reading, not per scrape."""

    def __init__(self, families: tuple[Family, ...]) -> None:
        self._families = families
        self._view: MetricsView | None = None
        self._metrics: tuple[Metric, ...] = ()

    @property
    def view(self) -> MetricsView | None:
        """What the page shows; None as long as nothing has been read."""
        return self._view

    def show(self, view: MetricsView) -> None:
        """Replace the page."""
        self._metrics = tuple(metric for metric in (expose(item, view) for item in self._families) if metric.samples)
        self._view = view

    def collect(self) -> Iterable["Metric"]:
        """Give the metrics to a registry."""
        return self._metrics


def registry_of(page: Page) -> "CollectorRegistry":
    """Make a registry that holds this page and nothing else."""
    from prometheus_client import CollectorRegistry

    registry = CollectorRegistry(auto_describe=False)
    registry.register(page)
    return registry


def render(view: MetricsView, openstack_names: bool = False) -> str:
    """Write a view in Prometheus' text format."""
    from prometheus_client import generate_latest

    page = Page(ExporterSettings(openstack_names=openstack_names).families)
    page.show(view)
    return generate_latest(registry_of(page)).decode()


def write_textfile(view: MetricsView, path: Path, openstack_names: bool = False) -> None:
    """Write a view for node_exporter's textfile collector: all at once or not at all.

    The name must end in .prom, because the collector reads no other; raises ExporterNotStarted.
    """
    from prometheus_client import write_to_textfile

    if path.suffix != ".prom":
        raise ExporterNotStarted(f"{path} would never be read: node_exporter takes files that end in .prom. Rename it.")
    page = Page(ExporterSettings(openstack_names=openstack_names).families)
    page.show(view)
    try:
        write_to_textfile(str(path), registry_of(page))
    except OSError as error:
        raise ExporterNotStarted(f"{path} cannot be written: {error.strerror}. Does its folder exist?") from error


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _QuietHandler(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in http.server
        """Log no scrape: there is one every few seconds."""


class Exporter:
    """Reads in the background and serves the last page; a context manager that starts and stops both."""

    def __init__(self, sources: Sources, settings: ExporterSettings) -> None:
        self._settings = settings
        self._page = Page(settings.families)
        self._collection = Collection(sources, self._page.show, settings.interval, settings.drift_interval)
        self._server: WSGIServer | None = None

    @property
    def url(self) -> str:
        """Where it serves; raises ExporterNotStarted before it does."""
        if self._server is None:
            raise ExporterNotStarted("The exporter is not started.")
        return f"http://{self._settings.address}:{self._server.server_port}"

    def start(self) -> None:
        """Listen and begin to read; raises ExporterNotStarted when the address cannot be had."""
        address, port = self._settings.address, self._settings.port
        try:
            self._server = make_server(address, port, self._application(), _Server, _QuietHandler)
        except OSError as error:
            raise ExporterNotStarted(
                f"Cannot listen on {address}:{port}: {error.strerror}. Choose another port with --port."
            ) from error
        threading.Thread(target=self._server.serve_forever, args=(0.1,), name="exporter", daemon=True).start()
        self._collection.start()

    def stop(self) -> None:
        """Stop listening and reading."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
        self._collection.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def _application(self) -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
        from prometheus_client import make_wsgi_app

        metrics = make_wsgi_app(registry_of(self._page))

        def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # noqa: ANN401 - WSGI's
            path = environ.get("PATH_INFO", "/")
            if path == "/metrics":
                answer: Iterable[bytes] = metrics(environ, start_response)
                return answer
            status, kind, text = self._text(path)
            body = text.encode()
            start_response(status, [("Content-Type", f"{kind}; charset=utf-8"), ("Content-Length", str(len(body)))])
            return [body]

        return application

    def _text(self, path: str) -> tuple[str, str, str]:
        if path == "/":
            return "200 OK", "text/html", INDEX.format(rows="".join(_rows(self._page.view)))
        if path == "/-/healthy":
            return "200 OK", "text/plain", "sddc exporter is healthy.\n"
        if path == "/-/ready":
            ready = self._page.view is not None
            return ("200 OK" if ready else "503 Service Unavailable"), "text/plain", f"ready: {str(ready).lower()}\n"
        return "404 Not Found", "text/plain", "Not here: see / for what there is.\n"


def _rows(view: MetricsView | None) -> Iterator[str]:
    for site, status in view.collectors if view else ():
        state = "read" if status.success else f"failed: {status.message}"
        yield f"<tr><td>{escape(status.collector)}</td><td>{escape(site)}</td><td>{escape(state)}</td></tr>"


def serve(exporter: Exporter, ready: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM comes, then stop; `ready` is given the URL. Call it from the main thread."""
    stopped = threading.Event()
    before = {number: signal.signal(number, lambda *_: stopped.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with exporter:
            ready(exporter.url)
            stopped.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
