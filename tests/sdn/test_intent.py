from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import example, given, settings

from inventory.model.estate import Estate
from inventory.model.fabric import SwitchRole
from sdn.intent import DeviceIntent, fabric_intent
from sdn.intent.model import PortKind
from sdn.intent.routing import AddressFamily
from sdn.render import render_all
from tests.sdn.shapes import Shape, SiteShape, build
from tests.sdn.test_allocation import FOUR_SITES, SHAPES

THREE_SITES = Shape(sites={"chongqing": SiteShape(), "gaoxin": SiteShape(), "tianfu": SiteShape()})


@pytest.fixture(scope="module")
def three_sites() -> Estate:
    return build(THREE_SITES)


@pytest.fixture(scope="module")
def intents(three_sites: Estate) -> dict[str, DeviceIntent]:
    return fabric_intent(three_sites)


def addresses(intent: DeviceIntent) -> Iterator[str]:
    """Every address that a peer may be configured with, with its VRF."""
    yield from (str(loopback.address) for loopback in intent.loopbacks)
    yield from (str(port.address.ip) for port in intent.ports if port.address)
    yield from (f"{svi.vrf or ''} {svi.address.ip}".strip() for svi in intent.svis if not svi.is_anycast)


@settings(max_examples=40, deadline=None)
@given(SHAPES)
@example(FOUR_SITES)
def test_every_session_has_its_other_end(shape: Shape) -> None:
    intents = fabric_intent(build(shape))
    sessions = {name: intent.expectations.sessions for name, intent in intents.items()}
    for name, intent in intents.items():
        assert len(set(sessions[name])) == len(sessions[name])
        for session in sessions[name]:
            peer = intents[session.device]
            assert session.asn == peer.bgp.asn
            assert f"{session.vrf or ''} {session.address}".strip() in set(addresses(peer))
            mine = set(addresses(intent))
            back = [
                other
                for other in sessions[session.device]
                if (other.device, other.family, other.vrf) == (name, session.family, session.vrf)
            ]
            assert back, f"{session.device} knows nothing of the session with {name}"
            assert all(f"{other.vrf or ''} {other.address}".strip() in mine for other in back)


@settings(max_examples=40, deadline=None)
@given(SHAPES)
@example(FOUR_SITES)
def test_every_cable_is_expected_at_both_ends(shape: Shape) -> None:
    intents = fabric_intent(build(shape))
    seen = {
        (name, neighbor.port, neighbor.device, neighbor.remote_port)
        for name, intent in intents.items()
        for neighbor in intent.expectations.neighbors
    }
    assert seen == {(device, remote, name, port) for name, port, device, remote in seen}
    assert seen


@settings(max_examples=40, deadline=None)
@given(SHAPES)
@example(FOUR_SITES)
def test_every_reference_inside_an_intent_is_defined(shape: Shape) -> None:
    for intent in fabric_intent(build(shape)).values():
        maps = {policy.name for policy in intent.route_maps}
        groups = {group.name: group for group in intent.bgp.peer_groups}
        wanted = {group.route_map_in for group in groups.values()} | {group.route_map_out for group in groups.values()}
        assert wanted - {None} <= maps
        assert intent.bgp.redistribute_connected in maps
        if intent.vrfs:
            assert intent.bgp.redistribute_connected_in_vrfs in maps
        entries = [entry for policy in intent.route_maps for entry in policy.entries]
        assert {entry.prefix_list for entry in entries} - {None} == {known.name for known in intent.prefix_lists}
        assert {entry.route_target_list for entry in entries} - {None} == {
            known.name for known in intent.route_target_lists
        }
        assert {neighbor.peer_group for neighbor in intent.bgp.neighbors} <= set(groups)
        channels = {channel.number for channel in intent.port_channels}
        assert {port.port_channel for port in intent.ports if port.kind is PortKind.MEMBER} == channels
        vlans = {vlan.number for vlan in intent.vlans}
        assert {svi.vlan for svi in intent.svis} <= vlans
        assert {vlan for channel in intent.port_channels for vlan in channel.vlans} <= vlans


def test_a_pair_speaks_mlag_and_shares_its_vtep(intents: dict[str, DeviceIntent]) -> None:
    a, b = intents["tianfu-leaf-01a"], intents["tianfu-leaf-01b"]
    assert a.mlag is not None
    assert b.mlag is not None
    assert (a.mlag.domain, a.mlag.peer) == (b.mlag.domain, "tianfu-leaf-01b")
    assert a.mlag.peer_address == b.mlag.address.ip
    assert a.vtep == b.vtep
    assert a.bgp.asn == b.bgp.asn
    assert a.bgp.router_id != b.bgp.router_id
    assert a.redundancy_group == b.redundancy_group == "tianfu-leaf-01"
    assert intents["tianfu-spine-1"].redundancy_group == "tianfu-spines"


