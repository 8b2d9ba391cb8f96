"""Starting several clouds side by side: one launcher a service forks that service for each of them."""

import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from lab.locking import exclusive_lock
from lab.openstack.clouds_yaml import cloud_entry, write_clouds_yaml
from lab.openstack.configuration import configuration_files, service_urls, write_configuration
from lab.openstack.database import DatabaseTemplate
from lab.openstack.description import write_description
from lab.openstack.environment import Environment, Progress
from lab.openstack.failure import OpenStackLabError, log_tail
from lab.openstack.layout import CloudLayout
from lab.openstack.ports import cloud_ports, require_free
from lab.openstack.processes import POLL_SECONDS, end_launched, end_processes, launch, running_process
from lab.openstack.services import SERVICES
from lab.openstack.specification import CloudSpec
from lab.openstack.status import answers
from orchestration.process_identity import ProcessIdentity

START_SECONDS = 300.0
SECONDS_PER_HYPERVISOR = 3.0
LAUNCH_ORDER = ("nova", "neutron", "keystone", "glance", "placement")
"""The slowest to import first."""


@dataclass(frozen=True, slots=True)
class CloudStart:
    """One cloud to start: what it shall be and where it keeps its state."""

    spec: CloudSpec
    layout: CloudLayout


def start(
    sites: Sequence[CloudStart],
    environment: Environment,
    template: DatabaseTemplate,
    progress: Progress,
    owner: ProcessIdentity | None = None,
) -> None:
    """Start clouds that do not run, or run only in part, and return when all of their hypervisors are up.

    With an `owner`, they end once that has ended. If it fails or is interrupted, none of them is left running.
    """
    with ExitStack() as stack:
        # In one order everywhere, so that two commands never wait for each other.
        locks = [stack.enter_context(site_lock(site, progress)) for site in sorted(sites, key=_root)]
        try:
            for site in sites:
                stop_services(site.layout)
                _prepare(site, environment, template)
            with _launched(sites, environment, locks, owner) as launchers:
                for site in sites:
                    _wait_until_ready(site, launchers, progress)
        except BaseException:
            for site in sites:
                stop_services(site.layout)
            raise


def require_ports(site: CloudStart) -> None:
    """Raise OpenStackLabError if a port that a cloud wants is taken by anything but the cloud itself."""
    ports = cloud_ports(site.spec.base_port)
    own = {name for name in ports if running_process(site.layout.record(name))}
    require_free(site.spec.name, {name: port for name, port in ports.items() if name not in own})


def stop_services(layout: CloudLayout) -> None:
    """End every recorded process of a cloud; the caller holds the cloud's lock."""
    records = [layout.record(service.name) for service in SERVICES]
    end_processes([identity for record in records if (identity := running_process(record))])
    for record in records:
        record.unlink(missing_ok=True)
    layout.ready.unlink(missing_ok=True)
    layout.control_socket.unlink(missing_ok=True)


@contextmanager
def site_lock(site: CloudStart, progress: Progress) -> Iterator[int]:
    """Hold the lock of a cloud: nobody else starts or stops it meanwhile."""
    waiting = f"{site.spec.name}: waiting for another command that starts or stops it"
    with exclusive_lock(site.layout.lock, lambda: progress(waiting)) as lock:
        yield lock


def _root(site: CloudStart) -> Path:
    return site.layout.root


def _prepare(site: CloudStart, environment: Environment, template: DatabaseTemplate) -> None:
    spec, layout = site.spec, site.layout
    require_free(spec.name, cloud_ports(spec.base_port))
    layout.make()
    for service in SERVICES:
        layout.output(service.name).unlink(missing_ok=True)
        layout.log(service.name).unlink(missing_ok=True)
    template.restore(spec, layout)
    password = layout.password.read_text()
    write_configuration(configuration_files(spec, layout, environment.folder, password), layout.configuration)
    write_description(spec, layout, password)
    write_clouds_yaml({spec.name: cloud_entry(spec, password)}, layout.clouds_yaml)


@contextmanager
def _launched(
    sites: Sequence[CloudStart], environment: Environment, locks: Sequence[int], owner: ProcessIdentity | None
) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    launchers: dict[str, subprocess.Popen[bytes]] = {}
    states: list[str | Path] = [site.layout.root for site in sites]
    descriptors = ",".join(map(str, locks))
    belongs_to = "nobody" if owner is None else f"{owner.pid}:{owner.start_time}"
    try:
        for service in LAUNCH_ORDER:
            arguments = ("serve", service, belongs_to, descriptors, *states)
            launchers[service] = launch(environment.python, arguments, sites[0].layout.output(service), locks)
        yield launchers
    finally:
        end_launched(launchers.values())


def _wait_until_ready(site: CloudStart, launchers: dict[str, subprocess.Popen[bytes]], progress: Progress) -> None:
    """Return when every service answers and the hypervisors are up; raise as soon as a process has died."""
    spec, layout = site.spec, site.layout
    deadline = time.monotonic() + START_SECONDS + SECONDS_PER_HYPERVISOR * len(spec.hypervisors)
    urls = service_urls(spec)
    waiting = [service.name for service in SERVICES]
    while waiting or not layout.ready.exists():
        for name in LAUNCH_ORDER:
            _require_alive(site, name, launchers[name])
        if time.monotonic() > deadline:
            what = f"{', '.join(waiting)} to answer" if waiting else "its hypervisors"
            tail = log_tail(layout.log("nova"), layout.output("nova"))
            raise OpenStackLabError(f"Cloud {spec.name} took too long: still waiting for {what}.\n{tail}")
        waiting = [name for name in waiting if not answers(urls[name])]
        time.sleep(POLL_SECONDS)
    progress(f"{spec.name}: OpenStack answers at {urls['keystone']}/v3, {len(spec.hypervisors)} hypervisors are up")


def _require_alive(site: CloudStart, name: str, launcher: subprocess.Popen[bytes]) -> None:
    """Raise OpenStackLabError if a service has ended, or its launcher without having started it."""
    if launcher.poll() is None or running_process(site.layout.record(name)):
        return
    tail = log_tail(site.layout.log(name), site.layout.output(name))
    raise OpenStackLabError(f"{name.capitalize()} of cloud {site.spec.name} ended by itself.\n{tail}")
