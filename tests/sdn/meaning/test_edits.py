"""What each edit of an estate means for its switches, whatever words their systems have for it."""

import dataclasses
import re
from collections.abc import Mapping

import pytest

from sdn.configuration import Tree
from sdn.controller import FabricController, Intended, intended_devices
from sdn.delivery.seen import Seen
from sdn.delivery.task import Settings
from sdn.delivery.transport import DeviceAccess, NetmikoTransport
from sdn.dialects.eos import EOS
from tests.sdn.edited import Edit, edited

FABRIC = "fabric.yaml"
EOS_EDITS: Mapping[str, tuple[tuple[Edit, ...], str, str, set[str], str]] = {
    # name: edits, switch, reason, hits among others, one disruption
    "asn of a leaf's fabric": (
        ((FABRIC, "asn: 4200010000", "asn: 4200040000"),),
        "tianfu-leaf-01a",
        "gives fabric tianfu ASN 4200040000, which was 4200010000",
        {"peer tianfu-spine-1", "peer tianfu-leaf-01b", "network voice", "zone core", "server tianfu-a01-s01"},
        "all BGP sessions of tianfu-leaf-01a: its ASN changes",
    ),
    "asn of another site": (
        ((FABRIC, "asn: 4200010000", "asn: 4200040000"),),
        "gaoxin-border-01a",
        "gives fabric tianfu ASN 4200040000, which was 4200010000",
        {"peer tianfu-border-01a", "peer tianfu-border-01b"},
        "session to tianfu-border-01a: its ASN changes",
    ),
    "router ids": (
        ((FABRIC, "router_ids: 10.251.0.0/24", "router_ids: 10.250.0.0/24"),),
        "tianfu-spine-1",
        "gives fabric tianfu router ids 10.250.0.0/24",
        {"peer tianfu-leaf-01a", "peer tianfu-border-01b"},
        "all BGP sessions of tianfu-spine-1: its router id changes",
    ),
    "VTEPs": (
        ((FABRIC, "vteps: 10.251.1.0/24", "vteps: 10.250.1.0/24"),),
        "tianfu-leaf-02b",
        "gives fabric tianfu VTEPs 10.250.1.0/24",
        {"network voice", "server tianfu-a03-s01", "zone retail"},
        "VXLAN tunnels to tianfu-leaf-02b: from 10.251.1.6 to 10.250.1.6",
    ),
    "links": (
        ((FABRIC, "links: 10.251.4.0/22", "links: 10.251.8.0/22"),),
        "tianfu-leaf-01a",
        "gives fabric tianfu links 10.251.8.0/22",
        {"peer tianfu-spine-1", "peer tianfu-spine-2"},
        "link to tianfu-spine-1 at Ethernet49",
    ),
    "peer links": (
        ((FABRIC, "peer_links: 10.251.2.0/24", "peer_links: 10.251.3.0/24"),),
        "tianfu-leaf-01a",
        "gives fabric tianfu peer links 10.251.3.0/24",
        {"peer tianfu-leaf-01b", "zone dmz"},
        "MLAG of tianfu-leaf-01a with tianfu-leaf-01b",
    ),
    "underlay MTU": (
        ((FABRIC, "nos: eos", "nos: eos\n    underlay_mtu: 9100"),),
        "tianfu-spine-2",
        "gives fabric tianfu underlay MTU 9100, which was 9214",
        {"peer tianfu-leaf-01a", "peer tianfu-border-01a"},
        "link to tianfu-leaf-01a at Ethernet1: its MTU from 9214 to 9100",
    ),
    "border slots": (
        ((FABRIC, "nos: eos", "nos: eos\n    border_slots: 5"),),
        "tianfu-leaf-01a",
        "border slots 5",
        {"peer tianfu-spine-1"},
        "the way in to tianfu-leaf-01a: its management address changes",
    ),
    "MAC of gateways": (
        ((FABRIC, "nos: eos", "nos: eos\n    anycast_gateway_mac: 00:1c:73:00:00:77"),),
        "tianfu-leaf-01a",
        "gives fabric tianfu anycast gateway mac 00:1c:73:00:00:77",
        {"network voice", "server tianfu-a01-s01"},
        "gateways on tianfu-leaf-01a: their MAC address changes",
    ),
    "VNI of a zone": (
        ((FABRIC, "retail: {vni: 50002", "retail: {vni: 50022"),),
        "tianfu-border-01a",
        f"{FABRIC}:4 gives zone retail VNI 50022, which was 50002",
        {"zone retail", "network voice", "peer tianfu-border-01b"},
        "zone retail: its VNI from 50002 to 50022",
    ),
    "VRF id of a zone": (
        ((FABRIC, "retail: {vni: 50002, vrf_id: 2}", "retail: {vni: 50002, vrf_id: 22}"),),
        "tianfu-leaf-01a",
        f"{FABRIC}:4 wants zone retail at site tianfu",
        {"zone retail", "peer tianfu-leaf-01b"},
        "the peer link's routes of tianfu-leaf-01a in zone retail: its VLAN changes",
    ),
    "zone renamed": (
        ((FABRIC, "  mgmt: {", "  admin: {"), (FABRIC, "zone: mgmt", "zone: admin")),
        "chongqing-leaf-01a",
        f"{FABRIC}:6 calls zone mgmt admin",
        {"zone mgmt", "zone admin", "network host-management", "peer chongqing-leaf-01b"},
        "zone mgmt: its VRF is made anew as admin",
    ),
    "zone deleted": (
        (
            (FABRIC, "  mgmt: {vni: 50004, vrf_id: 4}\n", ""),
            (FABRIC, "  host-management: {zone: mgmt, vlan: 410, subnet: 10.40.0.0/22, sites: all}\n", ""),
        ),
        "gaoxin-leaf-01a",
        "no line of the estate wants VLAN 410 (host-management) on gaoxin-leaf-01a, and 1 more",
        {"zone mgmt", "network host-management"},
        "zone mgmt on gaoxin-leaf-01a: its VRF is removed",
    ),
    "VNI of a network": (
        ((FABRIC, "mobile-app: {zone: retail, vlan: 210,", "mobile-app: {zone: retail, vlan: 210, vni: 10999,"),),
        "tianfu-leaf-01a",
        f"{FABRIC}:12 gives network mobile-app VNI 10999, which was 10210",
        {"network mobile-app", "server tianfu-a02-s04", "service mobile-banking tier api (10 instances elsewhere)"},
        "network mobile-app: its VNI from 10210 to 10999",
    ),
    "VLAN of a network": (
        ((FABRIC, "mobile-app: {zone: retail, vlan: 210,", "mobile-app: {zone: retail, vlan: 212,"),),
        "tianfu-leaf-01a",
        f"{FABRIC}:12 gives network mobile-app VLAN 212, which was 210",
        {"network mobile-app", "server tianfu-a02-s04", "zone retail"},
        "network mobile-app: its VLAN from 210 to 212",
    ),
    "subnet": (
        ((FABRIC, "subnet: 10.20.0.0/22", "subnet: 10.21.0.0/22"),),
        "chongqing-leaf-02a",
        f"{FABRIC}:12 gives network mobile-app subnet 10.21.0.0/22, which was 10.20.0.0/22",
        {"network mobile-app", "zone retail", "service mobile-banking tier api (12 instances elsewhere)"},
        "gateway of network mobile-app: from 10.20.0.1/22 to 10.21.0.1/22",
    ),
    "gateway": (
        ((FABRIC, "subnet: 10.20.0.0/22", "subnet: 10.20.0.0/22, gateway: 10.20.3.254"),),
        "tianfu-leaf-01a",
        f"{FABRIC}:12 gives network mobile-app gateway 10.20.3.254, which was 10.20.0.1",
        {"network mobile-app", "server tianfu-a01-s01"},
        "gateway of network mobile-app: from 10.20.0.1/22 to 10.20.3.254/22",
    ),
    "network renamed": (
        (
            (FABRIC, "  host-management: {", "  hosts: {"),
        ),
        "tianfu-leaf-01a",
        f"{FABRIC}:18 calls network host-management hosts",
        {"network host-management", "network hosts"},
        "",
    ),
    "without a tag": (
        ((FABRIC, "  mobile-app: {", "  mobile-app: {untagged: true, "),),
        "tianfu-leaf-01a",
        f"{FABRIC}:12 wants network mobile-app without a tag",
        {"server tianfu-a01-s01"},
        "server tianfu-a01-s01: network mobile-app loses its tag",
    ),
    "zone of a server": (
        (("servers.yaml", "    zone: core\n    nics: {eth0: leaf-02a, eth1: leaf-02b}\n    ports: Ethernet7\n",
          "    zone: retail\n    nics: {eth0: leaf-02a, eth1: leaf-02b}\n    ports: Ethernet7\n"),),
        "tianfu-leaf-02a",
        "puts server tianfu-a03-s07 into zone retail",
        {"server tianfu-a03-s07"},
        "server tianfu-a03-s07: it leaves networks core-ledger, data-platform",
    ),
    "port of a server": (
        (("servers.yaml", "    ports: Ethernet7\n", "    ports: Ethernet17\n"),),
        "tianfu-leaf-02a",
        "connects server tianfu-a03-s07 to Ethernet17; it was on Ethernet7",
        {"server tianfu-a03-s07"},
        "server tianfu-a03-s07 at Ethernet7: its port is taken away",
    ),
    "server renamed": (
        (("servers.yaml", 'names: "s[01-04]"', 'names: "t[01-04]"'),),
        "gaoxin-leaf-01a",
        "connects server gaoxin-a01-t01 to Ethernet1, where gaoxin-a01-s01 was",
        {"server gaoxin-a01-s01", "server gaoxin-a01-t01"},
        "server gaoxin-a01-s01 at Ethernet1: its port is taken away",
    ),
    "uplinks": (
        ((FABRIC, 'uplinks: "Ethernet[49-50]"\n        spine_ports: "Ethernet[1-4]"',
          'uplinks: "Ethernet[51-52]"\n        spine_ports: "Ethernet[1-4]"'),),
        "tianfu-leaf-01a",
        f"{FABRIC}:25 connects tianfu-leaf-01a Ethernet51",
        {"peer tianfu-spine-1", "peer tianfu-spine-2"},
        "link to tianfu-spine-1 at Ethernet49",
    ),
}  # fmt: skip
FRR_EDITS: Mapping[str, tuple[tuple[Edit, ...], str, str, set[str], str]] = {
    "asn": (
        ((FABRIC, "asn: 4200040000", "asn: 4200050000"),),
        "jinjiang-leaf-01a",
        "gives fabric jinjiang ASN 4200050000, which was 4200040000",
        {"peer jinjiang-spine-1", "network mobile-app", "server jinjiang-a01-s01"},
        "all BGP sessions of jinjiang-leaf-01a: its ASN changes",
    ),
    "router ids": (
        ((FABRIC, "router_ids: 10.254.0.0/24", "router_ids: 10.250.0.0/24"),),
        "jinjiang-spine-1",
        "gives fabric jinjiang router ids 10.250.0.0/24",
        {"peer jinjiang-leaf-01a"},
        "all BGP sessions of jinjiang-spine-1: its router id changes",
    ),
    "VTEPs": (
        ((FABRIC, "vteps: 10.254.1.0/24", "vteps: 10.250.1.0/24"),),
        "jinjiang-leaf-01a",
        "gives fabric jinjiang VTEPs 10.250.1.0/24",
        {"network mobile-app", "server jinjiang-a01-s01"},
        "VXLAN tunnels to jinjiang-leaf-01a: from 10.254.1.9 to 10.250.1.9",
    ),
    "underlay MTU": (
        ((FABRIC, "nos: frr", "nos: frr\n    underlay_mtu: 9100"),),
        "jinjiang-spine-1",
        "gives fabric jinjiang underlay MTU 9100, which was 9214",
        {"peer jinjiang-leaf-01a"},
        "its MTU from 9214 to 9100",
    ),
}
CASES = [
    *(pytest.param("three-sites", *case, id=f"eos {name}") for name, case in EOS_EDITS.items()),
    *(pytest.param("frr-site", *case, id=f"frr {name}") for name, case in FRR_EDITS.items()),
]


