"""Running against intended: the circular law, what replaces what, what is left alone, what people get to see."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdn.configuration import fingerprint, running
from sdn.dialects.eos import EOS
from sdn.diff import difference
from sdn.redaction import redact
from twin.dialects.eos.editor import Editor, parse
from twin.dialects.eos.tree import render

GRAMMAR = EOS.grammar
PORTS = tuple(f"Ethernet{number}" for number in range(1, 5))

_INTERFACE_LINES = st.fixed_dictionaries(
    {},
    optional={
        "description": st.sampled_from(["description to the north", "description spare"]),
        "mtu": st.sampled_from(["mtu 9214", "mtu 9000"]),
        "shutdown": st.just("shutdown"),
    },
)
_SWITCHED = st.fixed_dictionaries(
    {},
    optional={
        "mode": st.just("switchport mode trunk"),
        "allowed": st.sampled_from(["switchport trunk allowed vlan 110,120", "switchport trunk allowed vlan 110"]),
        "group": st.sampled_from(["channel-group 1 mode active", "channel-group 2 mode active"]),
    },
)
_ROUTED = st.fixed_dictionaries(
    {
        "routed": st.just("no switchport"),
        "address": st.sampled_from(["ip address 10.0.0.1/31", "ip address 10.0.0.3/31"]),
    },
    optional={"vrf": st.sampled_from(["vrf retail", "vrf core"])},
)
_SVI = st.fixed_dictionaries(
    {},
    optional={
        "vrf": st.sampled_from(["vrf retail", "vrf core"]),
        "address": st.sampled_from(["ip address virtual 10.1.0.1/24", "ip address virtual 10.2.0.1/24"]),
    },
)
_VXLAN = st.fixed_dictionaries(
    {"source": st.just("vxlan source-interface Loopback1")},
    optional={
        "110": st.sampled_from(["vxlan vlan 110 vni 10110", "vxlan vlan 110 vni 20110"]),
        "120": st.just("vxlan vlan 120 vni 10120"),
        "retail": st.sampled_from(["vxlan vrf retail vni 50001", "vxlan vrf retail vni 50011"]),
    },
)
_BGP = st.fixed_dictionaries(
    {"router-id": st.sampled_from(["router-id 10.0.0.1", "router-id 10.0.0.2"])},
    optional={
        "paths": st.sampled_from(["maximum-paths 4", "maximum-paths 4 ecmp 4"]),
        "group": st.sampled_from(
            ["neighbor S peer group", "neighbor S peer group\n   neighbor S send-community extended"]
        ),
        "member": st.sampled_from(["neighbor 10.0.0.0 remote-as 65000", "neighbor 10.0.0.0 remote-as 65001"]),
        "text": st.sampled_from(["neighbor 10.0.0.0 description spine-1", "neighbor 10.0.0.0 description spine-2"]),
    },
)
_MAC_VRF = st.fixed_dictionaries(
    {"rd": st.sampled_from(["rd 10.0.0.1:110", "rd 10.0.0.2:110"])},
    optional={
        "one": st.just("route-target both 10110:10110"),
        "two": st.just("route-target both 20110:20110"),
        "learned": st.just("redistribute learned"),
    },
)


def _block(header: str, lines: dict[str, str], *below: str) -> str:
    return "\n".join([header, *(f"   {line}" for line in lines.values()), *below])


@st.composite
def configurations(draw: st.DrawFn) -> str:
    """Draw a configuration of a leaf, as a renderer would write it."""
    blocks = [draw(st.sampled_from(["hostname leaf-1", "hostname leaf-2"])), "ip routing"]
    blocks += [f"vlan {vlan}\n   name n{draw(st.integers(1, 2))}" for vlan in (110, 120) if draw(st.booleans())]
    blocks += [f"vrf instance {vrf}" for vrf in ("retail", "core") if draw(st.booleans())]
    for port in PORTS:
        kind = draw(st.sampled_from([{}, draw(_SWITCHED), draw(_ROUTED)]))
        blocks.append(_block(f"interface {port}", draw(_INTERFACE_LINES) | kind))
    for vlan in (110, 120):
        if draw(st.booleans()):
            blocks.append(_block(f"interface Vlan{vlan}", draw(_SVI)))
    if draw(st.booleans()):
        blocks.append(_block("interface Vxlan1", draw(_VXLAN)))
    if draw(st.booleans()):
        mac_vrf = _block("   vlan 110", {key: f"   {line}" for key, line in draw(_MAC_VRF).items()})
        asn = draw(st.sampled_from([65101, 65102]))
        blocks.append(_block(f"router bgp {asn}", draw(_BGP), *([mac_vrf] if draw(st.booleans()) else [])))
    return "\n!\n".join(blocks)


def _switch(text: str) -> Editor:
    root, refused = parse(text, PORTS)
    assert refused == ()
    return Editor(root, frozenset(PORTS))


def _type(switch: Editor, lines: Sequence[str]) -> list[str]:
    answers = [
        (line, "" if switch.exit() else "left") if line == "exit" else (line, switch.enter(line)) for line in lines
    ]
    return [f"{line}: {answer}" for line, answer in answers if answer]


@settings(deadline=None, max_examples=150)
@given(configurations(), configurations())
def test_typing_the_remediation_gives_the_intended_configuration(before: str, after: str) -> None:
    switch = _switch(before)
    wanted = running("\n".join(render(_switch(after).root)), GRAMMAR)

    found = difference(running("\n".join(render(switch.root)), GRAMMAR), wanted, GRAMMAR)
    assert _type(switch, found.remediation) == []

    now = running("\n".join(render(switch.root)), GRAMMAR)
    assert difference(now, wanted, GRAMMAR).text == ""


@pytest.mark.parametrize(
    ("before", "after", "typed", "text"),
    [
        pytest.param("mtu 9000", "mtu 9214", ["mtu 9214"], ["-    mtu 9000", "+    mtu 9214"], id="value replaced"),
        pytest.param("description a b", "", ["no description"], ["-    description a b"], id="value taken back"),
        pytest.param("no switchport", "", ["switchport"], ["-    no switchport"], id="negation taken back"),
        pytest.param("", "shutdown", ["shutdown"], ["+    shutdown"], id="line added"),
        pytest.param(
            "vrf a\n   ip address 10.0.0.1/24",
            "vrf b\n   ip address 10.0.0.1/24",
            ["vrf b", "ip address 10.0.0.1/24"],
            ["-    vrf a", "+    vrf b"],
            id="the address goes with the VRF",
        ),
    ],
)
def test_what_is_typed_and_shown(before: str, after: str, typed: list[str], text: list[str]) -> None:
    header = "interface Vlan110\n   load-interval 5\n   "
    found = difference(running(header + before, GRAMMAR), running(header + after, GRAMMAR), GRAMMAR)
    assert list(found.remediation) == ["interface Vlan110", *typed, "exit"]
    assert found.text.splitlines() == ["  interface Vlan110", *text]
    assert found.sections == ("interface Vlan110",)


@pytest.mark.parametrize(
    ("running_line", "typed"),
    [
        ("interface Ethernet1\n   mtu 9000", "default interface Ethernet1"),
        ("interface Vlan7\n   mtu 9000", "no interface Vlan7"),
        ("ip virtual-router mac-address 00:1c:73:00:00:01", "no ip virtual-router mac-address"),
        ("ip route vrf a 10.0.0.0/8 10.1.1.1", "no ip route vrf a 10.0.0.0/8 10.1.1.1"),
        ("no lldp run", "lldp run"),
    ],
)
def test_how_top_lines_are_taken_back(running_line: str, typed: str) -> None:
    assert difference(running(running_line, GRAMMAR), {}, GRAMMAR).remediation == (typed,)


@pytest.mark.parametrize(
    "line",
    [
        "username admin privilege 15 secret sha512 $6$abc",
        "enable password sha512 $6$abc",
        "aaa authorization exec default local",
        "ntp server 10.0.0.1",
        "management console\n   idle-timeout 30",
        "management ssh\n   idle-timeout 30",
        "banner login\ninterface Ethernet9\nEOF",
        "! Command: show running-config\n! device: leaf (EOS-4.32)\n!\nend",
        "interface Ethernet48",
        "no ip routing vrf others",
        "ip access-list standard MANAGEMENT\n   10 permit 172.20.0.0/16",
        "system control-plane\n   ip access-group CONTROL-PLANE in",
        "spanning-tree edge-port bpduguard default",
        "errdisable recovery interval 300",
        "sflow destination 10.0.0.9",
        "monitor session ids source Ethernet1",
    ],
)
def test_what_belongs_to_others_or_says_nothing_is_left_alone(line: str) -> None:
    assert not difference(running(f"hostname a\n{line}\n", GRAMMAR), running("hostname a", GRAMMAR), GRAMMAR)


@pytest.mark.parametrize("line", ["neighbor A activate", "no neighbor A activate"])
def test_a_line_that_can_be_on_off_or_not_said_goes_back_to_not_said(line: str) -> None:
    header = "router bgp 65000\n   address-family evpn\n      neighbor B activate\n"
    found = difference(running(f"{header}      {line}", GRAMMAR), running(header, GRAMMAR), GRAMMAR)
    assert "default neighbor A activate" in found.remediation


def test_the_order_of_lines_means_nothing() -> None:
    one, two = "vlan 1\n   name a\nvlan 2", "vlan 2\nvlan 1\n   name a\n!"
    assert difference(running(one, GRAMMAR), running(two, GRAMMAR), GRAMMAR).text == ""
    assert fingerprint(running(one, GRAMMAR)) == fingerprint(running(two, GRAMMAR))
    assert fingerprint(running(one, GRAMMAR)) != fingerprint(running(one.replace("name a", "name b"), GRAMMAR))


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("username admin privilege 15 role network-admin secret sha512 $6$x.y/z", "secret sha512 <redacted>"),
        ("   neighbor 10.0.0.1 password 7 abcdef==", "password 7 <redacted>"),
        ("   no neighbor 10.0.0.1 password 7 abcdef==", "password 7 <redacted>"),
        ("snmp-server community Public-Not ro", "community <redacted> ro"),
        ("enable password sha512 $6$abc", "password sha512 <redacted>"),
        ("tacacs-server host 10.0.0.1 key 7 0811", "key 7 <redacted>"),
    ],
)
def test_secrets_are_masked(line: str, shown: str) -> None:
    assert shown in redact(line, GRAMMAR)
    assert redact(redact(line, GRAMMAR), GRAMMAR) == redact(line, GRAMMAR)
