"""Why a switch changes: the line of the estate that was edited, found from the field of the intent that differs."""

from collections.abc import Iterator

from inventory.model.origin import Origin
from sdn.intent.comparison import WHOLE, Deviation, Element
from sdn.intent.model import DeviceIntent, Loopback, Management, Mlag, PortChannel, Svi, SwitchPort, Vlan, Vrf
from sdn.intent.routing import Bgp, Neighbor, PeerGroup, PrefixList, RouteMap, RouteTargetList, VrfPeering
from sdn.meaning.edited_lines import (
    EDITED,
    Reason,
    address_edited,
    asn_edited,
    fabric_edited,
    fabric_of,
    link_edited,
    network_edited,
)
from sdn.meaning.scene import Scene, far_end, network_name

SERVER_MOVED = 0
SERVER = 1
CABLE = 2
NETWORK = 3
ZONE = 4
TOLD = 5
"""What other sites learn of a network that is not here."""


def none(_scene: Scene, _found: Deviation[Element]) -> Iterator[Reason]:
    """Give no reason: it follows from something that has one."""
    yield from ()


def switch(scene: Scene, _found: Deviation[Element]) -> Iterator[Reason]:
    """Find the line that wants the switch."""
    yield Reason(CABLE, f"{scene.line(scene.after.origin)} wants switch {scene.after.name}", scene.after.name)


def asn(scene: Scene, found: Deviation[Bgp]) -> Iterator[Reason]:
    """Find the line of the fabric's ASN."""
    if found.before is not None and found.after is not None:
        yield from asn_edited(scene, scene.after.name, found.before.asn, found.after.asn)


def router_id(scene: Scene, _found: Deviation[Bgp | Loopback]) -> Iterator[Reason]:
    """Find the line of the prefix that router ids are taken from."""
    before, after = scene.before.bgp.router_id, scene.after.bgp.router_id
    yield from address_edited(scene, scene.after.name, "router_ids", before, after)


def loopback(scene: Scene, found: Deviation[Loopback]) -> Iterator[Reason]:
    """Find the line of the prefix of the loopback's address."""
    key = "router_ids" if found.element.number == 0 else "vteps"
    before, after = (side.address if side is not None else None for side in (found.before, found.after))
    yield from address_edited(scene, scene.after.name, key, before, after)


def vtep(scene: Scene, _found: Deviation[DeviceIntent]) -> Iterator[Reason]:
    """Find the line of the prefix that VTEPs are taken from."""
    yield from address_edited(scene, scene.after.name, "vteps", scene.before.vtep, scene.after.vtep)


def gateway_mac(scene: Scene, _found: Deviation[DeviceIntent]) -> Iterator[Reason]:
    """Find the line of the gateways' MAC address."""
    yield from fabric_edited(scene, scene.after.name, "anycast_gateway_mac", scene.before.anycast_gateway_mac)


def management(scene: Scene, found: Deviation[Management]) -> Iterator[Reason]:
    """Find the line of the management prefix or its gateway."""
    before, after = scene.before.management, scene.after.management
    if found.field == "gateway" and before.address.network == after.address.network:
        yield from fabric_edited(scene, scene.after.name, "management_gateway", before.gateway)
    else:
        yield from address_edited(scene, scene.after.name, "management", before.address.ip, after.address.ip)


def maximum_paths(scene: Scene, found: Deviation[Bgp]) -> Iterator[Reason]:
    """Find the line of the spine slots: there are as many paths."""
    yield from fabric_edited(scene, scene.after.name, "spine_slots", found.before and found.before.maximum_paths)


def mlag(scene: Scene, found: Deviation[Mlag]) -> Iterator[Reason]:
    """Find the line of the prefix of peer links, or of the pair itself."""
    old, new = found.before, found.after
    if old is not None and new is not None and found.field in {"address", "peer_address"}:
        yield from address_edited(scene, scene.after.name, "peer_links", old.address.ip, new.address.ip)
        return
    origin = scene.after.origin.at("peer_link")
    yield Reason(CABLE, f"{scene.line(origin)} pairs {scene.after.name} with {found.element.peer}", "peer link")


