"""What single kinds of resource work out, without a cloud."""

from ipaddress import IPv4Address, IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.model.fabric import Network
from provisioning.intent import site_intents
from provisioning.kinds import KINDS
from provisioning.kinds.flavor import trait
from provisioning.kinds.subnet import allocation_pools
from tests.provisioning.bank import bank, origin


def stretched(sites: int, prefix: int = 24, gateway: int = 1) -> Network:
    subnet = IPv4Network(f"10.20.0.0/{prefix}")
    names = tuple(f"site-{number}" for number in range(1, sites + 1))
    return Network("app", "retail", 110, 10110, subnet, subnet[gateway], 1500, names, origin("networks", "app"))


def addresses(pools: tuple[str, ...]) -> set[IPv4Address]:
    found = set()
    for pool in pools:
        start, end = (int(IPv4Address(text)) for text in pool.split("-"))
        found |= {IPv4Address(number) for number in range(start, end + 1)}
    return found


@pytest.mark.parametrize(
    ("network", "expected"),
    [
        (stretched(1), ["10.20.0.2-10.20.0.254"]),
        (stretched(1, gateway=100), ["10.20.0.1-10.20.0.99", "10.20.0.101-10.20.0.254"]),
        (stretched(1, gateway=254), ["10.20.0.1-10.20.0.253"]),
        (stretched(2), ["10.20.0.2-10.20.0.63", "10.20.0.64-10.20.0.127"]),
        (stretched(3), ["10.20.0.2-10.20.0.63", "10.20.0.64-10.20.0.127", "10.20.0.128-10.20.0.191"]),
        (stretched(1, prefix=30), ["10.20.0.2-10.20.0.2"]),
    ],
)
def test_allocation_pools(network: Network, expected: list[str]) -> None:
    assert [pool for site in network.sites for pool in allocation_pools(network, site)] == expected


@given(sites=st.integers(1, 9), prefix=st.integers(20, 30), gateway=st.sampled_from([1, 2, -2]))
def test_no_address_is_handed_out_by_two_sites(sites: int, prefix: int, gateway: int) -> None:
    network = stretched(sites, prefix, gateway)
    seen: set[IPv4Address] = set()
    for site in network.sites:
        own = addresses(allocation_pools(network, site))
        assert not own & seen
        seen |= own
    reserved = {network.gateway, network.subnet.network_address, network.subnet.broadcast_address}
    assert not seen & reserved
    assert all(address in network.subnet for address in seen)


@given(sites=st.integers(2, 3), prefix=st.integers(20, 30))
def test_another_site_moves_nobodys_slot(sites: int, prefix: int) -> None:
    fewer, more = stretched(sites, prefix), stretched(sites + 1, prefix)
    assert all(allocation_pools(fewer, site) == allocation_pools(more, site) for site in fewer.sites)


@given(st.sets(st.from_regex(r"[a-zA-Z0-9][a-zA-Z0-9._-]{0,30}", fullmatch=True), min_size=2))
def test_flavors_never_share_a_trait(names: set[str]) -> None:
    traits = {trait(name) for name in names}
    assert len(traits) == len(names)
    assert all(one == one.upper() and len(one) <= 255 and one.replace("_", "A").isalnum() for one in traits)


def test_usual_flavors_have_readable_traits() -> None:
    assert trait("gp.2xlarge") == "CUSTOM_SDDC_FLAVOR_GP_2XLARGE"


def test_kinds_stand_after_what_they_need_and_compare_only_fields_that_they_want() -> None:
    (intent,) = site_intents(bank())
    seen: set[str] = set()
    for kind in KINDS:
        assert set(kind.after) <= seen
        seen.add(kind.name)
        wanted = list(kind.wanted(intent))
        assert wanted
        for resource in wanted:
            assert resource.address.kind == kind.name
            assert {need.kind for need in resource.needs} <= set(kind.after)
            assert all(
                any(key == name or (name.endswith(".") and key.startswith(name)) for name in kind.compared)
                for key in resource.fields
            )
