"""What a change of a switch interrupts while it is carried out, or for good: each as a clause for people.

What only comes, and what only people read, interrupts nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from sdn.intent.comparison import WHOLE, Deviation, Element
from sdn.intent.model import DeviceIntent, Loopback, Management, Mlag, PortChannel, Svi, SwitchPort, Vlan, Vrf
from sdn.intent.routing import Bgp, Neighbor, PeerGroup, RouteTargetList, VrfPeering
from sdn.meaning.scene import Scene, far_end, network_name

ALL_SESSIONS: Final = "all BGP sessions of "
ONE_SESSION: Final = "session to "


@dataclass(frozen=True, slots=True)
class Interruption:
    """Something that is interrupted, and the networks whose instances feel it at the switch's site."""

    sentence: str
    networks: tuple[str, ...] = ()


def nothing(_scene: Scene, _found: Deviation[Element]) -> Iterator[Interruption]:
    """Interrupt nothing."""
    yield from ()


def bgp(scene: Scene, found: Deviation[Bgp]) -> Iterator[Interruption]:
    """All sessions restart: both are exchanged when a session opens (RFC 4271, 4.2)."""
    old, new = found.before, found.after
    if old is None or new is None:
        return
    name = scene.after.name
    if old.asn != new.asn:
        yield Interruption(f"{ALL_SESSIONS}{name}: its ASN changes", tuple(scene.networks))
    elif old.router_id != new.router_id:
        yield Interruption(f"{ALL_SESSIONS}{name}: its router id changes", tuple(scene.networks))


def loopback(scene: Scene, found: Deviation[Loopback]) -> Iterator[Interruption]:
    """Report that what ends at a loopback is cut, unless BGP or the VTEP says so already."""
    old = found.before
    if old is not None and old.address not in {scene.before.bgp.router_id, scene.before.vtep}:
        yield Interruption(f"whatever ends at {old.address} on {scene.after.name}", tuple(scene.networks))


def tunnels(scene: Scene, found: Deviation[DeviceIntent]) -> Iterator[Interruption]:
    """All that other switches send over VXLAN is lost until they have heard of the new tunnel end."""
    if found.before is not None and found.before.vtep is not None:
        yield Interruption(f"VXLAN tunnels to {scene.after.name}: {_from_to(found, 'vtep')}", tuple(scene.networks))


def gateway_mac(scene: Scene, _found: Deviation[DeviceIntent]) -> Iterator[Interruption]:
    """Servers send to the old MAC address until they have resolved the gateway again."""
    if scene.networks:
        yield Interruption(f"gateways on {scene.after.name}: their MAC address changes", tuple(scene.networks))


def management(scene: Scene, found: Deviation[Management]) -> Iterator[Interruption]:
    """Report that the way in changes: whoever is logged in is cut off."""
    if found.before is not None:
        yield Interruption(f"the way in to {scene.after.name}: its management {found.field} changes")


def mlag(scene: Scene, found: Deviation[Mlag]) -> Iterator[Interruption]:
    """Report that the pair separates and finds together anew; bundles come up again after the reload delay."""
    if found.before is not None:
        yield Interruption(f"MLAG of {scene.after.name} with {found.before.peer}", tuple(scene.networks))


def vlan(scene: Scene, found: Deviation[Vlan]) -> Iterator[Interruption]:
    """Report that a network goes, or parts of it are separated while some switches have changed and others have not."""
    old, new = found.before, found.after
    if old is None:
        return
    if old.vni is None:
        return  # the routed interface of this VLAN says it
    name = network_name(old)
    if new is None:
        yield Interruption(f"network {name} on {scene.after.name}: it is withdrawn", (name,))
    elif found.field in {"vni", "number", "mtu"}:
        noun = {"vni": "VNI", "number": "VLAN", "mtu": "MTU"}[found.field]
        yield Interruption(f"network {name}: its {noun} {_from_to(found, found.field)}", (name,))


