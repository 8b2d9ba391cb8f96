"""Our rendering against that of an independent generator, for one intent.

Where SDDC_REFERENCE_CONFIGS names a directory with its configurations (spine1.cfg, leaf001.cfg …), each of them is
compared section by section. The intent: 2 spines, 8 leaves in 4 MLAG pairs, 3 VRFs, 20 VLANs, 4 dual-homed servers a
pair. Left out of the comparison are descriptions, what devices show by default, and numbers that each generator is
free to choose: loopbacks, peer links and route distinguishers of VRFs are compared by what they stand for.
"""

import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml

from inventory.load import load_estate
from sdn.configuration import Tree, read
from sdn.dialects.eos import EOS
from sdn.intent import DeviceIntent, fabric_intent
from sdn.render import render
from tests.sdn.shapes import Shape, SiteShape, document

REFERENCE = Path(os.environ.get("SDDC_REFERENCE_CONFIGS", "reference-configurations-not-named"))
SPINES = {f"spine{number}": f"tianfu-spine-{number}" for number in (1, 2)}
LEAVES = {f"leaf{number:03d}": f"tianfu-leaf-{(number + 1) // 2:02d}{'ba'[number % 2]}" for number in range(1, 9)}

OURS = {
    "OVERLAY": "EVPN-OVERLAY-PEERS",
    "UNDERLAY": "IPv4-UNDERLAY-PEERS",
    "MLAG-PEER": "MLAG-IPv4-UNDERLAY-PEER",
    "MLAG-PEER-IN": "RM-MLAG-PEER-IN",
    "CONNECTED": "RM-CONN-2-BGP",
    "CONNECTED-IN-VRF": "RM-CONN-2-BGP-VRFS",
    "LOOPBACKS": "PL-LOOPBACKS-EVPN-OVERLAY",
    "MLAG-PEERINGS": "PL-MLAG-PEER-VRFS",
    "OOB": "MGMT",
}
"""Our names of what both have."""
LEFT_OUT = re.compile(
    r"description |no shutdown$|switchport$|switchport trunk allowed vlan |no enable password|no aaa root|transceiver "
    r"|vlan internal order|maximum-paths|no neighbor \S+ activate|domain-id "
    r"|neighbor .* description |ip prefix-list |management ssh|hostname "
)
"""Defaults, names, and what the zones of our servers decide."""


def reference_estate() -> dict[str, DeviceIntent]:
    """Write the same intent in our words."""
    written = document(
        Shape(sites={"tianfu": SiteShape(leaf_pairs=4, border_pairs=0, servers=4)}, zones=3, networks=20)
    )
    written["zones"] = {f"VRF{number:02d}": {"vni": 50000 + number, "vrf_id": number} for number in (1, 2, 3)}
    written["networks"] = {
        f"VRF{index % 3 + 1:02d}_VLAN{101 + index}": {
            "zone": f"VRF{index % 3 + 1:02d}",
            "vlan": 101 + index,
            "subnet": f"10.{101 + index % 3}.{index // 3}.0/24",
            "mtu": 1500,
            "sites": "all",
        }
        for index in range(20)
    }
    written["pools"] = {"all": {"zone": "VRF01", "cpu_ratio": 1, "flavors": ["small"]}}
    written["fabrics"] = {
        "tianfu": {
            "site": "tianfu",
            "type": "tianfu",
            "asn": 65100,
            "router_ids": "10.0.0.0/20",
            "vteps": "10.1.0.0/20",
            "peer_links": "10.3.0.0/19",
            "links": "10.16.0.0/14",
            "management": "172.16.0.0/16",
        }
    }
    text = yaml.safe_dump(written, sort_keys=False).replace("zone: zone-1", "zone: VRF01")
    text = text.replace("spine_slots: 4", "spine_slots: 2").replace("border_slots: 2", "border_slots: 0")
    text = text.replace("[55-56]", "[53-54]")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "estate.yaml").write_text(text, encoding="utf-8")
        return fabric_intent(load_estate(Path(folder)))


def meanings(texts: Mapping[str, str]) -> dict[str, str]:
    """Return what each address stands for that a generator is free to choose, read from all its configurations."""
    found = {}
    for name, text in texts.items():
        for interface, meaning in (
            ("Loopback0", f"<router id of {name}>"),
            ("Loopback1", f"<VTEP of the pair of {name[:-1]}{(int(name[-1]) + 1) // 2}>"),
            ("Vlan4094", f"<MLAG address of {name}>"),
            ("Vlan4093", f"<underlay peering of {name}>"),
        ):
            match = re.search(rf"^interface {interface}\n(?:   .*\n)*?   ip address ([\d.]+)/", text, re.MULTILINE)
            if match:
                found[match[1]] = meaning
    return found


def lines(tree: Tree, above: str = "") -> Iterator[str]:
    """Every line with those above it, of the sections that hold more than a port that is shut down."""
    for line, section in tree.items():
        if LEFT_OUT.match(line) or list(section) == ["shutdown"]:
            continue
        named = f"{above} / {line}" if above else line
        if section or not line.startswith("interface "):
            yield named
        yield from lines(section, named)


def normal(text: str, addresses: Mapping[str, str], words: Mapping[str, str]) -> set[str]:
    """Return a configuration's lines with what is free to choose said in words."""
    text = re.sub(r"\d+\.\d+\.\d+\.\d+", lambda match: addresses.get(match[0], match[0]), text)
    text = re.sub(r"[\w-]+", lambda match: words.get(match[0], match[0]), text)
    text = re.sub(r"^(   vlan \d+|vlan 30\d\d|vlan 409\d)\n   name .*", r"\1", text, flags=re.MULTILINE)
    found = set()
    for line in lines(read(text, EOS.grammar)):
        # The VRF's number in its route distinguisher and route target: its vrf_id there, its VNI here.
        line = re.sub(r"(/ vrf VRF\d\d / (?:rd|route-target) .*:)(?:5000)?(\d)$", r"\g<1>\2", line)  # noqa: PLW2901
        line = re.sub(r"(/ vrf VRF\d\d / route-target (?:im|ex)port evpn )(?:5000)?(\d):", r"\1\2:", line)  # noqa: PLW2901
        if not line.startswith("interface Management1 / ip address"):
            found.add(line)
    return found


@pytest.mark.parametrize("name", [*SPINES, *LEAVES])
def test_an_independent_generator_says_the_same(name: str) -> None:
    if not REFERENCE.is_dir():
        pytest.skip("SDDC_REFERENCE_CONFIGS names no directory: not compared with an independent generator")
    theirs = {device: (REFERENCE / f"{device}.cfg").read_text(encoding="utf-8") for device in SPINES | LEAVES}
    intents = reference_estate()
    ours = {device: render(intents[here]).text for device, here in (SPINES | LEAVES).items()}
    here = normal(ours[name], meanings(ours), OURS | {"65100": "65000"})
    there = normal(theirs[name], meanings(theirs), {})
    assert here - there == set(), "only ours"
    assert there - here == set(), "only theirs"
    assert len(here) > 30
