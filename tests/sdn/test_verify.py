"""Answers of EOS switches, in the shapes of its JSON, and what is made of them."""

import json
from collections.abc import Mapping

import pytest

from orchestration.change import Status
from sdn.delivery.transport import DeviceRejected
from sdn.dialects.eos.state import (
    bgp_sessions,
    eos_health,
    evpn_sessions,
    interfaces,
    mlag,
    neighbors,
    port_channels,
    read_eos_state,
    vnis,
    vteps,
)
from sdn.dialects.frr.state import frr_health, read_frr_state
from sdn.intent.routing import AddressFamily
from sdn.verify.expectations import StateQuestion
from sdn.verify.health import Item
from sdn.verify.state import Aspect, DeviceState, InterfaceState, MlagState, SessionKey

LLDP = {
    "lldpNeighbors": [
        {"port": "Ethernet1", "neighborDevice": "spine-1.bank.example", "neighborPort": "Ethernet3", "ttl": 120},
        {"port": "Ethernet2", "neighborDevice": "spine-2", "neighborPort": '"Ethernet3"', "ttl": 120},
    ]
}
BGP = {
    "vrfs": {
        "default": {
            "routerId": "10.0.0.3",
            "asn": "65101",
            "peers": {
                "10.1.0.0": {"peerState": "Established", "asn": "65000", "prefixReceived": 7},
                "10.1.0.2": {"peerState": "Idle", "peerStateIdleReason": "NoInterface", "asn": "65000"},
            },
        },
        "retail": {"routerId": "10.0.0.3", "peers": {"10.2.0.1": {"peerState": "Active"}}},
    }
}
VNI = {
    "vxlanIntfs": {
        "Vxlan1": {
            "vniBindings": {
                "10110": {"vlan": 110, "dynamicVlan": False, "source": "static", "interfaces": {}},
                "50001": {"vlan": 1199, "dynamicVlan": True, "source": "evpn", "interfaces": {}},
            },
            "vniBindingsToVrf": {"50001": {"vrfName": "retail", "vlan": 1199, "source": "evpn"}},
        }
    }
}
MLAG = {
    "localInterface": "Vlan4094",
    "systemId": "02:1c:73:44:11:29",
    "domainId": "leaf-01",
    "peerLink": "Port-Channel53",
    "localIntfStatus": "up",
    "peerLinkStatus": "up",
    "peerAddress": "10.3.0.1",
    "configSanity": "consistent",
    "state": "active",
    "negStatus": "connected",
    "mlagPorts": {"Disabled": 0, "Active-partial": 0, "Inactive": 0, "Configured": 0, "Active-full": 1},
}
MLAG_INTERFACES = {"interfaces": {"7": {"localInterface": "Port-Channel7", "status": "active-full"}}}
INTERFACES = {
    "interfaces": {
        "Ethernet1": {"lineProtocolStatus": "up", "interfaceStatus": "connected", "mtu": 9214},
        "Ethernet2": {"lineProtocolStatus": "down", "interfaceStatus": "disabled", "mtu": 1500},
    }
}
STATUS = {
    "interfaceStatuses": {
        "Ethernet1": {"linkStatus": "connected"},
        "Ethernet2": {"linkStatus": "notconnect"},
        "Management1": {"linkStatus": "connected"},
    }
}
V4, EVPN = AddressFamily.IPV4, AddressFamily.EVPN


class Scripted:
    """A session that answers from a table; what is not in it is refused."""

    def __init__(self, answers: Mapping[str, object]) -> None:
        self._answers = answers

    def run(self, command: str) -> str:
        return str(self._answers[command])

    def run_json(self, command: str) -> Mapping[str, object]:
        answer = self._answers.get(command)
        if not isinstance(answer, Mapping):
            raise DeviceRejected(command, str(answer or "% Invalid input"))
        return answer

    def push(self, lines: object) -> None:
        raise AssertionError(lines)


ANSWERS: dict[str, object] = {
    "show lldp neighbors | json": LLDP,
    "show ip bgp summary vrf all | json": BGP,
    "show bgp evpn summary | json": "% BGP inactive",
    "show vxlan vni | json": VNI,
    "show vxlan vtep | json": {"vteps": {}, "interfaces": {"Vxlan1": {"vteps": ["10.4.0.1", "10.4.0.2"]}}},
    "show mlag | json": MLAG,
    "show mlag interfaces | json": "% Unavailable command (not supported on this hardware platform)",
    "show interfaces | json": {"something": "else"},
    "show interfaces status | json": STATUS,
    "show running-config": "hostname leaf-1\n",
    "show startup-config": "! Command: show startup-config\nhostname leaf-0\n",
}


