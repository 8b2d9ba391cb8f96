"""What a change of a switch touches: servers, networks, zones and peers, each named as a person would."""

from collections.abc import Iterator

from sdn.intent.comparison import Deviation, Element
from sdn.intent.model import DeviceIntent, Loopback, Management, Mlag, PortChannel, Svi, SwitchPort, Vlan, Vrf
from sdn.intent.routing import Bgp, Neighbor, PeerGroup, PrefixList, RouteMap, RouteTargetList, VrfPeering
from sdn.meaning.scene import Scene, far_end, network_name

ORDER = ("server", "network", "zone", "peer", "service")
"""In which order the nouns of hits are listed."""


def nothing(_scene: Scene, _found: Deviation[Element]) -> Iterator[str]:
    """Touch nothing: it is for people, or only identifies."""
    yield from ()


def everything(scene: Scene, _found: Deviation[DeviceIntent | Bgp | Loopback | Management]) -> Iterator[str]:
    """Touch all that is on the switch."""
    yield from (f"server {server}" for server in scene.servers)
    yield from (f"network {network}" for network in scene.networks)
    yield from (f"zone {zone}" for zone in scene.zones)
    yield from _peers(scene)


def gateways(scene: Scene, _found: Deviation[DeviceIntent]) -> Iterator[str]:
    """Touch all networks with a gateway on the switch, and their servers."""
    for network in scene.networks:
        yield from _network(scene, network)


def tunnels(scene: Scene, _found: Deviation[DeviceIntent | Loopback]) -> Iterator[str]:
    """Touch all networks, which other switches reach through this one's tunnel end, their servers and the peers."""
    yield from everything(scene, _found)


def all_peers(scene: Scene, _found: Deviation[Bgp | PrefixList | RouteMap]) -> Iterator[str]:
    """Touch every device that the switch speaks BGP with: what they learn may change."""
    yield from _peers(scene)


def pair(scene: Scene, found: Deviation[Mlag]) -> Iterator[str]:
    """Touch the other member of the pair and every server with a bundle on both."""
    yield from (f"peer {side.peer}" for side in (found.before, found.after) if side is not None)
    bundles = [*scene.before.port_channels, *scene.after.port_channels]
    for channel in bundles:
        if not channel.is_peer_link:
            yield from (f"server {server}" for server in scene.servers_of_bundle(channel.number))


def vlan(scene: Scene, found: Deviation[Vlan]) -> Iterator[str]:
    """Touch the network and the servers on it; a VLAN without a network is the way of a zone to the other member."""
    for side in (found.before, found.after):
        if side is not None and side.vni is not None:
            yield from _network(scene, network_name(side))
        elif side is not None:
            yield from _peering(scene, side.number)


def routed_vlan(scene: Scene, found: Deviation[Svi]) -> Iterator[str]:
    """Touch the network whose gateway it is, or the zone whose way to the other member."""
    for intent, side in ((scene.before, found.before), (scene.after, found.after)):
        if side is None:
            continue
        if side.is_anycast:
            for network in scene.networks_in((side.vlan,), intent):
                if network in scene.networks:
                    yield from _network(scene, network)
            if side.vrf:
                yield f"zone {side.vrf}"
        else:
            yield from _peering(scene, side.vlan)


def zone(scene: Scene, found: Deviation[Vrf | VrfPeering]) -> Iterator[str]:
    """Touch the zone, its networks on the switch and the servers on these."""
    for side in (found.before, found.after):
        name = side.name if isinstance(side, Vrf) else side.vrf if side is not None else None
        if name is None:
            continue
        yield f"zone {name}"
        for network in scene.networks_of(name):
            yield from _network(scene, network)
        if isinstance(side, VrfPeering) and side.neighbor is not None:
            yield f"peer {side.neighbor.device}"


def port(_scene: Scene, found: Deviation[SwitchPort]) -> Iterator[str]:
    """Touch who is at the port's cable, and who was."""
    for side in (found.before, found.after):
        if side is not None and side.server is not None:
            yield f"server {side.server}"
        elif side is not None and (device := far_end(side)):
            yield f"peer {device}"


def bundle(scene: Scene, found: Deviation[PortChannel]) -> Iterator[str]:
    """Touch the servers at the bundle's members; of a peer link, the other member of the pair."""
    yield from (f"server {server}" for server in scene.servers_of_bundle(found.element.number))
    if found.element.is_peer_link:
        yield from (f"peer {side.mlag.peer}" for side in (scene.before, scene.after) if side.mlag is not None)


def neighbor(_scene: Scene, found: Deviation[Neighbor]) -> Iterator[str]:
    """Touch the device at the other end of the session, and who was there."""
    yield from (f"peer {side.device}" for side in (found.before, found.after) if side is not None and side.device)


def group(scene: Scene, found: Deviation[PeerGroup]) -> Iterator[str]:
    """Touch every device whose session is of this kind."""
    for intent in (scene.before, scene.after):
        for peer in intent.bgp.neighbors:
            if peer.peer_group == found.element.name:
                yield f"peer {peer.device}"


def told_networks(scene: Scene, found: Deviation[RouteTargetList]) -> Iterator[str]:
    """Touch the networks and zones that other sites newly hear of, or no more."""
    before = set(found.before.vnis if found.before else ())
    after = set(found.after.vnis if found.after else ())
    for vni in sorted(before ^ after):
        for name, sides in scene.networks.items():
            if any(side is not None and side.vni == vni for side in sides):
                yield f"network {name}"
        for intent in (scene.before, scene.after):
            yield from (f"zone {vrf.name}" for vrf in intent.vrfs if vrf.vni == vni)


def _network(scene: Scene, name: str) -> Iterator[str]:
    if name not in scene.networks:
        return
    yield from (f"server {server}" for server in scene.servers_on(name))
    yield f"network {name}"
    yield from (f"zone {zone}" for zone in scene.zones_of(name))


def _peering(scene: Scene, number: int) -> Iterator[str]:
    """Name the zones that cross the peer link in a VLAN, and the other member of the pair."""
    for intent in (scene.before, scene.after):
        crossing = [svi for svi in intent.svis if svi.vlan == number and not svi.is_anycast]
        yield from (f"zone {svi.vrf}" for svi in crossing if svi.vrf)
        if crossing and intent.mlag is not None:
            yield f"peer {intent.mlag.peer}"


def _peers(scene: Scene) -> Iterator[str]:
    yield from (f"peer {peer}" for peer in scene.peers)