def vlan(scene: Scene, found: Deviation[Vlan]) -> Iterator[Reason]:
    """Find the network of the VLAN; without one, the zone that crosses the peer link in it."""
    old, new = found.before, found.after
    if found.element.vni is None:
        if found.field == "mtu":
            yield from fabric_edited(scene, scene.after.name, "underlay_mtu", old and old.mtu)
        elif new is None and all(svi.vlan != found.element.number for svi in scene.before.svis):
            yield from network(scene, found.element)
        else:
            yield from _peering(scene, found.element.number, new.origin if new else None)
        return
    if old is None or new is None or found.field == WHOLE:
        yield from network(scene, found.element)
        return
    name = network_name(new)
    if found.field == "name":
        yield from _named(scene, "network", old.name, new)
        return
    if found.field == "vni" and old.number != new.number:
        return  # a VNI that nobody wrote follows from the VLAN
    key = {"number": "vlan"}.get(found.field, found.field)
    yield from network_edited(scene, name, key, getattr(old, found.field), getattr(new, found.field))


def network(scene: Scene, vlan: Vlan) -> Iterator[Reason]:
    """Explain a network that came to the switch or left it: the line that wants it here, elsewhere only, or nowhere."""
    name, device = network_name(vlan), scene.after
    noun = scene.estate.networks.get(name)
    if noun is None:
        noun = next((one for one in scene.estate.networks.values() if one.vni == vlan.vni), None)
    if noun is None:
        words = f"VLAN {vlan.number}{f' ({vlan.name})' if vlan.name else ''}" if vlan.number > 0 else f"VNI {vlan.vni}"
        yield Reason(NETWORK, f"no line of the estate wants {words} on {device.name}", f"network {name}")
        return
    where = f"at site {device.site}" if device.site in noun.sites else f"at {', '.join(noun.sites)} only"
    sentence = f"{scene.line(noun.origin)} wants network {noun.name} {where}"
    yield Reason(NETWORK, sentence, f"network {noun.name}")


def vrf(scene: Scene, found: Deviation[Vrf]) -> Iterator[Reason]:
    """Find the zone of the VRF."""
    old, new = found.before, found.after
    if new is None:
        yield _no_zone(scene, found.element.name)
    elif old is None:
        wish = f"{scene.line(new.origin)} wants zone {new.name} at site {scene.after.site}"
        yield Reason(ZONE, wish, f"zone {new.name}")
    elif found.field == "name":
        yield Reason(EDITED, f"{scene.line(new.origin)} calls zone {old.name} {new.name}", f"zone {new.name}")
    else:
        sentence = f"{scene.line(new.origin.at('vni'))} gives zone {new.name} VNI {new.vni}, which was {old.vni}"
        yield Reason(EDITED, sentence, f"zone {new.name}")


def vrf_peering(scene: Scene, found: Deviation[VrfPeering]) -> Iterator[Reason]:
    """Find the zone of the session; its addresses and ASN have reasons of their own."""
    if found.field in {WHOLE, "vrf", "vni"}:
        name = found.element.vrf
        here = next((one for one in scene.after.vrfs if one.name == name), None)
        before = next((one for one in scene.before.vrfs if one.name == name), None)
        if here is None and before is None:
            yield _no_zone(scene, name)


def routed_vlan(scene: Scene, found: Deviation[Svi]) -> Iterator[Reason]:
    """Find the network whose gateway it is, down to the key that was edited."""
    old, new = found.before, found.after
    if old is None or new is None:
        return  # the VLAN has the reason
    if not new.is_anycast:
        if found.field == "address":
            yield from address_edited(scene, scene.after.name, "peer_links", old.address.ip, new.address.ip)
        elif found.field == "mtu":
            yield from fabric_edited(scene, scene.after.name, "underlay_mtu", old.mtu)
        elif found.field == "vlan":
            yield from _peering(scene, new.vlan, new.origin)
        return
    (name,) = scene.networks_in((new.vlan,), scene.after)
    if found.field == "address" and old.address.network == new.address.network:
        yield from network_edited(scene, name, "gateway", old.address.ip, new.address.ip)
    elif found.field == "address":
        yield from network_edited(scene, name, "subnet", old.address.network, new.address.network)
    elif found.field == "vrf" and not _is_renamed(scene, old.vrf, new.vrf):
        yield from network_edited(scene, name, "zone", old.vrf, new.vrf)


def port(scene: Scene, found: Deviation[SwitchPort]) -> Iterator[Reason]:
    """Find the server that is connected there, its zone, or the cable."""
    old, new = found.before, found.after
    was = old.server if old is not None else None
    wanted = new.server if new is not None else None
    if wanted != was:
        yield from _connected(scene, found.element, was, wanted)
    elif wanted is not None:
        if found.field == "vlans":
            yield from _zone_of_server(scene, wanted, old.vlans if old else (), new.vlans if new else ())
        elif found.field == "untagged" and old is not None and new is not None:
            yield from _untagged(scene, old, new)
        elif found.field in {"port_channel", "kind"} and new is not None:
            yield Reason(SERVER, f"{scene.line(new.origin.at('nics'))} cables server {wanted}", f"server {wanted}")
    elif new is not None:
        yield from _link(scene, found, new)


