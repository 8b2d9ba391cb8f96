"""What an FRR lab of an estate consists of: pure, from the estate alone."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface

from inventory.model.estate import Estate
from inventory.model.fabric import Network
from inventory.model.sites import Server
from inventory.numbering import management_index
from lab.layout import FIRST_NETWORK, Listening, switch_listening

NOS = "frr"
SSH_PORT = 22
FIRST_HOST = 101
"""Where in its network's subnet the first server's address is; the networks' gateways and pools come before."""


@dataclass(frozen=True, slots=True)
class Router:
    """One switch: its management address inside the lab, and where the lab passes logins on to it from."""

    name: str
    management: IPv4Interface
    listening: Listening


@dataclass(frozen=True, slots=True)
class Host:
    """One server: a namespace with its cards; the first is up, with an address in its zone's untagged network.

    The kernel bonds nothing here, so a server works as active-backup would while its first port is well.
    """

    name: str
    address: IPv4Interface | None
    """None where its zone has no network at the site."""
    mtu: int
    nics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wire:
    """A cable: two ends, each a device and its port."""

    a: tuple[str, str]
    b: tuple[str, str]


@dataclass(frozen=True, slots=True)
class RouterWiring:
    """The whole lab."""

    routers: tuple[Router, ...]
    hosts: tuple[Host, ...]
    wires: tuple[Wire, ...]
    gateways: tuple[IPv4Interface, ...]
    """The addresses of the management networks' gateways, which the lab's own side of them has."""


def wiring(estate: Estate, network: int = FIRST_NETWORK) -> RouterWiring:
    """Return the routers of the estate's FRR fabrics, the servers behind them, and the cables between both."""
    listening = switch_listening(estate, (NOS,), network)
    named = {estate.switches[name].fabric for name in listening}
    fabrics = [fabric for fabric in estate.fabrics.values() if fabric.name in named]
    routers = tuple(_router(estate, name, place) for name, place in listening.items())
    servers = [
        server
        for server in estate.servers.values()
        if server.nics and all(nic.switch in listening for nic in server.nics)
    ]
    wires = [
        Wire((cable.a.device, cable.a.port), (cable.b.device, cable.b.port))
        for cable in estate.switch_cables
        if cable.a.device in listening and cable.b.device in listening
    ]
    wires += [Wire((server.name, nic.name), (nic.switch, nic.port)) for server in servers for nic in server.nics]
    return RouterWiring(
        routers=routers,
        hosts=tuple(_host(estate, server, number) for number, server in enumerate(servers)),
        wires=tuple(wires),
        gateways=tuple(IPv4Interface((fabric.management_gateway, fabric.management.prefixlen)) for fabric in fabrics),
    )


def _router(estate: Estate, name: str, place: Listening) -> Router:
    switch = estate.switches[name]
    fabric = estate.fabrics[switch.fabric]
    address = fabric.management[management_index(fabric, switch)]
    return Router(name, IPv4Interface((address, fabric.management.prefixlen)), place)


def _host(estate: Estate, server: Server, number: int) -> Host:
    networks = [
        network for network in estate.networks.values() if network.zone == server.zone and server.site in network.sites
    ]
    untagged = next((network for network in networks if network.is_untagged), None)
    nics = tuple(nic.name for nic in server.nics)
    if untagged is None:
        return Host(server.name, None, 1500, nics)
    return Host(server.name, _address(untagged, number), untagged.mtu, nics)


def _address(network: Network, number: int) -> IPv4Interface:
    address: IPv4Address = network.subnet[FIRST_HOST + number]
    return IPv4Interface((address, network.subnet.prefixlen))
