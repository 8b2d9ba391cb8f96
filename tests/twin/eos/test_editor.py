from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twin.dialects.eos.editor import Editor, factory, parse
from twin.dialects.eos.tree import ConfigSection, render
from twin.dialects.eos.values import compress_ranges, expand_ranges

DATA = Path(__file__).parent / "data"
PORTS = (*tuple(f"Ethernet{number}" for number in range(1, 9)), "Management1")


def after(*lines: str) -> list[str]:
    """Return the configuration after some lines, without what a fresh switch shows; every line must be accepted."""
    editor = Editor(factory(PORTS), frozenset(PORTS))
    for line in lines:
        assert editor.enter(line) == "", line
    fresh = render(factory(PORTS))
    return [line for line in render(editor.root) if line != "!" and line not in fresh]


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        (["hostname a", "hostname b"], ["hostname b"]),
        (["hostname a", "no hostname"], []),
        (["interface Ethernet1", "description one", "description two words"], ["   description two words"]),
        (["interface Ethernet1", "mtu 9214", "mtu 1500"], []),
        (["interface Ethernet1", "mtu 9214", "no mtu"], []),
        (["interface Ethernet1", "shutdown"], ["   shutdown"]),
        (["interface Ethernet1", "shutdown", "no shutdown"], []),
        (["interface Ethernet1", "no switchport", "ip address 10.0.0.1/31", "ip address 10.0.0.3/31"],
         ["   no switchport", "   ip address 10.0.0.3/31"]),
        (["interface Ethernet1", "no switchport", "switchport"], []),
        (["interface Ethernet1", "ip address 10.0.0.1/31", "no ip address 10.0.0.3/31"], ["   ip address 10.0.0.1/31"]),
        (["interface Ethernet1", "ip address 10.0.0.1/31", "no ip address"], []),
        (["interface Ethernet1", "ip address 10.0.0.1/31", "vrf A"], ["   vrf A"]),
        (["interface Ethernet1", "switchport trunk allowed vlan 10", "switchport trunk allowed vlan add 12-13,11"],
         ["   switchport trunk allowed vlan 10-13"]),
        (["interface Ethernet1", "switchport trunk allowed vlan 10-13", "switchport trunk allowed vlan remove 11,12"],
         ["   switchport trunk allowed vlan 10,13"]),
        (["interface Ethernet1", "switchport trunk allowed vlan 10", "switchport trunk allowed vlan remove 10"],
         ["   switchport trunk allowed vlan none"]),
        (["interface Ethernet1", "switchport trunk allowed vlan except 2-4094"],
         ["   switchport trunk allowed vlan 1"]),
        (["interface Ethernet1", "switchport trunk allowed vlan 10", "no switchport trunk allowed vlan"], []),
        (["interface Ethernet1", "description x", "mtu 9000", "default interface Ethernet1"], []),
        (["interface Ethernet1", "description x", "no interface Ethernet1"], []),
        (["interface Loopback0", "ip address 10.0.0.1/32", "no interface Loopback0"], []),
        (["interface Ethernet1-2", "description both"], ["   description both", "   description both"]),
        (["interface Ethernet3", "channel-group 3 mode active"],
         ["interface Port-Channel3", "   channel-group 3 mode active"]),
        (["vlan 10", "name ten", "vlan 11-12", "no vlan 11"], ["vlan 10", "   name ten", "vlan 12"]),
        (["vlan 10", "trunk group a", "trunk group b", "no trunk group a"], ["vlan 10", "   trunk group b"]),
        (["vrf instance A", "ip routing vrf A"], ["vrf instance A", "ip routing vrf A"]),
        (["vrf instance A"], ["vrf instance A", "no ip routing vrf A"]),
        (["vrf instance A", "no vrf instance A"], []),
        (["ip routing", "no ip routing"], []),
        (["ip routing"], ["ip routing"]),
        (["spanning-tree mode none", "no spanning-tree mode"], []),
        (["no spanning-tree vlan-id 4093-4094"], ["no spanning-tree vlan-id 4093-4094"]),
        (["router bgp 65001", "neighbor 10.0.0.1 remote-as 1", "neighbor 10.0.0.1 remote-as 2"],
         ["router bgp 65001", "   neighbor 10.0.0.1 remote-as 2"]),
        (["router bgp 65001", "neighbor 10.0.0.1 remote-as 1", "neighbor 10.0.0.1 bfd", "no neighbor 10.0.0.1"],
         ["router bgp 65001"]),
        (["router bgp 65001", "neighbor G peer group", "neighbor G bfd", "no neighbor G peer group"],
         ["router bgp 65001"]),
        (["router bgp 65001", "router-id 10.0.0.1", "no router bgp 65001"], []),
        (["router bgp 65001", "no bgp default ipv4-unicast", "default bgp default ipv4-unicast"],
         ["router bgp 65001"]),
        (["router bgp 65001", "vlan 10", "rd 1.1.1.1:10", "vlan 20", "rd 1.1.1.1:20", "no vlan 10"],
         ["router bgp 65001", "   !", "   vlan 20", "      rd 1.1.1.1:20"]),
        (["router bgp 65001", "address-family evpn", "no neighbor 10.0.0.1 activate"],
         ["router bgp 65001", "   !", "   address-family evpn", "      no neighbor 10.0.0.1 activate"]),
        (["ip prefix-list a", "seq 10 permit 10.0.0.0/8", "seq 10 permit 10.0.0.0/9 eq 32"],
         ["ip prefix-list a", "   seq 10 permit 10.0.0.0/9 eq 32"]),
        (["ip route 10.0.0.0/8 10.0.0.1", "ip route 10.0.0.0/8 10.0.0.2"],
         ["ip route 10.0.0.0/8 10.0.0.1", "ip route 10.0.0.0/8 10.0.0.2"]),
        (["route-map m permit 20", "route-map m deny 10"], ["route-map m deny 10", "route-map m permit 20"]),
        (["no lldp run"], ["no lldp run"]),
        (["no lldp run", "lldp run"], []),
    ],
)  # fmt: skip
def test_what_lines_leave_behind(lines: list[str], shown: list[str]) -> None:
    assert after(*lines) == shown


