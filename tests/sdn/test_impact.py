"""What a plan says that hangs on the change of a switch."""

from dataclasses import replace
from pathlib import Path

import pytest

from inventory.load import load_estate
from inventory.model.estate import Estate
from sdn.configuration import Tree
from sdn.controller import intended_devices
from sdn.dialects import dialect_named
from sdn.diff import difference
from sdn.impact import hits
from sdn.port_networks import withdrawn_networks
from tests.servers import with_server

ESTATE = load_estate(Path(__file__).parents[2] / "examples" / "three-sites")


@pytest.mark.parametrize(
    ("server", "zone", "switch", "tiers"),
    [
        (
            "tianfu-a01-s01",
            "core",
            "tianfu-leaf-01a",
            (
                "mobile-banking tier api (10 instances elsewhere)",
                "mobile-banking tier cache (3 instances elsewhere)",
                "voice-desk tier recognition (6 instances elsewhere)",
            ),
        ),
        # The zone's networks at this site are fewer, and so are its tiers.
        (
            "chongqing-a01-s01",
            "core",
            "chongqing-leaf-01b",
            (
                "mobile-banking tier api (12 instances elsewhere)",
                "voice-desk tier recognition (8 instances elsewhere)",
            ),
        ),
        # No instance of a tier runs on a machine without a pool.
        ("tianfu-a04-s07", "core", "tianfu-leaf-02a", ()),
    ],
)
def test_tiers_are_hit_whose_networks_are_withdrawn_from_a_host(
    server: str, zone: str, switch: str, tiers: tuple[str, ...]
) -> None:
    moved = replace(ESTATE, server_blocks=with_server(ESTATE, ESTATE.servers[server]._replace(zone=zone)))
    expected = (f"server {server}", *(f"service {tier}" for tier in tiers))
    assert hits_of(ESTATE, moved, switch) == expected


def test_a_network_that_comes_hits_servers_alone() -> None:
    cache = ESTATE.networks["mobile-cache"]
    networks = {**ESTATE.networks, cache.name: replace(cache, sites=tuple(ESTATE.sites))}
    found = hits_of(ESTATE, replace(ESTATE, networks=networks), "chongqing-leaf-01a")
    assert len(found) > 1
    assert all(hit.startswith("server chongqing-a0") for hit in found)


@pytest.mark.parametrize(
    ("before", "after", "withdrawn"),
    [
        ({"switchport trunk allowed vlan 210-211,220": {}}, {"switchport trunk allowed vlan 210": {}}, {211, 220}),
        ({"switchport trunk allowed vlan 210": {}}, {"switchport trunk allowed vlan 210-211": {}}, set()),
        ({"switchport trunk allowed vlan 210": {}}, None, {210}),
        (None, {"switchport trunk allowed vlan 210": {}}, set()),
        ({"master br10210": {}}, {"master br10310": {}}, {210}),
        ({"master br10999": {}}, None, set()),
    ],
)
def test_what_a_port_carries_no_more(before: Tree | None, after: Tree | None, withdrawn: set[int]) -> None:
    assert withdrawn_networks(before, after, {10210: 210, 10310: 310}) == withdrawn


def hits_of(before: Estate, after: Estate, switch: str) -> tuple[str, ...]:
    """Return what is hit when a switch that runs the one estate is changed to the other."""
    old, new = intended_devices(before)[switch], intended_devices(after)[switch]
    sections = difference(old.tree, new.tree, dialect_named(new.intent.nos).grammar).sections
    return hits(after, new.intent, old.tree, new.tree, sections)