def bundle(scene: Scene, found: Deviation[PortChannel]) -> Iterator[Reason]:
    """Find the server's zone; which server is there is said of its port."""
    old, new = found.before, found.after
    if old is not None and new is not None and found.field == "untagged":
        yield from _untagged(scene, old, new)
    if old is None or new is None or found.field != "vlans":
        return
    for server in dict.fromkeys(scene.servers_of_bundle(new.number)):
        before, after = scene.port_of(server, scene.before), scene.port_of(server, scene.after)
        if before is not None and after is not None and before.port_channel == after.port_channel:
            yield from _zone_of_server(scene, server, old.vlans, new.vlans)


def neighbor(scene: Scene, found: Deviation[Neighbor]) -> Iterator[Reason]:
    """Find the line of what the other end was edited to; a session that came or went follows its port or zone."""
    old, new = found.before, found.after
    if old is not None and new is None and old.device not in scene.estate.switches:
        who = f"{old.address}{f' ({old.description})' if old.description else ''}"
        yield Reason(TOLD, f"no line of the estate wants a session to {who} on {scene.after.name}", who)
    if old is None or new is None:
        return
    if found.field == "asn":
        yield from asn_edited(scene, new.device, old.asn, new.asn)
    elif found.field == "address":
        fabric = fabric_of(scene, new.device)
        key = next((key for key in ("router_ids", "peer_links") if new.address in getattr(fabric, key)), None)
        if key is not None:
            yield from address_edited(scene, new.device, key, old.address, new.address)
        else:
            yield from link_edited(scene, old.address, new.address, new.device)


def group(scene: Scene, found: Deviation[PeerGroup]) -> Iterator[Reason]:
    """Find the ASN that the members of a pair share; everything else of a group is no matter of the estate's lines."""
    old, new = found.before, found.after
    if old is not None and new is not None and old.remote_asn and new.remote_asn and found.field == "remote_asn":
        yield from asn_edited(scene, scene.after.name, old.remote_asn, new.remote_asn)


def prefixes(scene: Scene, found: Deviation[PrefixList]) -> Iterator[Reason]:
    """Find the prefixes of the fabrics, whose loopbacks are let through."""
    old, new = found.before, found.after
    if old is None or new is None or found.field != "prefixes":
        return
    devices = {switch.fabric: name for name, switch in scene.estate.switches.items()}
    for fabric, device in devices.items():
        for key in ("router_ids", "vteps"):
            if getattr(scene.estate.fabrics[fabric], key) in set(new.prefixes) - set(old.prefixes):
                yield from fabric_edited(scene, device, key)


def told_networks(scene: Scene, found: Deviation[RouteTargetList]) -> Iterator[Reason]:
    """Find the networks and zones that other sites newly hear of, or no more."""
    before = set(found.before.vnis if found.before else ())
    after = set(found.after.vnis if found.after else ())
    for network in scene.estate.networks.values():
        if network.vni in before ^ after:
            here = scene.after.site in network.sites
            where = f"at site {scene.after.site}" if here else f"at {', '.join(network.sites)} only"
            # A network that is not here is another site's matter, unless it leaves this one.
            moves = here or any(vlan is not None and vlan.vni == network.vni for vlan, _ in scene.networks.values())
            sentence = f"{scene.line(network.origin)} wants network {network.name} {where}"
            yield Reason(NETWORK if moves else TOLD, sentence, f"network {network.name}")


def policy(_scene: Scene, _found: Deviation[RouteMap | Bgp | PrefixList]) -> Iterator[Reason]:
    """Give no reason: policies follow from what a switch is, its role and its pair."""
    yield from ()


