"""Law: what a port carries, with a tag or without, is what the estate says in every dialect; adding moves nothing."""

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inventory.load import load_estate
from inventory.model.estate import Estate
from sdn.controller import Intended, intended_devices
from sdn.intent.model import DeviceIntent
from tests.sdn.shapes import Shape, SiteShape, document
from twin.dialects.eos.values import expand_ranges

EXAMPLES = Path(__file__).parents[2] / "examples"
Modes = Mapping[tuple[str, int], str]
"""Port or bundle, VLAN → tagged or untagged."""


def intended_modes(intent: DeviceIntent) -> Modes:
    carried = {port.name: port for port in intent.ports if port.vlans} | {
        f"bundle {channel.number}": channel for channel in intent.port_channels if channel.vlans
    }
    return {
        (name, vlan): "untagged" if vlan == one.untagged else "tagged"
        for name, one in carried.items()
        for vlan in one.vlans
    }


def switchport_modes(device: Intended) -> Modes:
    """Read a configuration of `switchport` lines: EOS user manual, "Trunk ports"; the native VLAN has no tag."""
    found = {}
    for title, section in device.tree.items():
        lines = "\n".join(section)
        allowed = re.search(r"^switchport trunk allowed vlan (\S+)$", lines, re.MULTILINE)
        native = re.search(r"^switchport trunk native vlan (\d+)$", lines, re.MULTILINE)
        name = title.removeprefix("interface ").replace("Port-Channel", "bundle ")
        for vlan in (expand_ranges(allowed[1], 1, 4094) or ()) if allowed else ():
            found[name, vlan] = "untagged" if native and int(native[1]) == vlan else "tagged"
    return found


def bridged_modes(device: Intended) -> Modes:
    """Read Linux interfaces: a port under a bridge is untagged in it, one of its VLAN interfaces tagged."""
    vlan_of = {vlan.vni: vlan.number for vlan in device.intent.vlans}
    found = {}
    for title, section in device.tree.items():
        port, _, tag = title.removeprefix("link ").partition(".")
        bridge = next((line.removeprefix("master br") for line in section if line.startswith("master br")), None)
        if bridge is not None and port.startswith("swp"):
            assert not tag or int(tag) == vlan_of[int(bridge)]
            found[port, vlan_of[int(bridge)]] = "tagged" if tag else "untagged"
    return found


READERS = {"eos": switchport_modes, "frr": bridged_modes}


def modes(estate: Estate) -> Iterator[tuple[str, Modes]]:
    """Read what each switch's text says, and hold it against the intent."""
    for name, device in intended_devices(estate).items():
        said = READERS[device.intent.nos](device)
        assert said == intended_modes(device.intent), name
        yield name, said


def names_and_addresses(estate: Estate) -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for name, device in intended_devices(estate).items():
        intent = device.intent
        found |= {(name, "port", port.name, port.kind, str(port.address), str(port.mtu)) for port in intent.ports}
        found |= {(name, "neighbor", str(one.address), str(one.asn), one.peer_group) for one in intent.bgp.neighbors}
        found |= {(name, "vlan", str(vlan.number), vlan.name, str(vlan.vni), str(vlan.mtu)) for vlan in intent.vlans}
        found |= {(name, "svi", str(svi.vlan), str(svi.vrf), str(svi.address)) for svi in intent.svis}
        found |= {(name, "itself", str(intent.bgp.asn), str(intent.vtep), str(intent.management.address))}
    return found


def read(written: dict[str, object]) -> Estate:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "estate.yaml").write_text(yaml.safe_dump(written, sort_keys=False), encoding="utf-8")
        return load_estate(Path(folder))


@st.composite
def additions(draw: st.DrawFn) -> tuple[Shape, int, dict[str, object], bool, bool]:
    """Draw an estate, where in the file a network is added to it and which, and how zones' first networks go."""
    shape = Shape(
        sites={
            "tianfu": SiteShape(leaf_pairs=draw(st.integers(1, 2)), nos=draw(st.sampled_from(["eos", "frr"]))),
            "gaoxin": SiteShape(leaf_pairs=1, nos=draw(st.sampled_from(["eos", "frr"]))),
        },
        networks=draw(st.integers(2, 5)),
    )
    network = {
        "zone": f"zone-{draw(st.integers(1, shape.zones))}",
        "vlan": draw(st.integers(2, 99) | st.integers(200, 999)),
        "subnet": "10.99.0.0/24",
        "mtu": draw(st.sampled_from([1500, 9000, 9100])),
        "sites": draw(st.sampled_from(["all", "tianfu", "gaoxin"])),
    }
    untagged = draw(st.booleans())
    return shape, draw(st.integers(0, shape.networks)), network, untagged, draw(st.booleans()) and not untagged


@given(additions())
@settings(max_examples=40, deadline=None)
@example((Shape(sites={"tianfu": SiteShape(nos="frr")}), 0, {"zone": "zone-2", "vlan": 50, "subnet": "10.99.0.0/24", "mtu": 9100, "sites": "all"}, True, False))  # fmt: skip  # noqa: E501
def test_a_network_that_is_added_moves_no_other(drawn: tuple[Shape, int, dict[str, object], bool, bool]) -> None:
    shape, place, network, first_is_untagged, added_is_untagged = drawn
    written = document(shape)
    networks = dict(written["networks"])  # type: ignore[call-overload]
    for name in [f"network-{number}" for number in range(1, shape.zones + 1)]:
        networks[name] = networks[name] | {"untagged": first_is_untagged}
    before = read(written | {"networks": networks})
    items = list(networks.items())
    items.insert(place, ("added", network | {"untagged": added_is_untagged}))
    after = read(written | {"networks": dict(items)})
    assert names_and_addresses(before) <= names_and_addresses(after)
    found = dict(modes(after))
    for name, was in modes(before):
        assert was.items() <= found[name].items()
        assert {vlan for _, vlan in found[name].keys() - was.keys()} <= {network["vlan"]}


@pytest.mark.parametrize("nos", ["eos", "frr"])
def test_racks_and_leaves_that_are_added_change_no_mode(nos: str) -> None:
    small, large = (
        read(document(Shape(sites={"tianfu": SiteShape(leaf_pairs=pairs, servers=servers, nos=nos)})))
        for pairs, servers in ((1, 1), (3, 2))
    )
    found = dict(modes(large))
    assert all(was.items() <= found[name].items() for name, was in modes(small))


@pytest.mark.parametrize(
    ("example", "line"),
    [
        ("frr-site", "shop: {zone: retail, vlan: 205, subnet: 10.21.0.0/22, sites: all}"),
        ("frr-site", "shop: {zone: retail, vlan: 50, subnet: 10.21.0.0/22, mtu: 1500, sites: jinjiang}"),
        ("three-sites", "shop: {zone: retail, vlan: 205, subnet: 10.99.0.0/22, sites: all}"),
    ],
)
def test_an_added_network_changes_nothing_else_in_the_examples(example: str, line: str, tmp_path: Path) -> None:
    estate = tmp_path / "estate"
    shutil.copytree(EXAMPLES / example, estate)
    file = estate / "fabric.yaml"
    text = re.sub(r"(?m)^networks:.*\n", lambda found: f"{found[0]}  {line}\n", file.read_text(encoding="utf-8"))
    file.write_text(text, encoding="utf-8")
    before = dict(modes(load_estate(EXAMPLES / example)))
    after = dict(modes(load_estate(estate)))
    changed = {mode for name, was in before.items() for mode in was.items() - after[name].items()}
    assert changed == set()
    assert after != before