@pytest.mark.parametrize(("example", "edits", "switch", "reason", "hits", "disrupts"), CASES)
def test_an_edit_means_the_same_from_what_was_applied_and_from_what_runs(
    example: str, edits: tuple[Edit, ...], switch: str, reason: str, hits: set[str], disrupts: str
) -> None:
    change = edited(example, *edits)
    for meaning in (change.meaning(switch), change.meaning_read(switch)):
        assert reason in meaning.reason
        assert hits <= set(meaning.hits)
        assert any(disrupts in sentence for sentence in meaning.disrupts) if disrupts else meaning.disrupts == ()


class Words:
    """A made-up system that is like EOS but for its word for a bundle."""

    def __init__(self, bundle: str, running: Tree) -> None:
        self.word, self.running = bundle, running

    def said(self, tree: Tree) -> Tree:
        return {
            re.sub(r"interface Port-Channel", f"interface {self.word}", line): below for line, below in tree.items()
        }

    def configuration(self, *_: object) -> Seen:
        return Seen(self.said(self.running), None, self.said(self.running))

    def port_of_section(self, line: str) -> str | int | None:
        name = line.removeprefix("interface ")
        return int(name.removeprefix(self.word)) if name.startswith(self.word) else name


@pytest.mark.parametrize("word", ["port-channel", "Eth-Trunk", "Bridge-Aggregation", "ae"])
def test_a_bundle_by_any_other_word_hits_its_server(word: str) -> None:
    edits, switch, reason, hits, disrupts = EOS_EDITS["zone of a server"]
    change = edited("three-sites", *edits)
    words = Words(word, intended_devices(change.before)[switch].tree)
    controller = FabricController(
        change.after, {switch: DeviceAccess("", 22, "", "")}, NetmikoTransport(), Settings("r")
    )
    device = intended_devices(change.after)[switch]
    dialect = dataclasses.replace(
        EOS,
        reading=words,  # type: ignore[arg-type]
        port_of_section=words.port_of_section,
        shown_intent=lambda _tree, _wanted: change.old[switch],
    )
    controller._devices = {switch: Intended(device.intent, device.rendered, words.said(device.tree), dialect)}  # noqa: SLF001
    (found,) = controller.plan().changes
    assert f"interface {word}7" in found.diff
    assert reason in found.reason
    assert hits <= set(found.hits)
    assert disrupts in found.disrupts
