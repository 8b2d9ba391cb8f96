"""What-if with the use of a real OpenStack: Placement tells what is used, and its watts move with it."""

import io
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from lab.openstack import CloudSpec, Environment, LabCloud, LabHypervisor, default_root, find_free_block
from tests.cli.world import Done
from tests.estates.cases import copy_base

if TYPE_CHECKING:
    from openstack.connection import Connection

pytestmark = pytest.mark.real

SITES = ("east", "west")
NAMES = ("a01-s01", "a01-s02", "a02-s01", "a02-s02", "a01-s03")
SOON_SECONDS = 90
ANSWER_SECONDS = 120
VCPUS = 16
"""Of an instance: less than the quota that a project has from the start."""
WATTS_PER_VCPU = (900 - 180) / (96 * 4)
"""Between idle and full draw, of what the pool retail may promise."""


@pytest.fixture(scope="module")
def clouds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, LabCloud]]:
    found: dict[str, LabCloud] = {}
    try:
        for place, site in enumerate(SITES):
            hypervisors = tuple(LabHypervisor(f"{site}-{name}", 96, 524288, 4000) for name in NAMES)
            spec = CloudSpec(site, "region-test", find_free_block(26000 + 500 * place), hypervisors)
            found[site] = LabCloud(spec, tmp_path_factory.mktemp(site), Environment(default_root()))
            found[site].up()
        yield found
    finally:
        for cloud in found.values():
            cloud.down(wipe=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, clouds: dict[str, LabCloud]) -> Path:
    """Write an estate that declares no service, so that all use is what the clouds tell; and how they are reached."""
    folder = tmp_path_factory.mktemp("bank")
    estate = copy_base(folder / "estate")
    (estate / "services.yaml").unlink()
    types = estate / "device-types.yaml"
    types.write_text(types.read_text().replace("draw: 900W", "draw: 900W, idle: 180W"))
    entries = {name: entry for cloud in clouds.values() for name, entry in cloud.clouds_yaml().items()}
    (folder / "clouds.yaml").write_text(yaml.safe_dump({"clouds": entries}))
    (folder / "access.yaml").write_text("access: lab\nclouds: {file: clouds.yaml}\n")
    return folder


def what_if(folder: Path, *words: str) -> Done:
    asked = ("what-if", "lose:east", str(folder / "estate"), "--access", str(folder / "access.yaml"), *words)
    done = subprocess.run(
        [sys.executable, "-m", "cli", *asked],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
        timeout=ANSWER_SECONDS,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def boot(cloud: LabCloud, host: str) -> None:
    """Start an instance on a host and wait until it runs."""
    import openstack

    entry: Any = cloud.clouds_yaml()[cloud.spec.name]
    client: Connection = openstack.connect(**entry, load_yaml_config=False)
    image = client.image.create_image(
        name="cirros", disk_format="raw", container_format="bare", data=io.BytesIO(b"x" * 4096), validate_checksum=False
    )
    flavor = client.compute.create_flavor(name="busy", vcpus=VCPUS, ram=1024, disk=1)
    made = client.compute.create_server(
        name="busy", flavor_id=flavor.id, image_id=image.id, networks="none", availability_zone=f"nova:{host}"
    )
    deadline = time.monotonic() + SOON_SECONDS
    while client.compute.get_server(made.id).status != "ACTIVE":
        assert time.monotonic() < deadline, f"{host} does not run the instance after {SOON_SECONDS} s"
        time.sleep(0.3)


def test_what_clouds_say_is_used_is_placed_again_and_takes_its_watts_along(
    clouds: dict[str, LabCloud], folder: Path
) -> None:
    idle = what_if(folder, "--format", "json").json()
    assert idle["basis"] == {"live": list(SITES), "not_told": [], "draws_by_use": True}
    assert idle["infrastructure"]["moved_watts"] == {}
    assert sum(pool["surplus"]["instances"] for pool in idle["pools"]) == 0
    boot(clouds["east"], "east-a01-s01")
    boot(clouds["west"], "west-a01-s01")
    used = what_if(folder, "--format", "json").json()
    (pool,) = [pool for pool in used["pools"] if pool["pool"] == "retail"]
    assert pool["surplus"]["amounts"]["VCPU"] == VCPUS
    assert (pool["surplus"]["instances"], pool["surplus"]["unplaced"]) == (1, 0)
    assert used["infrastructure"]["moved_watts"] == pytest.approx({"west": VCPUS * WATTS_PER_VCPU})
    more = used["infrastructure"]["fullest"]["load_watts"] - 0.5 * VCPUS * WATTS_PER_VCPU
    switches, servers = 6 * 400, 5 * 180 + VCPUS * WATTS_PER_VCPU
    assert more == pytest.approx(0.5 * (switches + servers))
    told = what_if(folder).out
    assert "Load    Moved instances raise west by 30 W; nearest to its limit: west/pdu-a carries" in told
    assert "Room at east, west is what the clouds say is free." in told


def test_a_cloud_that_is_gone_is_not_known(clouds: dict[str, LabCloud], folder: Path) -> None:
    clouds["west"].down()
    done = what_if(folder, "--format", "json")
    answer = done.json()
    assert (done.code, answer["basis"]["not_told"]) == (1, ["west"])
    assert "the cloud of west has not told its use" in answer["unknown"]
