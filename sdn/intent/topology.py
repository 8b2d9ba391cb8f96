"""The estate's cables and servers, sorted once by the switch that they end at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface
from typing import TypeVar

from inventory.model.estate import Estate
from inventory.model.fabric import Switch
from inventory.model.origin import Origin
from inventory.model.sites import Cable, CableKind, Server, Termination
from inventory.numbering import inter_site_port
from sdn.allocation import allocate_inter_site_link, allocate_uplink

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Link:
    """One end of a routed link between two switches."""

    port: str
    address: IPv4Interface
    mtu: int
    peer: Switch
    peer_port: str
    peer_address: IPv4Address
    origin: Origin


@dataclass(frozen=True, slots=True)
class PeerPort:
    """One end of a cable of an MLAG peer link."""

    port: str
    peer: Switch
    peer_port: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class ServerPort:
    """A switch port with a server on it."""

    port: str
    server: Server
    nic: str
    port_channel: int | None
    """Set where the server has the same port on both switches of the pair; the same on both."""


@dataclass(frozen=True, slots=True)
class Topology:
    """What is cabled to each switch, by the switch's name."""

    pairs: Mapping[str, tuple[Switch, ...]]
    uplinks: Mapping[str, tuple[Link, ...]]
    """Of a spine: to the members of pairs."""
    inter_site_links: Mapping[str, tuple[Link, ...]]
    peer_ports: Mapping[str, tuple[PeerPort, ...]]
    server_ports: Mapping[str, tuple[ServerPort, ...]]
    port_numbers: Mapping[str, Mapping[str, int]]
    """Device type → port → its number, counted from 1."""

    def partner(self, switch: Switch) -> Switch | None:
        """Return the other member of the pair."""
        members = self.pairs.get(switch.pair, ()) if switch.pair else ()
        return next((member for member in members if member.name != switch.name), None)


def build_topology(estate: Estate) -> Topology:
    """Read every cable and every server once."""
    uplinks: dict[str, list[Link]] = {}
    inter_site: dict[str, list[Link]] = {}
    peer_ports: dict[str, list[PeerPort]] = {}
    for cable in estate.switch_cables:
        if cable.kind is CableKind.UPLINK:
            _add_links(uplinks, estate, cable, _uplink(estate, cable))
        elif cable.kind is CableKind.INTER_SITE:
            _add_links(inter_site, estate, cable, _inter_site_link(estate, cable))
        elif cable.kind is CableKind.PEER_LINK:
            for here, there in ((cable.a, cable.b), (cable.b, cable.a)):
                end = PeerPort(here.port, estate.switches[there.device], there.port, cable.origin)
                peer_ports.setdefault(here.device, []).append(end)
    pairs = _pairs(estate)
    port_numbers = {
        name: {port: number for number, port in enumerate(kind.ports, start=1)}
        for name, kind in estate.device_types.items()
    }
    return Topology(
        pairs=pairs,
        uplinks=_frozen(uplinks),
        inter_site_links=_frozen(inter_site),
        peer_ports=_frozen(peer_ports),
        server_ports=_server_ports(estate, pairs, port_numbers),
        port_numbers=port_numbers,
    )


Ends = tuple[tuple[Termination, IPv4Interface], tuple[Termination, IPv4Interface]]


def _uplink(estate: Estate, cable: Cable) -> Ends:
    member, spine = estate.switches[cable.a.device], estate.switches[cable.b.device]
    addresses = allocate_uplink(estate.fabrics[member.fabric], member, spine)
    return (cable.a, addresses.odd), (cable.b, addresses.even)


def _inter_site_link(estate: Estate, cable: Cable) -> Ends:
    first, second = sorted((cable.a, cable.b), key=lambda end: estate.switches[end.device].site)
    border = estate.switches[first.device]
    port = inter_site_port(estate.device_types[border.type], first.port)
    addresses = allocate_inter_site_link(estate.fabrics[border.fabric], border, port)
    return (first, addresses.even), (second, addresses.odd)


def _add_links(found: dict[str, list[Link]], estate: Estate, cable: Cable, ends: Ends) -> None:
    mtu = min(estate.fabrics[estate.switches[end.device].fabric].underlay_mtu for end, _ in ends)
    for (here, address), (there, peer_address) in (ends, ends[::-1]):
        peer = estate.switches[there.device]
        link = Link(here.port, address, mtu, peer, there.port, peer_address.ip, cable.origin)
        found.setdefault(here.device, []).append(link)


def _pairs(estate: Estate) -> dict[str, tuple[Switch, ...]]:
    found: dict[str, list[Switch]] = {}
    for switch in estate.switches.values():
        if switch.pair is not None:
            found.setdefault(switch.pair, []).append(switch)
    return {pair: tuple(sorted(members, key=lambda member: member.side)) for pair, members in found.items()}


def _server_ports(
    estate: Estate, pairs: Mapping[str, tuple[Switch, ...]], port_numbers: Mapping[str, Mapping[str, int]]
) -> dict[str, tuple[ServerPort, ...]]:
    found: dict[str, list[ServerPort]] = {}
    for server in estate.servers.values():
        cabled = {(nic.switch, nic.port) for nic in server.nics}
        for nic in server.nics:
            switch = estate.switches[nic.switch]
            members = pairs.get(switch.pair, ()) if switch.pair else ()
            bundled = len(members) > 1 and all((member.name, nic.port) in cabled for member in members)
            number = port_numbers[members[0].type].get(nic.port) if bundled else None
            found.setdefault(nic.switch, []).append(ServerPort(nic.port, server, nic.name, number))
    return _frozen(found)


def _frozen(lists: dict[str, list[Item]]) -> dict[str, tuple[Item, ...]]:
    return {name: tuple(items) for name, items in lists.items()}


def connected_fabrics(estate: Estate, topology: Topology) -> dict[str, frozenset[str]]:
    """Map each fabric to those that lines between sites join it to, directly or through others; itself included."""
    joined: dict[str, set[str]] = {name: {name} for name in estate.fabrics}
    for here, there in _joints(estate, topology):
        if joined[here] is not joined[there]:
            joined[here] |= joined[there]
            for name in joined[there]:
                joined[name] = joined[here]
    return {name: frozenset(together) for name, together in joined.items()}


def _joints(estate: Estate, topology: Topology) -> Iterator[tuple[str, str]]:
    for device, links in topology.inter_site_links.items():
        for link in links:
            yield estate.switches[device].fabric, link.peer.fabric
