"""Law: adding something changes no number that was there before, and no two things get the same number."""

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inventory.model.estate import Estate
from inventory.model.platforms import PLATFORMS
from inventory.numbering import addresses_needed, inter_site_port, peering_vlan
from sdn.allocation import allocate_device, allocate_pair, allocate_uplink
from sdn.dialects import DIALECTS
from sdn.intent import fabric_intent
from tests.sdn.shapes import SITES, Shape, SiteShape, build

SITE_SHAPES = st.builds(
    SiteShape,
    spines=st.integers(1, 4),
    leaf_pairs=st.integers(1, 6),
    border_pairs=st.integers(0, 2),
    servers=st.integers(0, 4),
    nos=st.sampled_from(["eos", "frr"]),
)
SHAPES = st.builds(
    Shape,
    sites=st.dictionaries(st.sampled_from(SITES), SITE_SHAPES, min_size=1, max_size=3),
    zones=st.integers(2, 4),
    networks=st.integers(4, 8),
    lines=st.booleans(),
)

THREE_SITES = Shape(sites={site: SiteShape(border_pairs=2) for site in SITES[:3]})
FOUR_SITES = Shape(sites={site: SiteShape(border_pairs=2) for site in SITES})


def numbers(estate: Estate) -> dict[tuple[str, ...], object]:
    """Everything that is derived, by what it is derived for."""
    found: dict[tuple[str, ...], object] = {}
    for name, intent in fabric_intent(estate).items():
        found["asn", name] = intent.bgp.asn
        found["router id", name] = intent.bgp.router_id
        found["management", name] = intent.management.address
        found["vtep", name] = intent.vtep
        found |= {("address", name, port.name): port.address for port in intent.ports if port.address}
        found |= {("svi", name, str(svi.vlan)): svi.address for svi in intent.svis}
        found |= {("vlan", name, vlan.name): (vlan.number, vlan.vni) for vlan in intent.vlans}
        found |= {("vrf", name, vrf.name): vrf.vni for vrf in intent.vrfs}
        found |= {("server", name, port.name): port.port_channel for port in intent.ports if port.server}
        if intent.mlag:
            found["mlag", name] = (intent.mlag.address, intent.mlag.peer_address, intent.mlag.port_channel)
    return found


@st.composite
def growths(draw: st.DrawFn) -> tuple[Shape, Shape]:
    """Draw a shape and one that has everything of it, and perhaps more of anything."""
    before = draw(SHAPES)
    sites = {
        site: SiteShape(
            spines=draw(st.integers(shape.spines, 4)),
            leaf_pairs=draw(st.integers(shape.leaf_pairs, 7)),
            border_pairs=draw(st.integers(shape.border_pairs, 2)),
            servers=draw(st.integers(shape.servers, 5)),
            nos=shape.nos,
        )
        for site, shape in before.sites.items()
    }
    # First, so that the networks of one site stay where they were.
    added = draw(st.dictionaries(st.sampled_from(SITES), SITE_SHAPES, max_size=2))
    after = replace(
        before,
        sites=sites | {site: shape for site, shape in added.items() if site not in sites},
        networks=draw(st.integers(before.networks, 9)),
        lines=before.lines or draw(st.booleans()),
    )
    return before, after


@settings(max_examples=60, deadline=None)
@given(growths())
@example((THREE_SITES, FOUR_SITES))
@example((replace(THREE_SITES, lines=False), THREE_SITES))
def test_adding_changes_nothing_that_was_there(growth: tuple[Shape, Shape]) -> None:
    before, after = (numbers(build(shape)) for shape in growth)
    assert {key: after.get(key) for key in before} == before


@settings(max_examples=30, deadline=None)
@given(SHAPES)
def test_an_added_zone_changes_only_what_is_of_zones(shape: Shape) -> None:
    """Zones share the networks of these shapes out anew; everything else must stay."""
    kept = ("asn", "router id", "management", "vtep", "address", "mlag", "server", "vrf")
    before = {key: value for key, value in numbers(build(shape)).items() if key[0] in kept}
    after = numbers(build(replace(shape, zones=shape.zones + 1, networks=9)))
    assert {key: after.get(key) for key in before} == before


