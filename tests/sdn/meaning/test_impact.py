"""What a plan says that depends on the change of a switch."""

from dataclasses import replace

import pytest

from inventory.load import load_estate
from tests.sdn.edited import EXAMPLES, Edited
from tests.servers import with_server

ESTATE = load_estate(EXAMPLES / "three-sites")


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
@pytest.mark.parametrize("known", ["applied", "read"])
def test_tiers_are_hit_whose_networks_are_withdrawn_from_a_host(
    server: str, zone: str, switch: str, tiers: tuple[str, ...], known: str
) -> None:
    moved = replace(ESTATE, server_blocks=with_server(ESTATE, ESTATE.servers[server]._replace(zone=zone)))
    change = Edited(ESTATE, moved)
    found = change.meaning(switch) if known == "applied" else change.meaning_read(switch)
    assert found.hits == (f"server {server}", *(f"service {tier}" for tier in tiers))
    assert all(sentence.startswith(f"server {server}: it leaves network") for sentence in found.disrupts)


def test_a_network_that_comes_hits_itself_and_its_servers_and_interrupts_nothing() -> None:
    cache = ESTATE.networks["mobile-cache"]
    networks = {**ESTATE.networks, cache.name: replace(cache, sites=tuple(ESTATE.sites))}
    found = Edited(ESTATE, replace(ESTATE, networks=networks)).meaning("chongqing-leaf-01a")
    assert [hit for hit in found.hits if not hit.startswith("server ")] == ["network mobile-cache", "zone retail"]
    servers = [hit for hit in found.hits if hit.startswith("server ")]
    assert len(servers) > 1
    assert all(hit.startswith("server chongqing-a0") for hit in servers)
    assert found.disrupts == ()