def test_a_server_is_one_port_channel_on_both_switches(intents: dict[str, DeviceIntent]) -> None:
    for name in ("tianfu-leaf-01a", "tianfu-leaf-01b"):
        (channel,) = (channel for channel in intents[name].port_channels if channel.number == 1)
        assert channel.description == "tianfu-r01-s1"
        assert channel.members == ("Ethernet1",)
        assert channel.vlans == (100,), "network 3 of its zone is at chongqing only"
        assert channel.origin.path == ("servers", 16 // 2)


def test_the_networks_of_other_sites_are_not_here(intents: dict[str, DeviceIntent]) -> None:
    assert [vlan.name for vlan in intents["tianfu-leaf-01a"].vlans if vlan.vni] == ["network-1", "network-2"]
    assert len([vlan for vlan in intents["chongqing-leaf-01a"].vlans if vlan.vni]) == 4


def test_sites_tell_each_other_zones_and_stretched_networks_only(intents: dict[str, DeviceIntent]) -> None:
    border = intents["tianfu-border-01a"]
    (allowed,) = border.route_target_lists
    assert allowed.vnis == (10100, 10101, 50001, 50002)
    far = {
        session.device
        for session in border.expectations.sessions
        if session.family is AddressFamily.EVPN and not session.device.startswith("tianfu")
    }
    assert far == {f"{site}-border-01{side}" for site in ("chongqing", "gaoxin") for side in "ab"}
    assert not intents["tianfu-leaf-01a"].route_target_lists


def test_remote_vteps_are_those_that_share_a_network(intents: dict[str, DeviceIntent]) -> None:
    vteps = {intent.vtep for intent in intents.values() if intent.vtep}
    leaf = intents["tianfu-leaf-01a"]
    assert set(leaf.expectations.remote_vteps) == vteps - {leaf.vtep}
    alone = fabric_intent(build(replace(THREE_SITES, lines=False)))["tianfu-leaf-01a"]
    assert {str(vtep)[:6] for vtep in alone.expectations.remote_vteps} == {"10.253"}


def test_a_system_without_mlag_has_a_vtep_for_each_switch_and_servers_on_plain_ports() -> None:
    intents = fabric_intent(build(Shape(sites={"tianfu": SiteShape(nos="frr")})))
    a, b = intents["tianfu-leaf-01a"], intents["tianfu-leaf-01b"]
    assert a.mlag is None
    assert a.vtep != b.vtep
    assert not a.port_channels
    assert not a.vrfs
    assert next((port.name, port.vlans) for port in a.ports if port.server) == ("swp1", (100, 102))
    families = {(session.device, session.family) for session in a.expectations.sessions}
    assert families == {(f"tianfu-spine-{n}", family) for n in (1, 2) for family in AddressFamily}


def test_moving_a_server_to_another_zone_changes_one_line_on_each_of_its_switches() -> None:
    before, after = (
        render_all(fabric_intent(build(replace(THREE_SITES, moved=moved))).values())
        for moved in (None, "tianfu-r03-s2")
    )
    changed = {name for name in before if before[name].text != after[name].text}
    assert changed == {"tianfu-leaf-02a", "tianfu-leaf-02b"}
    for name in changed:
        old, new = before[name].text.splitlines(), after[name].text.splitlines()
        lines = [(was, now) for was, now in zip(old, new, strict=True) if was != now]
        assert lines == [("   switchport trunk allowed vlan 100", "   switchport trunk allowed vlan 101")]


def test_what_switches_have_alike_is_built_once(intents: dict[str, DeviceIntent]) -> None:
    """Or a fabric of 500 leaves would cost 500 times what one leaf costs."""
    leaves = [intent for intent in intents.values() if intent.site == "tianfu" and intent.role is SwitchRole.LEAF]
    assert len({id(intent.vlans) for intent in leaves}) == 1
    assert len({id(intent.vrfs) for intent in leaves}) == 1
    assert len({id(intent.expectations.vnis) for intent in leaves}) == 1


def test_ports_without_a_cable_are_unused(intents: dict[str, DeviceIntent]) -> None:
    kinds = {port.name: port.kind for port in intents["tianfu-leaf-01a"].ports}
    assert len(kinds) == 56
    assert [name for name, kind in kinds.items() if kind is not PortKind.UNUSED] == [
        "Ethernet1",
        "Ethernet2",
        "Ethernet49",
        "Ethernet50",
        "Ethernet55",
        "Ethernet56",
    ]
