"""The reason that a plan gives for a switch is the line of the estate that was edited."""

import shutil
from pathlib import Path

import pytest

from inventory.load import load_estate
from inventory.model.estate import Estate
from sdn.configuration import read
from sdn.controller import intended_devices
from sdn.dialects import dialect_named
from sdn.diff import difference
from sdn.reasons import why

EXAMPLES = Path(__file__).parents[2] / "examples"

STRETCH = ("fabric.yaml", "subnet: 10.20.4.0/22, sites: [tianfu, gaoxin]", "subnet: 10.20.4.0/22, sites: all")
FIRST_STRETCH = ("fabric.yaml", "subnet: 10.30.8.0/22, sites: chongqing", "subnet: 10.30.8.0/22, sites: all")
WITHDRAW = ("fabric.yaml", "subnet: 10.40.0.0/22, sites: all", "subnet: 10.40.0.0/22, sites: [tianfu, gaoxin]")
REMOVE = ("fabric.yaml", "  data-archive: {zone: core, vlan: 321, subnet: 10.30.8.0/22, sites: chongqing}\n", "")
ZONE = (
    "fabric.yaml",
    "  mgmt: {vni: 50004, vrf_id: 4}\n",
    "  mgmt: {vni: 50004, vrf_id: 4}\n  swift: {vni: 50005, vrf_id: 5}\n",
)
SHIFT = ("servers.yaml", 'names: "s[01-04]"', 'names: "s[01-05]"')


@pytest.mark.parametrize(
    ("edits", "switch", "reason"),
    [
        ((STRETCH,), "chongqing-leaf-01a", "fabric.yaml:13 wants network mobile-cache at site chongqing"),
        ((FIRST_STRETCH,), "tianfu-leaf-02a", "fabric.yaml:17 wants network data-archive at site tianfu"),
        ((FIRST_STRETCH,), "chongqing-border-01a", "fabric.yaml:17 wants network data-archive at site chongqing"),
        ((WITHDRAW,), "chongqing-leaf-02a", "fabric.yaml:18 wants network host-management at tianfu, gaoxin only"),
        (
            (REMOVE,),
            "chongqing-leaf-02a",
            "no line of the estate wants VLAN 321 (data-archive) on chongqing-leaf-02a",
        ),
        (
            (WITHDRAW, ZONE),
            "chongqing-leaf-02a",
            "fabric.yaml:19 wants network host-management at tianfu, gaoxin only, and 1 more",
        ),
        ((ZONE,), "gaoxin-border-01b", "fabric.yaml:7 wants zone swift at site gaoxin"),
        (
            (SHIFT, ("servers.yaml", "Ethernet[1-8]", "Ethernet[1-10]")),
            "gaoxin-leaf-01a",
            "servers.yaml:5 connects server gaoxin-a01-s05 to Ethernet5, where gaoxin-a02-s01 was, and 5 more",
        ),
    ],
    ids=[
        "stretch",
        "first stretch",
        "first stretch, told to others",
        "withdraw",
        "remove",
        "withdraw and zone",
        "zone",
        "moved ports",
    ],
)
def test_the_reason_is_what_was_edited(
    tmp_path: Path, edits: tuple[tuple[str, str, str], ...], switch: str, reason: str
) -> None:
    before, after = edited(tmp_path, "three-sites", edits)
    assert reason_of(before, after, switch) == reason


def test_on_linux_a_network_that_goes_is_named_by_its_vni(tmp_path: Path) -> None:
    line = next(
        text for text in (EXAMPLES / "frr-site" / "fabric.yaml").read_text().splitlines() if "vlan: 410" in text
    )
    before, after = edited(tmp_path, "frr-site", (("fabric.yaml", line, ""),))
    name = "jinjiang-leaf-01a"
    assert reason_of(before, after, name) == f"no line of the estate wants VNI 10410 on {name}"


def test_a_vlan_that_somebody_typed_is_named(tmp_path: Path) -> None:
    before, _ = edited(tmp_path, "three-sites", ())
    name = "tianfu-leaf-01a"
    device = intended_devices(before)[name]
    nos = dialect_named(device.intent.nos).grammar
    typed = {**device.tree, **read("vlan 999\n   name test", nos)}
    sections = difference(typed, device.tree, nos).sections
    expected = f"no line of the estate wants VLAN 999 (test) on {name}"
    assert why(before, device.intent, typed, device.tree, sections) == expected


def edited(folder: Path, example: str, edits: tuple[tuple[str, str, str], ...]) -> tuple[Estate, Estate]:
    """Return an example as it is, and as it is after the edits."""
    copy = folder / example
    shutil.copytree(EXAMPLES / example, copy, ignore=shutil.ignore_patterns(".sddc"))
    before = load_estate(copy)
    for file, old, new in edits:
        text = (copy / file).read_text()
        assert old in text
        (copy / file).write_text(text.replace(old, new, 1))
    return before, load_estate(copy)


def reason_of(before: Estate, after: Estate, switch: str) -> str:
    """Return why a switch that runs the one estate is changed to the other."""
    old, new = intended_devices(before)[switch], intended_devices(after)[switch]
    sections = difference(old.tree, new.tree, dialect_named(new.intent.nos).grammar).sections
    return why(after, new.intent, old.tree, new.tree, sections)