def test_each_answer_is_read() -> None:
    assert neighbors(LLDP) == {
        "neighbors": {"Ethernet1": ("spine-1", "Ethernet3"), "Ethernet2": ("spine-2", "Ethernet3")}
    }
    assert bgp_sessions(BGP)["sessions"] == {
        SessionKey(V4, "default", "10.1.0.0"): "Established",
        SessionKey(V4, "default", "10.1.0.2"): "Idle",
        SessionKey(V4, "retail", "10.2.0.1"): "Active",
    }
    assert evpn_sessions(BGP)["sessions"][SessionKey(EVPN, "default", "10.1.0.0")] == "Established"
    assert vnis(VNI) == {"vlan_vnis": {10110: 110}, "vrf_vnis": {50001: "retail"}}
    assert vnis({"vxlanIntfs": {}}) == {"vlan_vnis": {}, "vrf_vnis": {}}
    assert vteps({"vteps": {}, "interfaces": {}}) == {"vteps": frozenset()}
    assert mlag(MLAG)["mlag"] == MlagState("leaf-01", "active", "connected", "up", "consistent", "10.3.0.1")
    assert mlag({"state": "disabled"})["mlag"].state == "disabled"
    assert port_channels(MLAG_INTERFACES) == {"port_channels": {7: "active-full"}}
    assert interfaces(INTERFACES)["interfaces"]["Ethernet1"] == InterfaceState(is_up=True, mtu=9214)


def test_a_refused_or_strange_answer_hides_only_its_own_aspect() -> None:
    state = read_eos_state(Scripted(ANSWERS))
    assert set(state.unreadable) == {Aspect.PORT_CHANNELS, Aspect.INTERFACES}
    assert "not supported" in state.unreadable[Aspect.PORT_CHANNELS]
    assert "unexpected form" in state.unreadable[Aspect.INTERFACES]
    assert state.vteps == {"10.4.0.1", "10.4.0.2"}
    assert len(state.sessions) == 3
    assert state.running == {"hostname leaf-1": {}}
    assert state.saved == {"hostname leaf-0": {}}


@pytest.mark.parametrize(
    ("state", "status", "actual"),
    [
        (DeviceState(vteps=frozenset({"10.4.0.1"})), Status.DONE, "known"),
        (DeviceState(), Status.FAILED, "unknown"),
        (DeviceState.unknown("connection refused"), Status.ERROR, "connection refused"),
    ],
)
def test_a_question_holds_fails_or_could_not_be_asked(state: DeviceState, status: Status, actual: str) -> None:
    question = StateQuestion(
        Aspect.VTEPS, "VTEP 10.4.0.1", "known", lambda seen: "known" if "10.4.0.1" in seen.vteps else "unknown"
    )
    check = question.ask("leaf-1", state)
    assert (check.subject, check.status, check.expected, check.actual) == ("leaf-1", status, "known", actual)


def test_health_is_what_is_up() -> None:
    up = eos_health(Scripted(ANSWERS))
    assert up == {Item("bgp", "10.1.0.0", "default"), Item("interface", "Ethernet1")}


FRR_ANSWERS = {
    "vtysh -c 'show bgp vrf all ipv4 unicast summary json'": {
        "default": {"routerId": "10.0.0.2", "as": 65101, "peers": {"10.1.0.0": {"state": "Established"}}},
        "totalPeers": 1,
    },
    "vtysh -c 'show bgp l2vpn evpn summary json'": {"routerId": "10.0.0.2", "peers": {"10.1.0.0": {"state": "Idle"}}},
    "vtysh -c 'show evpn vni detail json'": [
        {"vni": 200, "type": "L2", "vxlanInterface": "vx200", "numRemoteVteps": ["10.255.1.3"]},
        {"vni": 100, "type": "L2", "vxlanInterface": "vx100", "numRemoteVteps": 0},
    ],
    "lldpcli -f json0 show neighbors": {
        "lldp": [
            {
                "interface": [
                    {
                        "name": "swp1",
                        "chassis": [{"id": [{"type": "mac", "value": "9e:6a"}], "name": [{"value": "spine1"}]}],
                        "port": [{"id": [{"type": "ifname", "value": "swp3"}], "ttl": [{"value": "120"}]}],
                    }
                ]
            }
        ]
    },
    "vtysh -c 'show interface json'": {"swp1": {"operationalStatus": "up", "mtu": 9214}},
    "ip -j link show": [{"ifname": "swp1", "operstate": "UP"}, {"ifname": "swp2", "operstate": "DOWN"}],
}


class ScriptedShell:
    """A shell that answers from a table."""

    def execute(self, command: str, text: str = "") -> str:
        assert text == ""
        if command.startswith("cat /etc/frr/"):
            raise DeviceRejected(command, "No such file or directory")
        return json.dumps(FRR_ANSWERS[command])


def test_the_state_of_a_router_is_read() -> None:
    state = read_frr_state(ScriptedShell(), {"router bgp 65101": {}})
    assert state == DeviceState(
        neighbors={"swp1": ("spine1", "swp3")},
        sessions={
            SessionKey(V4, "default", "10.1.0.0"): "Established",
            SessionKey(EVPN, "default", "10.1.0.0"): "Idle",
        },
        bridged_vnis=frozenset({100, 200}),
        vteps=frozenset({"10.255.1.3"}),
        interfaces={"swp1": InterfaceState(is_up=True, mtu=9214)},
        running={"router bgp 65101": {}},
    )
    assert frr_health(ScriptedShell()) == {Item("bgp", "10.1.0.0", "default"), Item("interface", "swp1")}