def test_sections_stand_in_the_order_of_eos() -> None:
    lines = after("router bgp 1", "interface Vlan10", "interface Loopback0", "vlan 20", "vlan 3", "hostname x")
    assert [line for line in lines if not line.startswith(" ")] == [
        "hostname x", "vlan 3", "vlan 20", "interface Loopback0", "interface Vlan10", "router bgp 1",
    ]  # fmt: skip


def test_neighbors_stand_groups_first_then_by_address() -> None:
    lines = after(
        "router bgp 1", "neighbor 10.0.0.10 remote-as 2", "neighbor 10.0.0.2 remote-as 2", "neighbor G peer group"
    )
    assert lines[1:] == [
        "   neighbor G peer group",
        "   neighbor 10.0.0.2 remote-as 2",
        "   neighbor 10.0.0.10 remote-as 2",
    ]


def test_a_password_is_kept_as_its_hash_only() -> None:
    (line,) = after("username ops privilege 15 secret correct-horse")
    assert "correct-horse" not in line
    assert line.startswith("username ops privilege 15 secret sha512 $6$")


_LINES = (
    [line for path in sorted(DATA.glob("*-leaf-01a.cfg")) for line in path.read_text(encoding="utf-8").splitlines()]
    + [
        "no vlan 110",
        "no interface Port-Channel1",
        "no router bgp",
        "default interface Ethernet1",
        "bogus",
        "vlan 4095",
    ]
    + ["interface Ethernet2", "switchport trunk allowed vlan add 7", "no description", "no mtu", "vrf core", "exit"]
)


def played(lines: list[str]) -> ConfigSection:
    editor = Editor(factory(PORTS), frozenset(PORTS))
    for line in lines:
        editor.enter(line)
    return editor.root


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(_LINES), max_size=60))
def test_what_is_shown_can_be_entered_again(lines: list[str]) -> None:
    root = played(lines)
    shown = render(root)
    again, refused = parse("\n".join(shown), PORTS)
    assert refused == ()
    assert render(again) == shown


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(_LINES), max_size=40), st.lists(st.sampled_from(_LINES), max_size=20))
def test_a_copy_is_not_touched_by_what_happens_to_the_original(first: list[str], then: list[str]) -> None:
    root = played(first)
    copy = root.copy()
    shown = render(root)
    editor = Editor(root, frozenset(PORTS))
    for line in then:
        editor.enter(line)
    assert render(copy) == shown


@given(st.frozensets(st.integers(1, 4094), min_size=1, max_size=60))
def test_ranges_are_written_so_that_they_read_the_same(numbers: frozenset[int]) -> None:
    assert expand_ranges(compress_ranges(numbers), 1, 4094) == numbers
