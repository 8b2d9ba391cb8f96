"""Where packets go in a fabric of two leaf pairs, and what becomes of them when something is gone."""

from ipaddress import IPv4Address

import pytest

from tests.twin.networks import network, pair, two_pairs_plugs, two_pairs_texts
from twin.network import TwinNetwork
from twin.reachability import trace

LEAF, PEER, FAR, SPINE = "tianfu-leaf-01a", "tianfu-leaf-01b", "tianfu-leaf-02a", "tianfu-spine-1"


def fabric(**changes: str) -> TwinNetwork:
    texts = two_pairs_texts()
    for name, lines in changes.items():
        switch = name.replace("_", "-")
        texts[switch] = texts[switch].replace("\nend", f"\n{lines}\nend")
    return network(texts, *two_pairs_plugs()[0])


def loopback(lab: TwinNetwork, device: str) -> IPv4Address:
    address = lab.view(device).address_of("Loopback0")
    assert address is not None
    return address.ip


@pytest.mark.parametrize("start", [LEAF, PEER, SPINE])
def test_loopbacks_are_reached_over_the_spines(start: str) -> None:
    lab = fabric()
    found = trace(lab, (start, "default"), loopback(lab, FAR))
    assert (found.outcome, found.places[-1]) == ("arrives", (FAR, "default"))


def test_a_tunnel_leads_into_the_vrf_with_the_same_vni() -> None:
    lab = fabric(**{FAR.replace("-", "_"): "interface Loopback77\n   vrf retail\n   ip address 10.77.0.1/32"})
    found = trace(lab, (LEAF, "retail"), IPv4Address("10.77.0.1"))
    assert (found.outcome, found.places[0]) == ("arrives", (LEAF, "retail"))
    assert found.places[-1] == (FAR, "retail")


def test_without_a_route_it_is_dropped_and_the_reason_names_the_place() -> None:
    found = trace(fabric(), (LEAF, "retail"), IPv4Address("192.0.2.1"))
    assert (found.outcome, found.reason) == ("dropped", f"{LEAF} has no route to 192.0.2.1 in retail")


def test_behind_a_line_that_is_not_understood_nothing_is_certain() -> None:
    lab = fabric(**{SPINE.replace("-", "_"): "router isis one"})
    found = trace(lab, (LEAF, "default"), loopback(lab, FAR))
    assert (found.outcome, found.reason.split(":")[0]) == ("unknown", SPINE)


def test_static_routes_that_point_at_each_other_are_a_loop() -> None:
    texts = {
        name: (
            f"hostname {name}\nip routing\ninterface Ethernet1\n   no switchport\n   ip address 10.0.0.{number}/31\n"
            f"ip route 192.0.2.0/24 10.0.0.{1 - number}\nend\n"
        )
        for number, name in enumerate(("left", "right"))
    }
    lab = network(texts, pair("left Ethernet1", "right Ethernet1"))
    found = trace(lab, ("left", "default"), IPv4Address("192.0.2.9"))
    assert (found.outcome, [device for device, _ in found.places]) == ("loops", ["left", "right", "left"])
