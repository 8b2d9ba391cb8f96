"""The estate's servers as Ansible hosts: the Ansible inventory is generated, never written by hand."""

from collections.abc import Mapping

from inventory.access import HostAccess, Login
from inventory.model.estate import Estate
from inventory.model.sites import Server
from provisioning.ansible_inventory import AnsibleHost


def ansible_hosts(estate: Estate, access: HostAccess) -> tuple[AnsibleHost, ...]:
    """Return every server of the estate with what its plays are given about it."""
    pools = estate.pools_of
    vlans = _vlans(estate)
    return tuple(
        _host(estate, server, access, next(iter(pools.get(server.name, ())), None), vlans)
        for server in estate.servers.values()
    )


def _vlans(estate: Estate) -> dict[tuple[str, str], list[dict[str, object]]]:
    """Collect, by site and zone, the networks that the servers' ports carry."""
    found: dict[tuple[str, str], list[dict[str, object]]] = {}
    for network in estate.networks.values():
        for site in network.sites:
            entry: dict[str, object] = {"name": network.name, "vlan": network.vlan}
            found.setdefault((site, network.zone), []).append(entry)
    return found


def _host(
    estate: Estate,
    server: Server,
    access: HostAccess,
    pool: str | None,
    vlans: Mapping[tuple[str, str], list[dict[str, object]]],
) -> AnsibleHost:
    rack = estate.racks[server.mount.rack]
    login = access.logins.get(server.name) or Login(server.management_address or server.name, access.port)
    networks = vlans.get((server.site, server.zone), [])
    return AnsibleHost(
        name=server.name,
        address=login.host,
        port=login.port,
        username=access.username,
        site=server.site,
        rack=rack.name,
        pool=pool,
        zone=server.zone,
        labels=dict.fromkeys(sorted(server.labels), "true"),
        variables={
            "sddc_position": server.mount.position,
            "sddc_feeds": list(rack.feeds.values()),
            "sddc_nics": [{"name": nic.name, "switch": nic.switch, "port": nic.port} for nic in server.nics],
            "sddc_networks": networks,
            **access.variables,
        },
    )
