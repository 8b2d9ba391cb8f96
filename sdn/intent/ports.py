"""The ports of a switch: links of the underlay, peer link, servers, and what is not used."""

from collections.abc import Iterable, Iterator, Mapping

from inventory.model.fabric import Switch
from inventory.model.origin import Origin
from inventory.model.platforms import Platform
from sdn.intent.model import PortChannel, PortKind, SwitchPort
from sdn.intent.tenancy import Tenancy
from sdn.intent.topology import Link, PeerPort, ServerPort


def routed_ports(links: Iterable[Link]) -> Iterator[SwitchPort]:
    """Return the ports of the underlay."""
    for link in links:
        yield SwitchPort(
            link.port,
            PortKind.ROUTED,
            link.origin,
            description=f"{link.peer.name} {link.peer_port}",
            mtu=link.mtu,
            address=link.address,
        )


def peer_link(ends: tuple[PeerPort, ...], number: int) -> tuple[PortChannel, tuple[SwitchPort, ...]]:
    """Return the port channel of an MLAG peer link and its member ports; `ends` is not empty."""
    first = ends[0]
    members = tuple(
        SwitchPort(
            end.port,
            PortKind.MEMBER,
            end.origin,
            description=f"{end.peer.name} {end.peer_port}",
            port_channel=number,
        )
        for end in ends
    )
    channel = PortChannel(
        number,
        description=f"MLAG {first.peer.name}",
        members=tuple(end.port for end in ends),
        vlans=(),
        untagged=None,
        is_peer_link=True,
        origin=first.origin,
    )
    return channel, members


def server_ports(
    cabled: Iterable[ServerPort], tenancy: Tenancy, *, bundles: bool, mtu: int
) -> Iterator[tuple[SwitchPort, PortChannel | None]]:
    """Return the port of each server's cable and, where the pair bundles and has the server on both, its port channel.

    The zone of the server decides the VLANs and nothing else: it stands in no description, so that moving a server
    to another zone changes one line of each of its switches. What goes without a tag is what the estate says, never
    what happens to be first. `mtu` in bytes is that of a port which bundles nothing.
    """
    for end in cabled:
        server = end.server
        vlans, untagged = tenancy.zone_vlans.get(server.zone, ()), tenancy.untagged_vlans.get(server.zone)
        description = f"{server.name} {end.nic}"
        if end.port_channel is None or not bundles:
            port = SwitchPort(
                end.port,
                PortKind.TRUNK,
                server.origin,
                description=description,
                mtu=mtu,
                vlans=vlans,
                untagged=untagged,
                server=server.name,
            )
            yield port, None
            continue
        port = SwitchPort(
            end.port,
            PortKind.MEMBER,
            server.origin,
            description=description,
            port_channel=end.port_channel,
            server=server.name,
        )
        channel = PortChannel(
            end.port_channel,
            description=server.name,
            members=(end.port,),
            vlans=vlans,
            untagged=untagged,
            is_peer_link=False,
            origin=server.origin,
        )
        yield port, channel


def in_order(
    used: Iterable[SwitchPort], numbers: Mapping[str, int], switch: Switch, platform: Platform
) -> tuple[SwitchPort, ...]:
    """Return all ports in the order of the device type; those with no cable are there as unused."""
    ports = {port.name: port for port in used}
    last = len(numbers) + 1
    unused = (
        _unused(name, switch.origin)
        for name in numbers
        if name not in ports and not name.startswith(platform.management_port)
    )
    return tuple(sorted((*ports.values(), *unused), key=lambda port: numbers.get(port.name, last)))


def _unused(name: str, origin: Origin) -> SwitchPort:
    return SwitchPort(name, PortKind.UNUSED, origin)