def vrf(scene: Scene, found: Deviation[Vrf]) -> Iterator[Interruption]:
    """Report that a VRF that goes takes its routes and gateways along; one with another name or VNI is made anew."""
    if found.before is None:
        return
    name = found.before.name
    networks = scene.networks_of(name)
    if found.after is None:
        yield Interruption(f"zone {name} on {scene.after.name}: its VRF is removed", networks)
    elif found.field == "name":
        yield Interruption(f"zone {name}: its VRF is made anew as {found.after.name}", networks)
    else:
        yield Interruption(f"zone {name}: its VNI {_from_to(found, 'vni')}", networks)


def vrf_peering(scene: Scene, found: Deviation[VrfPeering]) -> Iterator[Interruption]:
    """Report the session between the members of a pair inside a zone."""
    if found.before is not None and found.before.neighbor is not None:
        peer = found.before.neighbor.device
        yield Interruption(f"{ONE_SESSION}{peer} in zone {found.before.vrf}", scene.networks_of(found.before.vrf))


def routed_vlan(scene: Scene, found: Deviation[Svi]) -> Iterator[Interruption]:
    """Report that a gateway that moves is gone for its servers until they know the new one."""
    old, new = found.before, found.after
    if old is None:
        return
    if not old.is_anycast:
        if found.field in {"vlan", "address"} and new is not None:
            where = f" in zone {old.vrf}" if old.vrf else ""
            noun = {"vlan": "VLAN", "address": "address"}[found.field]
            yield Interruption(f"the peer link's routes of {scene.after.name}{where}: its {noun} changes")
        return
    (name,) = scene.networks_in((old.vlan,), scene.before)
    if new is None:
        yield Interruption(f"gateway of network {name} on {scene.after.name}: it is removed", (name,))
    elif found.field == "address":
        yield Interruption(f"gateway of network {name}: {_from_to(found, 'address')}", (name,))
    elif found.field == "vrf":
        sentence = f"gateway of network {name}: it moves from zone {old.vrf} to zone {new.vrf}"
        yield Interruption(sentence, (name,))
    elif found.field in {"mtu", "is_anycast"}:
        yield Interruption(f"gateway of network {name}: its {found.field} changes", (name,))


def port(scene: Scene, found: Deviation[SwitchPort]) -> Iterator[Interruption]:
    """Report that a port that is shut, used otherwise or carries less: its server or its link is cut off."""
    old, new = found.before, found.after
    if old is None:
        return
    if old.server is not None:
        yield from _server_port(scene, found, old.server)
        return
    device = far_end(old)
    if device is None:
        return
    if new is None or found.field in {"kind", "address", "port_channel"}:
        yield Interruption(f"link to {device} at {old.name}")
    elif found.field == "mtu":
        yield Interruption(f"link to {device} at {old.name}: its MTU {_from_to(found, 'mtu')}", tuple(scene.networks))


def _server_port(scene: Scene, found: Deviation[SwitchPort], server: str) -> Iterator[Interruption]:
    old, new = found.before, found.after
    if old is None:
        return
    if new is None or new.server != server:
        yield Interruption(f"server {server} at {old.name}: its port is taken away", _felt(scene, server))
    elif found.field == "vlans":
        yield from _lost(scene, [server])
    elif found.field == "untagged":
        yield from _tagged_otherwise(scene, [server], old.untagged, new.untagged)
    elif found.field in {"kind", "port_channel"}:
        yield Interruption(f"server {server} at {old.name}: its bundle is made anew", _felt(scene, server))


