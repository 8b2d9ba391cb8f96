"""The estate's servers as Ansible hosts: the networks of their zone at their site, their feeds, their pool."""

from dataclasses import replace
from pathlib import Path

import pytest

from inventory.access import HostAccess, Login
from inventory.load import load_estate
from inventory.model.estate import Estate
from inventory.model.sites import ServerRole
from provisioning.ansible_inventory import AnsibleHost, ansible_inventory
from provisioning.hosts import ansible_hosts
from tests.servers import with_server

THREE_SITES = Path(__file__).parents[2] / "examples" / "three-sites"
COMPUTE = "tianfu-a01-s01"
ACCESS = HostAccess("ops", None, Path("known_hosts"), 22, {}, {})


@pytest.fixture(scope="module")
def estate() -> Estate:
    return load_estate(THREE_SITES)


def by_name(estate: Estate, access: HostAccess = ACCESS) -> dict[str, AnsibleHost]:
    return {host.name: host for host in ansible_hosts(estate, access)}


def test_every_server_is_a_host_once(estate: Estate) -> None:
    hosts = ansible_hosts(estate, ACCESS)
    assert [host.name for host in hosts] == list(estate.servers)
    ansible_inventory(hosts)


def test_a_host_has_the_networks_of_its_zone_at_its_site_and_no_others(estate: Estate) -> None:
    hosts = by_name(estate)
    for server in estate.servers.values():
        networks = hosts[server.name].variables["sddc_networks"]
        expected = [
            {"name": network.name, "vlan": network.vlan}
            for network in estate.networks.values()
            if network.zone == server.zone and server.site in network.sites
        ]
        assert networks == expected
    assert len({str(host.variables["sddc_networks"]) for host in hosts.values()}) > 2


def test_a_network_that_is_not_stretched_is_on_the_hosts_of_its_sites_only(estate: Estate) -> None:
    name, network = next((name, one) for name, one in estate.networks.items() if len(one.sites) > 1)
    shrunk = replace(estate, networks={**estate.networks, name: replace(network, sites=network.sites[:1])})
    carrying = {
        host.site
        for host in ansible_hosts(shrunk, ACCESS)
        if any(entry["name"] == name for entry in host.variables["sddc_networks"])  # type: ignore[attr-defined]
    }
    assert carrying <= set(network.sites[:1])


def test_a_host_has_its_place_feeds_ports_and_pool(estate: Estate) -> None:
    host = by_name(estate)[COMPUTE]
    server = estate.servers[COMPUTE]
    rack = estate.racks[server.mount.rack]
    assert (host.site, host.rack, host.zone) == ("tianfu", "a01", server.zone)
    assert host.pool is not None
    assert estate.pools[host.pool].zone == server.zone
    assert host.variables["sddc_position"] == server.mount.position
    assert host.variables["sddc_feeds"] == list(rack.feeds.values())
    assert len(rack.feeds) == 2
    assert host.variables["sddc_nics"] == [
        {"name": nic.name, "switch": nic.switch, "port": nic.port} for nic in server.nics
    ]
    assert len(server.nics) == 2


def test_a_server_that_is_no_compute_host_has_no_pool(estate: Estate) -> None:
    server = estate.servers[COMPUTE]._replace(role=ServerRole.BARE_METAL)
    changed = replace(estate, server_blocks=with_server(estate, server))
    assert by_name(changed)[server.name].pool is None


@pytest.mark.parametrize(
    ("logins", "management", "expected"),
    [
        ({}, None, (COMPUTE, 2222)),
        ({}, "192.0.2.7", ("192.0.2.7", 2222)),
        ({COMPUTE: Login("127.130.0.7", 8023)}, "192.0.2.7", ("127.130.0.7", 8023)),
    ],
    ids=["by name", "by management address", "where the access says"],
)
def test_a_host_is_reached_where_the_access_says_else_at_its_management_address_else_by_name(
    estate: Estate, logins: dict[str, Login], management: str | None, expected: tuple[str, int]
) -> None:
    server = estate.servers[COMPUTE]._replace(management_address=management)
    changed = replace(estate, server_blocks=with_server(estate, server))
    host = by_name(changed, replace(ACCESS, logins=logins, port=2222))[server.name]
    assert (host.address, host.port, host.username) == (*expected, "ops")


def test_the_variables_of_the_access_are_every_hosts_and_win(estate: Estate) -> None:
    hosts = ansible_hosts(estate, replace(ACCESS, variables={"ansible_become": True, "sddc_position": 99}))
    assert {(host.variables["ansible_become"], host.variables["sddc_position"]) for host in hosts} == {(True, 99)}
