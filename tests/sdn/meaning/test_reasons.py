"""The reason that a plan gives for a switch is the line of the estate that was edited."""

import pytest

from sdn.configuration import read
from sdn.controller import intended_devices
from sdn.meaning import meaning_of
from tests.sdn.edited import Edit, edited, shown

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


@pytest.mark.parametrize("known", ["applied", "read"])
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
            "servers.yaml:13 connects server gaoxin-a01-s05 to Ethernet5, where gaoxin-a02-s01 was, and 5 more",
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
def test_the_reason_is_what_was_edited(edits: tuple[Edit, ...], switch: str, reason: str, known: str) -> None:
    change = edited("three-sites", *edits)
    meaning = change.meaning(switch) if known == "applied" else change.meaning_read(switch)
    assert meaning.reason == reason


@pytest.mark.parametrize(
    ("known", "what"), [("applied", "VLAN 410 (host-management)"), ("read", "VNI 10410")], ids=["applied", "read"]
)
def test_on_linux_a_network_that_goes_has_its_name_only_where_it_was_applied(known: str, what: str) -> None:
    name = "jinjiang-leaf-01a"
    change = edited("frr-site", ("fabric.yaml", "  host-management: {zone: mgmt, vlan: 410, ", "  # {"))
    meaning = change.meaning(name) if known == "applied" else change.meaning_read(name)
    assert meaning.reason == f"no line of the estate wants {what} on {name}"


def test_a_vlan_that_was_typed_is_named() -> None:
    estate = edited("three-sites").before
    name = "tianfu-leaf-01a"
    device = intended_devices(estate)[name]
    typed = {**device.tree, **read("vlan 999\n   name test", device.dialect.grammar)}
    found = meaning_of(estate, shown(typed, device.intent), device.intent)
    assert found.reason == f"no line of the estate wants VLAN 999 (test) on {name}"


def test_lines_that_the_intent_does_not_speak_of_hit_who_is_on_their_port() -> None:
    estate = edited("three-sites").before
    device = intended_devices(estate)["tianfu-leaf-01a"]
    found = meaning_of(estate, device.intent, device.intent, ["Ethernet3", 4])
    assert found.hits == ("server tianfu-a01-s03", "server tianfu-a01-s04")
    assert found.disrupts == ("unknown on tianfu-leaf-01a: no intent speaks of the lines that differ",)
    assert (
        found.reason == "fabric.yaml:25 wants switch tianfu-leaf-01a, and its configuration was changed by other hands"
    )


def test_a_switch_that_is_in_no_fabric_is_wanted_as_a_whole() -> None:
    change = edited("three-sites")
    found = meaning_of(change.after, None, change.new["tianfu-leaf-02a"])
    assert found.reason == "fabric.yaml:25 wants switch tianfu-leaf-02a"
    assert found.disrupts == ()
    assert all(hit.startswith("server tianfu-a0") for hit in found.hits)
