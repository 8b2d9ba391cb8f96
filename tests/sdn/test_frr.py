"""FRR routers: what their answers mean, and what is expected of them and explained to people."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from inventory.load import load_estate
from inventory.model.estate import Estate
from sdn.controller import intended_devices
from sdn.delivery.transport import DeviceRejected
from sdn.dialects.frr import FRR
from sdn.dialects.frr.state import frr_health, read_frr_state
from sdn.diff import difference
from sdn.intent.routing import AddressFamily
from sdn.meaning import meaning_of
from sdn.redaction import redact
from sdn.verify.health import Item, unaffected
from sdn.verify.state import Aspect, InterfaceState, SessionKey

EXAMPLE = Path(__file__).parents[2] / "examples" / "frr-site"
SPINE = "10.254.4.128"

PEERS = {SPINE: {"hostname": "jinjiang-spine-1", "state": "Established"}, "10.254.4.130": {"state": "Active"}}
BGP = {"default": {"as": 4200040005, "peers": PEERS}}
VNIS = [
    {"vni": 10210, "type": "L2", "vxlanInterface": "vx10210", "numRemoteVteps": ["10.254.1.11", "10.254.1.1"]},
    {"vni": 10310, "type": "L2", "vxlanInterface": "vx10310", "numRemoteVteps": 0},
]
LLDP = {
    "lldp": [
        {
            "interface": [
                {
                    "name": "swp49",
                    "chassis": [
                        {"id": [{"type": "mac", "value": "8e:a2"}], "name": [{"value": "jinjiang-spine-1.dc"}]}
                    ],
                    "port": [{"id": [{"type": "ifname", "value": "swp1"}], "descr": [{"value": "swp1"}]}],
                }
            ]
        }
    ]
}
INTERFACES = {
    "swp49": {"administrativeStatus": "up", "operationalStatus": "up", "mtu": 9214},
    "swp50": {"administrativeStatus": "up", "operationalStatus": "down", "mtu": 1500},
}
LINKS = [{"ifname": "swp49", "operstate": "UP"}, {"ifname": "swp1", "operstate": "UP"}, {"ifname": "lo"}]
ANSWERS: Mapping[str, object] = {
    "ipv4 unicast summary": BGP,
    "l2vpn evpn summary": BGP["default"],
    "evpn vni detail": VNIS,
    "lldpcli": LLDP,
    "show interface json": INTERFACES,
    "ip -j link": LINKS,
    "cat /etc/frr/frr.conf": "frr version 10.3\n!\nhostname x\nrouter bgp 65101\n bgp router-id 10.254.1.1\nexit\n",
    "cat /etc/frr/interfaces": DeviceRejected("cat", "cat: /etc/frr/interfaces: No such file or directory"),
}


@dataclass(frozen=True)
class Answers:
    """A router that answers what it is given; an answer that is text is given as it is."""

    answers: Mapping[str, object]

    def execute(self, command: str, text: str = "") -> str:  # noqa: ARG002 - the protocol's
        answer = next(value for part, value in self.answers.items() if part in command)
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, str) else json.dumps(answer)


def test_the_answers_of_a_router_are_read() -> None:
    state = read_frr_state(Answers(ANSWERS), {"hostname x": {}})
    assert state.sessions[SessionKey(AddressFamily.IPV4, "default", SPINE)] == "Established"
    assert state.sessions[SessionKey(AddressFamily.EVPN, "default", "10.254.4.130")] == "Active"
    assert len(state.sessions) == 4
    assert state.bridged_vnis == {10210, 10310}
    assert state.vteps == {"10.254.1.11", "10.254.1.1"}
    assert state.neighbors == {"swp49": ("jinjiang-spine-1", "swp1")}
    assert state.interfaces == {"swp49": InterfaceState(True, 9214), "swp50": InterfaceState(False, 1500)}  # noqa: FBT003
    assert state.running == {"hostname x": {}}
    assert state.saved == {"router bgp 65101": {"bgp router-id 10.254.1.1": {}}}
    assert state.unreadable == {}


@pytest.mark.parametrize(
    ("question", "aspect", "answer", "reason"),
    [
        ("lldpcli", Aspect.NEIGHBORS, DeviceRejected("lldpcli", "unable to connect"), "unable to connect"),
        ("lldpcli", Aspect.NEIGHBORS, {"lldp": []}, "unexpected form: IndexError"),
        ("ipv4 unicast summary", Aspect.BGP, "% BGP instance not found", "not JSON"),
        ("evpn vni detail", Aspect.VNIS, [{"type": "L2"}], "unexpected form: KeyError"),
        ("cat /etc/frr/frr.conf", Aspect.SAVED, DeviceRejected("cat", "Permission denied"), "Permission denied"),
        ("cat /etc/frr/interfaces", Aspect.SAVED, "reboot\n", "not a line about links: 'reboot'"),
        ("show interface json", Aspect.INTERFACES, [1], "unexpected form: AttributeError"),
    ],
)
def test_what_cannot_be_read_is_unknown_and_the_rest_is_kept(
    question: str, aspect: Aspect, answer: object, reason: str
) -> None:
    state = read_frr_state(Answers({**ANSWERS, question: answer}), {})
    assert reason in state.unreadable[aspect]
    assert Aspect.EVPN not in state.unreadable
    assert any(key.family is AddressFamily.EVPN for key in state.sessions)


def test_a_router_that_routes_nothing_yet_has_no_sessions() -> None:
    state = read_frr_state(Answers({**ANSWERS, "ipv4 unicast summary": {}, "l2vpn evpn summary": {}}), {})
    assert state.sessions == {}
    assert state.unreadable == {}


def test_health_is_what_is_up_of_what_stays_wanted(estate: Estate) -> None:
    up = frr_health(Answers(ANSWERS))
    assert up == {
        Item("bgp", SPINE, "default"),
        Item("evpn", SPINE, "default"),
        Item("interface", "swp49"),
        Item("interface", "swp1"),
    }
    device = intended_devices(estate)["jinjiang-leaf-01a"]
    stays = unaffected(device.intent, device.intent, FRR.interfaces_up(device.tree))
    assert stays.of(up | {Item("interface", "swp47"), Item("bgp", "10.9.9.9")}) == up


@pytest.fixture(scope="module")
def estate() -> Estate:
    return load_estate(EXAMPLE)


def test_nothing_is_expected_over_a_peer_link_that_is_not_used(estate: Estate) -> None:
    for device in intended_devices(estate).values():
        cabled = {neighbor.port for neighbor in device.intent.expectations.neighbors}
        assert not cabled & {"swp53", "swp54"}
        assert {f"link {port}" for port in cabled} <= device.tree.keys()


@pytest.mark.parametrize(
    ("file", "old", "new", "switches", "reason", "hits"),
    [
        (
            "fabric.yaml",
            "  host-management:",
            "  backup: {zone: mgmt, vlan: 411, subnet: 10.40.4.0/22, sites: all}\n  host-management:",
            {"leaf-01a", "leaf-01b", "leaf-02a", "leaf-02b", "border-01a", "border-01b"},
            "fabric.yaml:12 wants network backup at site jinjiang",
            ("network backup", "zone mgmt"),
        ),
        (
            "servers.yaml",
            "positions: 3\n    type: huawei-2288h-v6\n    zone: core",
            "positions: 3\n    type: huawei-2288h-v6\n    zone: dmz",
            {"leaf-02a", "leaf-02b"},
            "servers.yaml:29 puts server jinjiang-a03-s02 into zone dmz, and 1 more",
            ("server jinjiang-a03-s02", "server jinjiang-a04-s02"),
        ),
    ],
    ids=["network", "zone"],
)
def test_a_change_is_explained_by_the_line_that_wants_it(  # noqa: PLR0917 - a table
    estate: Estate,
    tmp_path: Path,
    file: str,
    old: str,
    new: str,
    switches: set[str],
    reason: str,
    hits: tuple[str, ...],
) -> None:
    for path in EXAMPLE.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        assert path.name != file or text.count(old) == 1
        (tmp_path / path.name).write_text(text.replace(old, new) if path.name == file else text, encoding="utf-8")
    changed = load_estate(tmp_path)
    before, after = intended_devices(estate), intended_devices(changed)
    found = {name: difference(before[name].tree, device.tree, FRR.grammar) for name, device in after.items()}
    assert {name.removeprefix("jinjiang-") for name, differs in found.items() if differs} == switches
    for name in (f"jinjiang-{switch}" for switch in switches):
        meaning = meaning_of(changed, FRR.shown_intent(before[name].tree, after[name].intent), after[name].intent)
        assert (meaning.reason, meaning.hits) == (reason, hits)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (" neighbor 10.0.0.1 password hunter2", " neighbor 10.0.0.1 password <redacted>"),
        ("enable password 8 hunter2", "enable password 8 <redacted>"),
        ("line 78: % Unknown command[25]:  neighbor A password hunter2 x", None),
        (" neighbor A description password", " neighbor A description password"),
    ],
)
def test_secrets_are_masked_also_where_vtysh_quotes_them(line: str, shown: str | None) -> None:
    masked = redact(line, FRR.grammar)
    assert "hunter2" not in masked
    assert masked == (shown or "line 78: % Unknown command[25]:  neighbor A password <redacted>")
