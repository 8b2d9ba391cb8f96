"""A site of lab hosts that answers for one test module."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab.hosts.process import SiteAccess, prepare_site, start_site, stop_site
from lab.hosts.spec import LabHost, SiteSpec
from orchestration.process_identity import this_process

NAMES = ("tianfu-a01-s01", "tianfu-a01-s02", "tianfu-a02-s01")


@pytest.fixture(scope="module")
def state_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="module")
def site(state_directory: Path) -> Iterator[tuple[SiteSpec, SiteAccess]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # One address per host and one port for all: nothing else listens on addresses that nobody has used before.
    hosts = tuple(
        LabHost(name, f"127.81.{port // 256}.{number}", port, str(state_directory / "hosts" / name))
        for number, name in enumerate(NAMES, start=1)
    )
    spec, access = prepare_site("tianfu", hosts, state_directory)
    start_site(spec, owner=this_process())
    yield spec, access
    stop_site(state_directory)