def bundle(scene: Scene, found: Deviation[PortChannel]) -> Iterator[Interruption]:
    """Report that a bundle that goes, loses members or networks; of the peer link, the pair's way to each other."""
    old = found.before
    if old is None:
        return
    if old.is_peer_link:
        if found.after is None or found.field in {"members", "is_peer_link"}:
            yield Interruption(f"peer link of {scene.after.name}")
        return
    servers = tuple(dict.fromkeys(scene.servers_of_bundle(old.number)))
    if found.after is not None and found.field in {"members", "is_peer_link"}:
        yield from (
            Interruption(f"server {server}: its bundle is made anew", _felt(scene, server)) for server in servers
        )
    elif found.after is None or found.field == "vlans":
        yield from _lost(scene, servers)
    elif found.field == "untagged":
        yield from _tagged_otherwise(scene, servers, old.untagged, found.after.untagged)


def _tagged_otherwise(
    scene: Scene, servers: Iterable[str], before: int | None, after: int | None
) -> Iterator[Interruption]:
    """Report that servers hear a network with a tag that had none, or without."""
    old = () if before is None else scene.networks_in((before,), scene.before)
    new = () if after is None else scene.networks_in((after,), scene.after)
    for server in servers:
        felt = (*old, *new) if scene.may_host_instances(server) else ()
        words = [f"network {name} gets a tag" for name in old if name not in new]
        words += [f"network {name} loses its tag" for name in new if name not in old]
        if words:
            yield Interruption(f"server {server}: {', '.join(words)}", felt)


def _lost(scene: Scene, servers: Iterable[str]) -> Iterator[Interruption]:
    """Name the networks that servers have before, but not as it is wanted."""
    for server in servers:
        lost = scene.lost_networks(server)
        if lost:
            noun = "network" if len(lost) == 1 else "networks"
            felt = lost if scene.may_host_instances(server) else ()
            yield Interruption(f"server {server}: it leaves {noun} {', '.join(lost)}", felt)


def _felt(scene: Scene, server: str) -> tuple[str, ...]:
    """Name the networks that instances on a server lose with its port: none while its other port carries them."""
    return scene.lost_networks(server) if scene.may_host_instances(server) else ()


def neighbor(scene: Scene, found: Deviation[Neighbor]) -> Iterator[Interruption]:
    """Report that a session whose ends are to know each other otherwise is opened anew."""
    old = found.before
    if old is None:
        return
    if found.after is None:
        yield Interruption(f"{ONE_SESSION}{old.device or old.address} on {scene.after.name}: it is removed")
    elif found.field != "description":
        noun = {"asn": "ASN", "peer_group": "kind"}.get(found.field, found.field)
        yield Interruption(f"{ONE_SESSION}{old.device or old.address}: its {noun} changes")


_OPENED_ANEW = frozenset({WHOLE, "families", "remote_asn", "from_loopback", "multihop", "maximum_routes"})
"""What a session negotiates when it opens, or ends it; policies apply to a session that stays up (RFC 2918)."""


def group(scene: Scene, found: Deviation[PeerGroup]) -> Iterator[Interruption]:
    """Sessions of a kind are opened anew by what is negotiated at their beginning."""
    if found.before is None or found.field not in _OPENED_ANEW:
        return
    devices = [peer.device for peer in scene.before.bgp.neighbors if peer.peer_group == found.before.name]
    for device in dict.fromkeys(devices):
        yield Interruption(f"{ONE_SESSION}{device}: its {found.field or found.before.name} changes")


def told_networks(scene: Scene, found: Deviation[RouteTargetList]) -> Iterator[Interruption]:
    """Other sites forget what is withdrawn."""
    old, new = found.before, found.after
    lost = set(old.vnis if old else ()) - set(new.vnis if new else ())
    for name, (before, after) in scene.networks.items():
        is_told = new is not None and after is not None and after.vni in new.vnis
        if before is not None and before.vni in lost and not is_told:
            yield Interruption(f"network {name} between sites: others lose its routes", (name,))


def _from_to(found: Deviation[Element], field: str) -> str:
    """Return what a value was and becomes."""
    return f"from {getattr(found.before, field, None)} to {getattr(found.after, field, None)}"
