"""What a cloud looks like right now: its processes, whether they answer, and its hypervisors."""

import urllib.error
import urllib.request
from dataclasses import dataclass
from enum import StrEnum

from lab.openstack.configuration import service_urls
from lab.openstack.control import request
from lab.openstack.failure import OpenStackLabError
from lab.openstack.layout import CloudLayout
from lab.openstack.ports import cloud_ports
from lab.openstack.processes import resident_bytes, running_process
from lab.openstack.services import SERVICES
from lab.openstack.specification import CloudSpec

PROBE_SECONDS = 5.0
INTERNAL_SERVER_ERROR = 500


class ServiceState(StrEnum):
    """How far a service is."""

    STOPPED = "stopped"
    RUNNING = "running"
    """The process is there, but does not answer (yet)."""
    READY = "ready"


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """One service: its process, its port and the memory that it costs (shared memory counted in part)."""

    name: str
    state: ServiceState
    port: int
    pid: int | None
    resident_bytes: int


@dataclass(frozen=True, slots=True)
class CloudStatus:
    """A cloud's services in the order of their ports, and which of its hypervisors run (None: it cannot be asked)."""

    name: str
    services: tuple[ServiceStatus, ...]
    hypervisors: int
    hypervisors_up: tuple[str, ...] | None

    @property
    def is_ready(self) -> bool:
        """Whether every service answers and at least the specified number of hypervisors is up."""
        ready = all(service.state is ServiceState.READY for service in self.services)
        return ready and self.hypervisors_up is not None and len(self.hypervisors_up) >= self.hypervisors


def cloud_status(spec: CloudSpec, layout: CloudLayout) -> CloudStatus:
    """Look at a cloud; nothing is changed."""
    hypervisors: tuple[str, ...] | None = None
    if layout.ready.exists() and running_process(layout.record("nova")):
        try:
            hypervisors = request(layout, "list")
        except OpenStackLabError:
            hypervisors = None  # it says so in the status: not known
    services = tuple(service_status(spec, layout, service.name) for service in SERVICES)
    return CloudStatus(spec.name, services, len(spec.hypervisors), hypervisors)


def service_status(spec: CloudSpec, layout: CloudLayout, name: str) -> ServiceStatus:
    """Look at one service of a cloud."""
    port = cloud_ports(spec.base_port)[name]
    process = running_process(layout.record(name))
    if process is None:
        return ServiceStatus(name, ServiceState.STOPPED, port, None, 0)
    state = ServiceState.READY if answers(service_urls(spec)[name]) else ServiceState.RUNNING
    return ServiceStatus(name, state, port, process.pid, resident_bytes(process))


def answers(url: str) -> bool:
    """Return whether an HTTP server answers there without an error of its own; proxies are not asked."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{url}/", timeout=PROBE_SECONDS):
            return True
    except urllib.error.HTTPError as error:
        return error.code < INTERNAL_SERVER_ERROR
    except OSError:
        return False
