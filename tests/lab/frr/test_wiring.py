"""What an FRR lab consists of, and when it refuses to begin; nothing here needs root."""

import os
from collections import Counter
from pathlib import Path

import pytest

from inventory.load import load_estate
from inventory.model.estate import Estate
from lab.frr import FrrFabric, FrrLabError, RouterWiring, wiring
from lab.frr.namespaces import Namespaces
from sdn.controller import intended_devices

EXAMPLES = Path(__file__).parents[3] / "examples"
LONGEST_INTERFACE = 15
LONGEST_NAMESPACE = 255


@pytest.fixture(scope="module")
def estate() -> Estate:
    return load_estate(EXAMPLES / "frr-site")


@pytest.fixture(scope="module")
def lab(estate: Estate) -> RouterWiring:
    return wiring(estate)


def test_every_switch_of_the_fabric_is_a_router_at_its_management_address(estate: Estate, lab: RouterWiring) -> None:
    devices = intended_devices(estate)
    assert {router.name: router.management for router in lab.routers} == {
        name: device.intent.management.address for name, device in devices.items()
    }
    places = [router.listening for router in lab.routers]
    assert len(set(places)) == len(places)
    assert all(place.address.startswith("127.") for place in places)
    assert [gateway.ip for gateway in lab.gateways] == [fabric.management_gateway for fabric in estate.fabrics.values()]


def test_no_port_has_two_wires_and_each_has_an_interface_name(lab: RouterWiring) -> None:
    ends = Counter(end for wire in lab.wires for end in (wire.a, wire.b))
    assert set(ends.values()) == {1}
    assert all(len(port) <= LONGEST_INTERFACE for _, port in ends)


def test_every_port_that_the_intent_uses_is_wired(estate: Estate, lab: RouterWiring) -> None:
    wired = {end for wire in lab.wires for end in (wire.a, wire.b)}
    for name, device in intended_devices(estate).items():
        used = {(name, port.name) for port in device.intent.ports if port.kind in {"routed", "trunk"}}
        assert used <= wired


def test_servers_have_addresses_of_their_own_in_a_network_of_their_zone(estate: Estate, lab: RouterWiring) -> None:
    addresses = [host.address for host in lab.hosts]
    assert None not in addresses
    assert len(set(addresses)) == len(estate.servers) == len(lab.hosts)
    for host in lab.hosts:
        zone = estate.servers[host.name].zone
        subnets = {network.subnet for network in estate.networks.values() if network.zone == zone}
        assert host.address is not None
        assert host.address.network in subnets
        assert host.nics == ("eth0", "eth1")


def test_an_estate_of_another_system_has_no_routers() -> None:
    assert wiring(load_estate(EXAMPLES / "three-sites")) == RouterWiring((), (), (), ())


def test_two_labs_have_namespaces_of_their_own(lab: RouterWiring, tmp_path: Path) -> None:
    here, there = Namespaces(tmp_path / "a"), Namespaces(tmp_path / "b")
    assert here.prefix != there.prefix
    assert here.name("leaf").startswith("sddc-")
    assert all(len(here.name(router.name)) <= LONGEST_NAMESPACE for router in lab.routers)
    assert here.recorded() == set()


def test_without_root_it_says_what_is_needed(
    lab: RouterWiring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(FrrLabError, match="needs root"):
        FrrFabric(lab, tmp_path / "lab").up("admin", "secret")
    assert not (tmp_path / "lab").exists()


def test_taking_down_what_was_never_up_does_nothing(lab: RouterWiring, tmp_path: Path) -> None:
    fabric = FrrFabric(lab, tmp_path / "lab")
    fabric.down(wipe=True)
    assert not fabric.runs()