@settings(max_examples=60, deadline=None)
@given(SHAPES)
@example(FOUR_SITES)
def test_no_two_things_get_the_same_number(shape: Shape) -> None:
    estate = build(shape)
    intents = fabric_intent(estate)
    addresses = [intent.bgp.router_id for intent in intents.values()]
    addresses += {
        (intent.pair if intent.mlag else name, intent.vtep): intent.vtep
        for name, intent in intents.items()
        if intent.vtep
    }.values()
    addresses += [intent.management.address.ip for intent in intents.values()]
    addresses += [port.address.ip for intent in intents.values() for port in intent.ports if port.address]
    for intent in intents.values():
        if intent.mlag:
            own = {svi.address.ip for svi in intent.svis if not svi.is_anycast}
            assert len(own) == 2, "one address for MLAG, one for routing"
            addresses += own
    assert len(addresses) == len(set(addresses))
    groups = {intent.bgp.asn: set() for intent in intents.values()}
    for intent in intents.values():
        groups[intent.bgp.asn].add(intent.redundancy_group)
    assert all(len(group) == 1 for group in groups.values()), "one ASN for each pair and for the spines of each site"


@settings(max_examples=40, deadline=None)
@given(SHAPES)
@example(FOUR_SITES)
def test_both_ends_of_a_link_are_one_subnet(shape: Shape) -> None:
    intents = fabric_intent(build(shape))
    ends = {
        (name, port.name): port.address for name, intent in intents.items() for port in intent.ports if port.address
    }
    for name, intent in intents.items():
        for neighbor in intent.expectations.neighbors:
            here = ends.get((name, neighbor.port))
            there = ends.get((neighbor.device, neighbor.remote_port))
            assert (here is None) == (there is None)
            if here is not None and there is not None:
                assert here != there
                assert here.network == there.network


@settings(max_examples=40, deadline=None)
@given(SHAPES)
def test_what_is_needed_is_what_is_taken(shape: Shape) -> None:
    estate = build(shape)
    for fabric in estate.fabrics.values():
        switches = [switch for switch in estate.switches.values() if switch.fabric == fabric.name]
        needed = addresses_needed(fabric, switches)
        highest = max(allocate_device(fabric, switch).router_id for switch in switches)
        assert int(highest) - int(fabric.router_ids.network_address) + 1 == needed.router_ids
        vteps = [vtep for switch in switches if (vtep := allocate_device(fabric, switch).vtep)]
        assert int(max(vteps)) - int(fabric.vteps.network_address) + 1 == needed.vteps


def test_the_formulas_by_example() -> None:
    estate = build(Shape())
    fabric, switches = estate.fabrics["tianfu"], estate.switches
    leaf = allocate_device(fabric, switches["tianfu-leaf-02a"])
    # 4 spine slots and 2 × 2 border slots come first; leaf 02a is number 3.
    assert leaf.router_id == IPv4Address("10.253.0.11")
    assert str(leaf.management) == "172.20.3.21/24"
    assert leaf.asn == 4_200_030_000 + 2 + 2
    assert leaf.vtep == IPv4Address("10.253.1.4")
    uplink = allocate_uplink(fabric, switches["tianfu-leaf-02a"], switches["tianfu-spine-2"])
    assert str(uplink.even) == "10.253.4.50/31"
    pair = allocate_pair(fabric, switches["tianfu-leaf-02b"])
    assert (str(pair.control), str(pair.control_peer)) == ("10.253.2.7/31", "10.253.2.6")
    assert (str(pair.routing), str(pair.routing_peer)) == ("10.253.2.135/31", "10.253.2.134")
    assert [peering_vlan(fabric, zone) for zone in estate.zones.values()] == [3000, 3001]


def test_lines_between_sites_are_numbered_by_their_port_alone() -> None:
    estate = build(Shape(sites={"chongqing": SiteShape(), "gaoxin": SiteShape(), "tianfu": SiteShape()}))
    kind = estate.device_types["switch-eos"]
    assert inter_site_port(kind, "Ethernet56") == 1
    intents = fabric_intent(estate)
    address = {port.name: str(port.address) for port in intents["chongqing-border-01b"].ports if port.address}
    # To gaoxin over Ethernet34: 56 - 34 + 1 = 23rd from the end; 2 × 2 border slots; border switch 2.
    assert address["Ethernet34"] == f"10.251.7.{256 - 2 * (22 * 4 + 2)}/31"


def test_a_prefix_that_is_too_small_is_an_error_and_not_an_address_of_somebody_else() -> None:
    estate = build(Shape())
    fabric = replace(estate.fabrics["tianfu"], links=IPv4Network("10.253.4.0/30"))
    with pytest.raises(IndexError, match=r"10\.253\.4\.0/30"):
        allocate_uplink(fabric, estate.switches["tianfu-leaf-01a"], estate.switches["tianfu-spine-1"])


def test_every_platform_has_a_dialect_and_every_dialect_a_platform() -> None:
    assert [dialect.platform for dialect in DIALECTS] == list(PLATFORMS)
