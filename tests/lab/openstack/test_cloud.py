import json
import os
import socket
import threading
from pathlib import Path

import pytest

from lab.openstack import (
    CloudSpec,
    Environment,
    LabCloud,
    LabHypervisor,
    OpenStackLabError,
    ServiceState,
    start_clouds,
)
from lab.openstack.description import write_description
from lab.openstack.layout import CloudLayout
from lab.openstack.services import SERVICES
from orchestration.process_identity import start_time

NODE = LabHypervisor("node-1", 64, 262144, 4000)


def cloud(root: Path, name: str = "east", base_port: int = 15000, *hypervisors: LabHypervisor) -> LabCloud:
    spec = CloudSpec(name, name, base_port, hypervisors or (NODE,))
    return LabCloud(spec, root / name, Environment(root / "environment"))


def pretend_to_run(cloud: LabCloud) -> CloudLayout:
    """Record this very process as each of the cloud's services."""
    layout = CloudLayout(cloud.state_directory)
    layout.make()
    write_description(cloud.spec, layout, "secret")
    for service in SERVICES:
        layout.record(service.name).write_text(f"{os.getpid()} {start_time(os.getpid())}\n")
    layout.ready.touch()
    return layout


def test_a_cloud_that_was_never_started_is_stopped_and_has_no_password(tmp_path: Path) -> None:
    east = cloud(tmp_path)
    status = east.status()
    assert {service.state for service in status.services} == {ServiceState.STOPPED}
    assert status.hypervisors_up is None
    assert not status.is_ready
    east.down(wipe=True)
    assert not east.state_directory.exists()
    with pytest.raises(OpenStackLabError, match="never started"):
        east.clouds_yaml()


def test_wiping_removes_the_state_but_follows_no_link(tmp_path: Path) -> None:
    east = cloud(tmp_path)
    CloudLayout(east.state_directory).make()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious").touch()
    (east.state_directory / "link").symlink_to(elsewhere)
    east.down()
    assert east.state_directory.is_dir()
    east.down(wipe=True)
    assert not east.state_directory.exists()
    assert (elsewhere / "precious").exists()


@pytest.mark.parametrize(
    ("second", "claim"),
    [(("west", 15004), "port 15004"), (("west", 14998), "port 15000"), (("east", 16000), "state directory")],
)
def test_clouds_that_want_the_same_are_refused(tmp_path: Path, second: tuple[str, int], claim: str) -> None:
    with pytest.raises(OpenStackLabError, match=f"both want {claim}"):
        start_clouds([cloud(tmp_path), cloud(tmp_path, *second)])


def test_a_taken_port_is_named_before_anything_is_changed(tmp_path: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        east = cloud(tmp_path, "east", port)
        said: list[str] = []
        with pytest.raises(OpenStackLabError, match=f"Port {port} is already taken"):
            start_clouds([east], said.append)
    assert said == []
    assert not (tmp_path / "environment").exists()


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"hypervisors": (NODE, LabHypervisor("node-2", 1, 1, 1))}, True),
        ({"hypervisors": (LabHypervisor("node-1", 32, 262144, 4000),)}, False),
        ({"region": "elsewhere"}, False),
        ({"base_port": 15005}, False),
    ],
)
def test_a_running_cloud_is_compared_with_its_specification(
    tmp_path: Path, change: dict[str, object], same: bool
) -> None:
    east = cloud(tmp_path)
    layout = pretend_to_run(east)
    values = {"name": "east", "region": "east", "base_port": 15000, "hypervisors": (NODE,)} | change
    wanted = LabCloud(CloudSpec(**values), east.state_directory, east.environment)  # type: ignore[arg-type]
    assert wanted.is_running_as_specified is same
    layout.record("glance").write_text("1 1\n")
    assert not wanted.is_running_as_specified


def test_a_running_cloud_is_only_given_what_it_lacks(tmp_path: Path) -> None:
    new = LabHypervisor("node-3", 1, 1, 1)
    first = cloud(tmp_path / ("long" * 30), "east", 15000, NODE, LabHypervisor("node-2", 1, 1, 1))
    layout = pretend_to_run(first)
    asked: list[dict[str, object]] = []
    wanted = LabCloud(
        CloudSpec("east", "east", 15000, (*first.spec.hypervisors, new)), first.state_directory, first.environment
    )
    said: list[str] = []
    with socket.socket(socket.AF_UNIX) as server:
        folder = os.open(layout.run, os.O_PATH)
        server.bind(f"/proc/self/fd/{folder}/{layout.control_socket.name}")
        os.close(folder)
        server.listen()
        answering = threading.Thread(target=answer, args=(server, asked, 3))
        answering.start()
        start_clouds([wanted], said.append)
        answering.join(10)
    assert [question["operation"] for question in asked] == ["list", "ensure", "ensure"]
    assert asked[2]["hypervisor"] == {"name": "node-3", "vcpus": 1, "memory_mb": 1, "disk_gb": 1, "traits": []}
    assert said == ["east: runs already; added node-2, node-3"]


def test_a_refusal_is_told(tmp_path: Path) -> None:
    east = cloud(tmp_path)
    layout = pretend_to_run(east)
    with pytest.raises(OpenStackLabError, match="does not answer"):
        east.stop_hypervisor("node-1")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(layout.control_socket))
        server.listen()
        answering = threading.Thread(target=answer, args=(server, [], 1, {"error": "LookupError: no node-9"}))
        answering.start()
        with pytest.raises(OpenStackLabError, match="refused to stop a hypervisor: LookupError: no node-9"):
            east.stop_hypervisor("node-9")
        answering.join(10)


def answer(
    server: socket.socket, asked: list[dict[str, object]], times: int, with_: dict[str, object] | None = None
) -> None:
    for _ in range(times):
        connection, _address = server.accept()
        with connection, connection.makefile("rw") as stream:
            asked.append(json.loads(stream.readline()))
            stream.write(json.dumps(with_ or {"running": ["node-1"]}) + "\n")
