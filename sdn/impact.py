"""What hangs on a change of a switch: servers on its ports, and the tiers whose networks these ports carry no more."""

from collections.abc import Iterator

from inventory.model.estate import Estate
from inventory.model.sites import ServerRole
from sdn.configuration import Tree
from sdn.intent.model import DeviceIntent
from sdn.port_networks import withdrawn_networks

_PORTS = frozenset({"interface", "link"})


def hits(
    estate: Estate, intent: DeviceIntent, running: Tree, intended: Tree, sections: tuple[str, ...]
) -> tuple[str, ...]:
    """Name what hangs on the sections that differ: servers ('server tianfu-a03-s07') and tiers.

    A tier is hit if a compute server's port loses one of its networks and it has instances at the switch's site;
    whether one of them runs on that server only the cloud knows.
    """
    return (*_servers(intent, sections), *_tiers(estate, intent, running, intended, sections))


def _servers(intent: DeviceIntent, sections: tuple[str, ...]) -> Iterator[str]:
    """Name the servers on the ports that change, in the order of the ports."""
    changed = {name for line in sections for kind, _, name in [line.partition(" ")] if kind in _PORTS}
    changed |= {name.partition(".")[0] for name in changed}
    hit = (
        port.server
        for port in intent.ports
        if port.server and (port.name in changed or f"Port-Channel{port.port_channel}" in changed)
    )
    yield from (f"server {server}" for server in dict.fromkeys(hit))


def _tiers(
    estate: Estate, intent: DeviceIntent, running: Tree, intended: Tree, sections: tuple[str, ...]
) -> Iterator[str]:
    """Name the tiers whose networks are withdrawn from ports of servers, in the order of the estate."""
    vlan_of = {network.vni: network.vlan for network in estate.networks.values()}
    ports = _ports_of_hosts(estate, intent)
    withdrawn: set[int] = set()
    for line in sections:
        if line.partition(" ")[2].partition(".")[0] in ports:
            withdrawn |= withdrawn_networks(running.get(line), intended.get(line), vlan_of)
    networks = {
        network.name
        for network in estate.networks.values()
        if network.vlan in withdrawn and intent.site in network.sites
    }
    for service in estate.services.values():
        for tier in service.tiers:
            if tier.instances.get(intent.site) and networks.intersection(tier.networks):
                yield tier.named_at(intent.site)


def _ports_of_hosts(estate: Estate, intent: DeviceIntent) -> frozenset[str]:
    """Name the ports, and their bundles, of servers that instances may run on."""
    hosts = [port for port in intent.ports if port.server and estate.block_of[port.server].role is ServerRole.COMPUTE]
    bundles = (f"Port-Channel{port.port_channel}" for port in hosts if port.port_channel is not None)
    return frozenset((*(port.name for port in hosts), *bundles))
