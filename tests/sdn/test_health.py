"""What of a switch must be up again after a change: what the change leaves as it is, and nothing else."""

import pytest

from sdn.controller import intended_devices
from sdn.verify.health import Item, unaffected
from tests.sdn.edited import Edit, edited

LEAF, PARTNER = "tianfu-leaf-01a", "10.251.2.137"
SPINE = "10.251.4.128"
LOOPBACK = "10.251.0.1"
IN_ZONES = {Item("bgp", PARTNER, zone) for zone in ("dmz", "retail", "core", "mgmt")}
UP = IN_ZONES | {
    Item("bgp", PARTNER, "default"),
    Item("bgp", SPINE, "default"),
    Item("evpn", LOOPBACK, "default"),
    Item("interface", "Ethernet1"),
    Item("interface", "Ethernet49"),
    Item("interface", "Port-Channel1"),
}
DELETE = (
    ("fabric.yaml", "  mgmt: {vni: 50004, vrf_id: 4}\n", ""),
    ("fabric.yaml", "  host-management: {zone: mgmt, vlan: 410, subnet: 10.40.0.0/22, sites: all}\n", ""),
)
RENAME = (("fabric.yaml", "  mgmt: {", "  admin: {"), ("fabric.yaml", "zone: mgmt", "zone: admin"))


@pytest.mark.parametrize(
    ("edits", "gone"),
    [
        ((), set()),
        (DELETE, {Item("bgp", PARTNER, "mgmt")}),
        (RENAME, {Item("bgp", PARTNER, "mgmt")}),
        # The VLAN over the peer link moves: the session is down until the partner has followed.
        ((("fabric.yaml", "retail: {vni: 50002, vrf_id: 2}", "retail: {vni: 50002, vrf_id: 22}"),),
         {Item("bgp", PARTNER, "retail")}),
        ((("fabric.yaml", "asn: 4200010000", "asn: 4200050000"),), {item for item in UP if item.kind != "interface"}),
        ((("fabric.yaml", "links: 10.251.4.0/22", "links: 10.251.8.0/22"),), {Item("bgp", SPINE, "default")}),
        ((("fabric.yaml", "router_ids: 10.251.0.0/24", "router_ids: 10.250.0.0/24"),),
         {Item("evpn", LOOPBACK, "default")}),
        ((("fabric.yaml", "subnet: 10.20.0.0/22", "subnet: 10.21.0.0/22"),), set()),
    ],
    ids=["nothing", "zone deleted", "zone renamed", "vrf id", "asn", "links", "router ids", "subnet"],
)  # fmt: skip
def test_what_a_change_removes_or_makes_anew_is_not_expected_again(edits: tuple[Edit, ...], gone: set[Item]) -> None:
    change = edited("three-sites", *edits)
    device = intended_devices(change.after)[LEAF]
    interfaces = device.dialect.interfaces_up(device.tree)
    stays = unaffected(change.old[LEAF], device.intent, interfaces)
    assert stays.of(frozenset(UP)) == UP - gone


def test_a_port_that_is_shut_and_a_session_of_nobody_are_not_expected() -> None:
    device = intended_devices(edited("three-sites").after)[LEAF]
    stays = unaffected(device.intent, device.intent, device.dialect.interfaces_up(device.tree))
    assert stays.of(frozenset({Item("interface", "Ethernet40"), Item("bgp", "10.9.9.9", "default")})) == set()


def test_what_cannot_be_reached_for_the_moment_keeps_no_evpn_session() -> None:
    device = intended_devices(edited("three-sites").after)[LEAF]
    stays = unaffected(device.intent, device.intent, frozenset()).without({"tianfu-spine-1"})
    assert stays.of(frozenset(UP)) == UP - {item for item in UP if item.kind in {"evpn", "interface"}}
