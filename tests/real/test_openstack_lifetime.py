"""A cloud that belongs to a process ends with it, also when that is killed while the cloud starts."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from lab.openstack import CloudSpec, Environment, LabCloud, ServiceState, default_root, find_free_block
from lab.openstack.layout import CloudLayout
from lab.openstack.processes import running_process
from lab.openstack.services import SERVICES
from orchestration.process_identity import ProcessIdentity, identify

pytestmark = pytest.mark.real

START_SECONDS, SOON_SECONDS = 240.0, 60.0
"""A service that is still being imported looks for its owner before it is there for the first time."""
START = """
import sys
import time
from pathlib import Path
from lab.openstack import CloudSpec, Environment, LabHypervisor, LabCloud, default_root
from orchestration.process_identity import this_process
spec = CloudSpec("owned", "region-test", int(sys.argv[2]), (LabHypervisor("r01-s01", 8, 16384, 100),))
LabCloud(spec, Path(sys.argv[1]), Environment(default_root())).up(owner=this_process())
time.sleep(300)
"""


def until(look: Callable[[], object], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < deadline, f"not reached in {seconds} s"
        time.sleep(0.05)


def processes_of(folder: Path) -> list[ProcessIdentity]:
    """Return the launchers and services of a cloud: their command line or their working directory names its folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            inside = (process / "cwd").readlink().is_relative_to(folder)
            words = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue  # it has ended
        identity = identify(int(process.name)) if inside or (b"serve" in words and bytes(folder) in words) else None
        found += [identity] if identity else []
    return found


def is_launching(layout: CloudLayout) -> bool:
    return len(processes_of(layout.root)) >= len(SERVICES)


def has_a_service(layout: CloudLayout) -> bool:
    return any(running_process(layout.record(service.name)) for service in SERVICES)


def is_ready(layout: CloudLayout) -> bool:
    return layout.ready.exists()


@pytest.mark.parametrize("when", [is_launching, has_a_service, is_ready])
def test_nothing_is_left_of_a_cloud_whose_owner_is_killed(tmp_path: Path, when: Callable[[CloudLayout], bool]) -> None:
    port = find_free_block(26000)
    layout = CloudLayout(tmp_path)
    cloud = LabCloud(CloudSpec("owned", "region-test", port, ()), tmp_path, Environment(default_root()))
    try:
        with subprocess.Popen([sys.executable, "-c", START, tmp_path, str(port)]) as start:
            try:
                until(lambda: when(layout), START_SECONDS)
                assert processes_of(tmp_path)
            finally:
                start.kill()
        until(lambda: not processes_of(tmp_path) and not has_a_service(layout), SOON_SECONDS)
        assert {service.state for service in cloud.status().services} == {ServiceState.STOPPED}
    finally:
        cloud.down(wipe=True)
