"""An estate with a fabric and no pools, and one with pools and no fabric: each is whole."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.exits import Exit
from inventory.load import examine
from tests.cli.world import Sddc
from tests.estates.cases import copy_base


def fabric_only(folder: Path) -> Path:
    """Write the small estate without clouds, pools and services."""
    estate = copy_base(folder)
    (estate / "pools.yaml").unlink()
    (estate / "services.yaml").unlink()
    file = estate / "estate.yaml"
    file.write_text(re.sub(r", cloud: \w+", "", file.read_text()))
    return estate


def pools_only(folder: Path) -> Path:
    """Write the small estate without switches; its zones have no VNI, its servers no cables."""
    estate = copy_base(folder)
    networks = ["web: {zone: retail, vlan: 110", "books: {zone: core, vlan: 120"]
    lines = "".join(f"  {one}, subnet: 10.{number}.0.0/22, sites: all}}\n" for number, one in enumerate(networks))
    (estate / "fabric.yaml").write_text(f"zones: {{retail: {{}}, core: {{}}}}\nnetworks:\n{lines}")
    servers = (estate / "servers.yaml").read_text().splitlines()
    kept = [line for line in servers if not re.match(r" +(nics|ports):", line)]
    (estate / "servers.yaml").write_text("\n".join(kept) + "\n")
    services = re.sub(r"networks: (\[.*?\]|\w+)", "networks: web", (estate / "services.yaml").read_text())
    head, tail = services.split("ledger:", 1)
    (estate / "services.yaml").write_text(f"{head}ledger:{tail.replace('networks: web', 'networks: books')}")
    return estate


BOTH = pytest.mark.parametrize("write", [fabric_only, pools_only])


@BOTH
def test_it_is_valid_without_a_further_word(write: Callable[[Path], Path], tmp_path: Path) -> None:
    assert examine(write(tmp_path / "estate")).findings == ()


@BOTH
@pytest.mark.parametrize(
    ("command", "codes"),
    [
        (("validate",), {Exit.DONE}),
        (("racks",), {Exit.DONE}),
        (("report", "-o", "page"), {Exit.DONE}),
        (("rules", "check"), {Exit.INVALID}),
        (("what-if", "--all-single"), {Exit.DONE, Exit.FAILED}),
        (("capacity", "--by", "rack"), {Exit.DONE, Exit.FAILED}),
        (("render",), {Exit.DONE}),
    ],
)
def test_every_command_works_on_it(
    command: tuple[str, ...], codes: set[Exit], write: Callable[[Path], Path], plain: Sddc, tmp_path: Path
) -> None:
    estate = write(tmp_path / "estate")
    words = [str(tmp_path / word) if word == "page" else word for word in command]
    options = words[1:] if words[0] != "rules" else words[2:]
    verb = words[:1] if words[0] != "rules" else words[:2]
    done = plain(*verb, estate, *options)
    assert done.code in codes, done
    assert "pool-without-cloud" not in done.out + done.err
    assert "host-in-no-pool" not in done.out + done.err


def test_without_pools_and_without_switches_the_commands_about_them_say_so(plain: Sddc, tmp_path: Path) -> None:
    assert "has no pools" in plain("capacity", fabric_only(tmp_path / "fabric")).out
    assert "has no fabric" in plain("render", pools_only(tmp_path / "pools")).err


@pytest.mark.parametrize(
    ("file", "text", "replaced", "code"),
    [
        ("servers.yaml", '    ports: "Ethernet[1-4]"\n', "", "missing-key"),
        ("servers.yaml", "    nics: {eth0: leaf-01a, eth1: leaf-01b}\n", "", "missing-key"),
        ("fabric.yaml", "vni: 50001, ", "", "missing-key"),
    ],
)
def test_half_a_cable_and_a_zone_without_vni_in_a_fabric_are_refused(
    file: str, text: str, replaced: str, code: str, tmp_path: Path
) -> None:
    estate = copy_base(tmp_path)
    before = (estate / file).read_text()
    assert text in before
    (estate / file).write_text(before.replace(text, replaced, 1))
    assert code in {finding.code for finding in examine(estate).findings}


def test_a_host_in_no_pool_is_still_found_where_there_are_pools(tmp_path: Path) -> None:
    estate = copy_base(tmp_path)
    file = estate / "pools.yaml"
    file.write_text(file.read_text().replace("labels: general", "labels: other"))
    assert "host-in-no-pool" in {finding.code for finding in examine(estate).findings}


def test_a_hypervisor_without_an_interface_is_found_where_there_is_a_fabric(tmp_path: Path) -> None:
    estate = copy_base(tmp_path)
    file = estate / "servers.yaml"
    lines = file.read_text().splitlines()
    file.write_text("\n".join(line for line in lines if not re.match(r" +(nics|ports):", line)) + "\n")
    assert "nics-not-on-a-pair" in {finding.code for finding in examine(estate).findings}
