"""Where a lab answers: everything on loopback, nothing twice, and apart from a lab that begins elsewhere."""

from collections import Counter
from ipaddress import ip_address
from pathlib import Path

import pytest

from inventory.load import load_estate
from inventory.model.estate import Estate
from lab import layout
from lab.openstack.ports import cloud_ports

THREE_SITES = Path(__file__).parents[2] / "examples" / "three-sites"


@pytest.fixture(scope="module")
def estate() -> Estate:
    return load_estate(THREE_SITES)


def everything(estate: Estate, network: int) -> list[str]:
    """Return every address and port of a lab, one text each."""
    places = [str(place) for place in layout.switch_listening(estate, layout.EMULATED, network).values()]
    for site in estate.sites:
        places += [f"{host.address}:{host.port}" for host in layout.lab_hosts(estate, site, "root", network)]
    for spec in layout.cloud_specs(estate, network):
        places += [f"127.0.0.1:{port}" for port in cloud_ports(spec.base_port).values()]
    return places


@pytest.mark.parametrize("network", [1, layout.FIRST_NETWORK, layout.LAST_NETWORK])
def test_everything_answers_on_loopback_and_nowhere_twice(estate: Estate, network: int) -> None:
    places = everything(estate, network)
    assert len(places) > len(estate.switches) + len(estate.servers)
    assert [place for place, count in Counter(places).items() if count > 1] == []
    assert [place for place in places if not ip_address(place.partition(":")[0]).is_loopback] == []
    assert [place for place in places if not 1024 <= int(place.partition(":")[2]) < 65536] == []


def test_labs_that_begin_apart_share_nothing(estate: Estate) -> None:
    one = set(everything(estate, layout.FIRST_NETWORK))
    other = set(everything(estate, layout.FIRST_NETWORK + len(estate.sites)))
    assert one & other == set()


def test_the_emulator_is_told_of_every_switch_and_of_cables_with_both_ends_only(estate: Estate) -> None:
    spec = layout.emulator_spec(estate, "admin", "password", ".", 90)
    switches, cables, hosts = spec["switches"], spec["cables"], spec["hosts"]
    assert isinstance(switches, list)
    assert isinstance(cables, list)
    assert isinstance(hosts, list)
    names = {switch["name"] for switch in switches}
    assert names == set(estate.switches)
    assert {switch["address"].split(".")[1] for switch in switches} == {"90", "91", "92"}
    assert {end[0] for cable in cables for end in (cable["a"], cable["b"])} == names
    assert {host["name"] for host in hosts} == {server.name for server in estate.servers.values() if server.nics}