def _connected(scene: Scene, port: SwitchPort, was: str | None, wanted: str | None) -> Iterator[Reason]:
    """Explain a server came to a port, left it, or took another's place."""
    name = port.name
    if wanted is not None:
        before = scene.port_of(wanted, scene.before)
        other = f", where {was} was" if was else f"; it was on {before.name}" if before is not None else ""
        noun = scene.estate.servers.get(wanted)
        line = scene.line(noun.origin.at("ports") if noun else port.origin)
        rank = SERVER_MOVED if other else SERVER
        yield Reason(rank, f"{line} connects server {wanted} to {name}{other}", f"server {wanted}")
        return
    noun = scene.estate.servers.get(was or "")
    if noun is None:
        sentence = f"no line of the estate wants server {was} on {scene.after.name} {name}"
        yield Reason(SERVER, sentence, f"server {was}")
    elif scene.port_of(noun.name, scene.after) is None:
        ends = ", ".join(f"{nic.switch} {nic.port}" for nic in noun.nics)
        sentence = f"{scene.line(noun.origin.at('nics'))} connects server {was} to {ends}, not to {name}"
        yield Reason(SERVER_MOVED, sentence, f"server {was}")


def _untagged(scene: Scene, old: SwitchPort | PortChannel, new: SwitchPort | PortChannel) -> Iterator[Reason]:
    """Find the network that goes without a tag now, or does no more, of those that the port keeps."""
    for number, intent in ((new.untagged, scene.after), (old.untagged, scene.before)):
        if number is None or number not in old.vlans or number not in new.vlans:
            continue
        (name,) = scene.networks_in((number,), intent)
        noun = scene.estate.networks.get(name)
        if noun is not None:
            how = "without a tag" if noun.is_untagged else "with a tag"
            sentence = f"{scene.line(noun.origin.at('untagged'))} wants network {name} {how}"
            yield Reason(NETWORK, sentence, f"network {name}")


def _zone_of_server(scene: Scene, server: str, before: tuple[int, ...], after: tuple[int, ...]) -> Iterator[Reason]:
    """Find the zone of a server, unless its port only follows networks that come, go or move."""
    noun = scene.estate.servers.get(server)
    if noun is not None and not set(before) ^ set(after) <= scene.moving_vlans:
        wish = f"{scene.line(noun.origin.at('zone'))} puts server {server} into zone {noun.zone}"
        yield Reason(SERVER, wish, f"server {server}")


def _link(scene: Scene, found: Deviation[SwitchPort], new: SwitchPort) -> Iterator[Reason]:
    """Explain a link between switches: its addresses, its MTU, or its cable."""
    old = found.before
    if old is not None and found.field == "address" and old.address and new.address:
        yield from link_edited(scene, old.address.ip, new.address.ip, far_end(new) or scene.after.name)
        return
    if old is not None and found.field == "mtu" and old.mtu and new.mtu:
        yield from fabric_edited(scene, _narrower(scene, new), "underlay_mtu", old.mtu)
        return
    use = "leaves unused" if new.kind == "unused" else "connects"
    line = scene.line(new.origin)
    yield Reason(CABLE, f"{line} {use} {scene.after.name} {new.name}", new.name)


def _named(scene: Scene, noun: str, was: str, vlan: Vlan) -> Iterator[Reason]:
    if was:
        yield Reason(NETWORK, f"{scene.line(vlan.origin)} calls {noun} {was} {vlan.name}", f"{noun} {vlan.name}")


def _peering(scene: Scene, number: int, origin: Origin | None) -> Iterator[Reason]:
    """Explain a VLAN of the peer link: the zone that crosses it, or that wants it no more."""
    intents = (scene.before, scene.after)
    zones = [svi.vrf for intent in intents for svi in intent.svis if svi.vlan == number and not svi.is_anycast]
    zone = next((zone for zone in zones if zone), None)
    if zone is not None and origin is not None and zone in scene.estate.zones:
        wish = f"{scene.line(origin)} wants zone {zone} at site {scene.after.site}"
        yield Reason(ZONE, wish, f"zone {zone}")


def _is_renamed(scene: Scene, was: str | None, zone: str | None) -> bool:
    """Return whether a zone is another's new name: they have one VNI."""
    before = {vrf.name: vrf.vni for vrf in scene.before.vrfs}
    after = {vrf.name: vrf.vni for vrf in scene.after.vrfs}
    return was is not None and zone is not None and was not in after and before.get(was) == after.get(zone)


def _no_zone(scene: Scene, name: str) -> Reason:
    return Reason(ZONE, f"no line of the estate wants zone {name} on {scene.after.name}", f"zone {name}")


def _narrower(scene: Scene, port: SwitchPort) -> str:
    """Name the end of a link whose fabric has the link's MTU: the smaller of the two is what the link gets."""
    ends = (scene.after.name, far_end(port) or scene.after.name)
    return next((end for end in ends if fabric_of(scene, end).underlay_mtu == port.mtu), ends[0])
