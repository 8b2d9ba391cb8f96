"""One switch between two intents: which servers, networks, zones and peers are on it, in words for people."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from inventory.model.estate import Estate
from inventory.model.origin import Origin
from inventory.model.sites import ServerRole
from sdn.intent.model import DeviceIntent, PortKind, SwitchPort, Vlan


@dataclass(frozen=True)
class Scene:
    """The intent last applied to a switch, or read from it, and the one that is wanted."""

    estate: Estate
    """As it is wanted."""
    before: DeviceIntent
    after: DeviceIntent

    def line(self, origin: Origin) -> str:
        """Name the line of the estate: fabric.yaml:13."""
        source = self.estate.locate(origin)
        return f"{source.file}:{source.line}"

    @cached_property
    def networks(self) -> dict[str, tuple[Vlan | None, Vlan | None]]:
        """Network → its VLAN before and as it is wanted; a network without a name is called by its VNI."""
        before = {network_name(vlan): vlan for vlan in self.before.vlans if vlan.vni is not None}
        after = {network_name(vlan): vlan for vlan in self.after.vlans if vlan.vni is not None}
        return {name: (before.get(name), after.get(name)) for name in {**before, **after}}

    def networks_in(self, vlans: Iterable[int], intent: DeviceIntent) -> tuple[str, ...]:
        """Name the networks that VLANs mean in one of the two intents."""
        known = {vlan.number: network_name(vlan) for vlan in intent.vlans if vlan.vni is not None}
        return tuple(known.get(number, f"in VLAN {number}") for number in sorted(vlans))

    def zones_of(self, network: str) -> tuple[str, ...]:
        """Name the zones that a network is in, before and as it is wanted."""
        found = []
        for intent, vlan in zip((self.before, self.after), self.networks.get(network, (None, None)), strict=True):
            if vlan is not None:
                found += [svi.vrf for svi in intent.svis if svi.vlan == vlan.number and svi.vrf]
        noun = self.estate.networks.get(network)
        return tuple(dict.fromkeys(found or ([noun.zone] if noun else [])))

    def networks_of(self, zone: str) -> tuple[str, ...]:
        """Name the networks of a zone that are on the switch, before or as it is wanted."""
        return tuple(network for network in self.networks if zone in self.zones_of(network))

    def servers_on(self, network: str) -> tuple[str, ...]:
        """Name the servers whose ports carry a network, before or as it is wanted."""
        found: dict[str, None] = {}
        for carried, vlan in zip((self._carried_before, self._carried), self.networks[network], strict=True):
            if vlan is not None:
                found |= {server: None for server, vlans in carried.items() if vlan.number in vlans}
        return tuple(found)

    @cached_property
    def servers(self) -> tuple[str, ...]:
        """All servers on the switch's ports, before or as it is wanted, in the order of the ports."""
        ports = (*self.before.ports, *self.after.ports)
        return tuple(dict.fromkeys(port.server for port in ports if port.server))

    @cached_property
    def zones(self) -> tuple[str, ...]:
        """All zones that the switch routes, before or as it is wanted."""
        return tuple(dict.fromkeys(vrf.name for intent in (self.before, self.after) for vrf in intent.vrfs))

    @cached_property
    def peers(self) -> tuple[str, ...]:
        """All devices that the switch speaks BGP with, before or as it is wanted."""
        neighbors = (*self.before.bgp.neighbors, *self.after.bgp.neighbors)
        return tuple(dict.fromkeys(neighbor.device for neighbor in neighbors if neighbor.device))

    def servers_of_bundle(self, number: int) -> Iterator[str]:
        """Name the servers at the members of a port channel, before or as it is wanted."""
        for intent in (self.before, self.after):
            yield from (port.server for port in intent.ports if port.port_channel == number and port.server)

    @cached_property
    def moving_vlans(self) -> frozenset[int]:
        """VLANs of networks that come to the switch, leave it, get another VLAN or another zone: ports follow them."""
        found: set[int] = set()
        for name, (before, after) in self.networks.items():
            numbers = {vlan.number for vlan in (before, after) if vlan is not None}
            if before is None or after is None or len(numbers) > 1 or len(self.zones_of(name)) > 1:
                found |= numbers
        return frozenset(found | self._exchanged)

    @cached_property
    def _exchanged(self) -> frozenset[int]:
        """VLANs that every server of a zone on this switch gets or loses, as their network changes its zone.

        Where a switch does not route, nothing else says so. A single server proves nothing, nor do servers that keep
        none of their VLANs: these were put into another zone themselves.
        """
        by_zone: dict[str, list[frozenset[int]]] = {}
        for server, after in self._carried.items():
            block = self.estate.block_of.get(server)
            before = self._carried_before.get(server, frozenset())
            if block is not None and before & after:
                by_zone.setdefault(block.zone, []).append(before ^ after)
        common = (frozenset.intersection(*several) for several in by_zone.values() if len(several) > 1)
        return frozenset().union(*common)

    @cached_property
    def _carried_before(self) -> dict[str, frozenset[int]]:
        return carried_vlans(self.before)

    @cached_property
    def _carried(self) -> dict[str, frozenset[int]]:
        return carried_vlans(self.after)

    def lost_networks(self, server: str) -> tuple[str, ...]:
        """Name the networks that a server's port carries before, but not as it is wanted."""
        before = self._carried_before.get(server, frozenset())
        kept = set(self.networks_in(self._carried.get(server, ()), self.after))
        return tuple(name for name in self.networks_in(before, self.before) if name not in kept)

    def may_host_instances(self, server: str) -> bool:
        """Return whether instances may run on a server; one that the estate knows no more is not known to be free."""
        block = self.estate.block_of.get(server)
        return block is None or block.role is ServerRole.COMPUTE

    def port_of(self, server: str, intent: DeviceIntent) -> SwitchPort | None:
        """Find a server's port in one of the two intents."""
        return next((port for port in intent.ports if port.server == server), None)


def network_name(vlan: Vlan) -> str:
    """Name the network of a VLAN; where the system keeps no name, by its VNI."""
    return vlan.name or (f"VNI {vlan.vni}" if vlan.vni is not None else f"VLAN {vlan.number}")


def carried_vlans(intent: DeviceIntent) -> dict[str, frozenset[int]]:
    """Server → the VLANs that its ports carry on the switch."""
    bundles = {channel.number: channel.vlans for channel in intent.port_channels if not channel.is_peer_link}
    found: dict[str, frozenset[int]] = {}
    for port in intent.ports:
        if port.server is not None:
            vlans = port.vlans if port.port_channel is None else bundles.get(port.port_channel, ())
            found[port.server] = found.get(port.server, frozenset()).union(vlans)
    return found


def far_end(port: SwitchPort) -> str | None:
    """Name the switch at the other end of a port's cable, which its description begins with; None for any other."""
    is_link = port.kind is PortKind.ROUTED or (port.kind is PortKind.MEMBER and port.server is None)
    return port.description.partition(" ")[0] or None if is_link else None
