"""EVPN across the fabric: which VTEPs and VRFs of others every switch learns of."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address, IPv4Network

from twin.bgp_view import BgpInstance
from twin.convergence.links import LinkState
from twin.convergence.propagation import Edge, propagate
from twin.convergence.routing import Routing, SessionKey, edges_of, originated
from twin.device_view import DeviceView


@dataclass(frozen=True, slots=True)
class Advertised:
    """What one VTEP tells of itself: the VNIs of its VLANs and of its VRFs, each with the targets they carry."""

    vtep: IPv4Address
    vlans: tuple["AdvertisedVlan", ...]
    vrfs: tuple["AdvertisedVrf", ...]


@dataclass(frozen=True, slots=True)
class AdvertisedVlan:
    """A VLAN that a VTEP wants flooded traffic for (route type 3)."""

    vlan: int
    vni: int
    rd: str
    targets: frozenset[str]


@dataclass(frozen=True, slots=True)
class AdvertisedVrf:
    """The prefixes of a VRF that a VTEP tells of (route type 5)."""

    vrf: str
    vni: int
    rd: str
    targets: frozenset[str]
    networks: frozenset[IPv4Network]


@dataclass(frozen=True, slots=True)
class Heard:
    """What has arrived from one VTEP: at which next hop, and whether the targets survived the way."""

    next_hop: IPv4Address
    has_targets: bool
    vlans: tuple[AdvertisedVlan, ...]
    vrfs: tuple[AdvertisedVrf, ...]

    @property
    def routes(self) -> int:
        """Return how many EVPN routes these are: one type-3 a VLAN, one type-5 a prefix."""
        return len(self.vlans) + sum(len(vrf.networks) for vrf in self.vrfs)


@dataclass(slots=True)
class Overlay:
    """The EVPN state of the whole fabric."""

    advertised: dict[str, Advertised] = field(default_factory=dict)
    heard: dict[str, dict[str, Heard]] = field(default_factory=dict)
    received: dict[SessionKey, int] = field(default_factory=dict)
    flood: dict[str, dict[int, tuple[IPv4Address, ...]]] = field(default_factory=dict)
    routed: dict[str, dict[str, dict[IPv4Network, IPv4Address]]] = field(default_factory=dict)
    unicast: dict[str, set[IPv4Address]] = field(default_factory=dict)

    def vteps(self, device: str) -> dict[IPv4Address, tuple[str, ...]]:
        """Return the remote VTEPs of a switch, each with what it is used for: flooding, unicast or both."""
        flood = {vtep for vteps in self.flood.get(device, {}).values() for vtep in vteps}
        unicast = self.unicast.get(device, set())
        return {
            vtep: tuple(kind for kind, used in (("flood", flood), ("unicast", unicast)) if vtep in used)
            for vtep in sorted(flood | unicast)
        }


def overlay_state(views: Mapping[str, DeviceView], links: LinkState, routing: Routing) -> Overlay:
    """Return what EVPN spreads over the established sessions."""
    overlay = Overlay()
    edges = edges_of(views, routing, "evpn")
    asn_of = {view.name: view.bgp.asn for view in views.values() if view.bgp}

    def carry(edge: Edge, heard: Heard) -> Heard | None:
        first = edge.sender[0] in overlay.advertised and heard.next_hop == overlay.advertised[edge.sender[0]].vtep
        keeps = first or edge.sent_by.next_hop_unchanged or (not edge.ebgp and not edge.sent_by.next_hop_self)
        next_hop = heard.next_hop if keeps else edge.source
        has_targets = heard.has_targets and edge.sent_by.sends_extended_communities
        arriving = _filtered(views, edge, heard)
        return replace(arriving, next_hop=next_hop, has_targets=has_targets) if arriving.routes else None

    for view in views.values():
        advertised = _advertised(view, links, routing)
        if advertised is None:
            continue
        overlay.advertised[view.name] = advertised
        start = Heard(advertised.vtep, has_targets=True, vlans=advertised.vlans, vrfs=advertised.vrfs)
        arrivals, passed = propagate((view.name, "default"), start, edges, asn_of, carry)
        for place, arrival in arrivals.items():
            overlay.heard.setdefault(place[0], {})[view.name] = arrival.payload
        for edge, heard in passed:
            key = (*edge.receiver, edge.source)
            overlay.received[key] = overlay.received.get(key, 0) + heard.routes
    for view in views.values():
        _import(view, overlay, routing)
    return overlay


def _filtered(views: Mapping[str, DeviceView], edge: Edge, heard: Heard) -> Heard:
    """Return what the route maps at both ends of a session leave of the routes that it carries."""
    outward, inward = edge.sent_by.evpn_route_map_out, edge.received_by.evpn_route_map_in
    if outward is None and inward is None:
        return heard
    sender, receiver = views[edge.sender[0]], views[edge.receiver[0]]

    def passes(targets: frozenset[str]) -> bool:
        kept = targets if heard.has_targets else frozenset[str]()
        return sender.permits_targets(outward, kept) and receiver.permits_targets(inward, kept)

    return replace(
        heard,
        vlans=tuple(vlan for vlan in heard.vlans if passes(vlan.targets)),
        vrfs=tuple(vrf for vrf in heard.vrfs if passes(vrf.targets)),
    )


def vtep_address(view: DeviceView, links: LinkState) -> IPv4Address | None:
    """Return the address that a switch ends VXLAN tunnels on, None when its tunnel interface is down."""
    if view.vxlan is None or not links.is_up(view.name, "Vxlan1"):
        return None
    source = view.address_of(view.vxlan.source_interface)
    return source.ip if source else None


def _advertised(view: DeviceView, links: LinkState, routing: Routing) -> Advertised | None:
    vtep = vtep_address(view, links)
    if vtep is None or view.bgp is None or view.vxlan is None:
        return None
    vlans = tuple(
        AdvertisedVlan(number, view.vxlan.vlan_vnis[number], mac_vrf.rd, mac_vrf.export_targets)
        for number, mac_vrf in sorted(view.bgp.mac_vrfs.items())
        if number in view.vxlan.vlan_vnis and number in view.vlans and mac_vrf.rd
    )
    vrfs = tuple(
        AdvertisedVrf(
            vrf, view.vxlan.vrf_vnis[vrf], instance.rd, instance.export_targets, originated(view, vrf, routing)
        )
        for vrf, instance in sorted(view.bgp.instances.items())
        if vrf in view.vxlan.vrf_vnis and vrf in view.routed_vrfs and instance.rd
    )
    return Advertised(vtep, vlans, vrfs)


def _import(view: DeviceView, overlay: Overlay, routing: Routing) -> None:
    """Fill in what a switch takes over of what it has heard: by route target, VNI, and a route to the next hop."""
    if view.bgp is None or view.vxlan is None:
        return
    own = overlay.advertised.get(view.name)
    usable = {
        origin: heard
        for origin, heard in overlay.heard.get(view.name, {}).items()
        if heard.has_targets
        and own is not None
        and heard.next_hop != own.vtep
        and routing.reaches((view.name, "default"), heard.next_hop)
    }
    flood = overlay.flood.setdefault(view.name, {})
    for number, vni in view.vxlan.vlan_vnis.items():
        mac_vrf = view.bgp.mac_vrfs.get(number)
        if mac_vrf is None or number not in view.vlans:
            continue
        vteps = {
            heard.next_hop
            for heard in usable.values()
            for other in heard.vlans
            if other.vni == vni and other.targets & mac_vrf.import_targets
        }
        flood[number] = tuple(sorted(vteps))
    for vrf, instance in view.bgp.instances.items():
        if vrf in view.vxlan.vrf_vnis and vrf in view.routed_vrfs:
            known = routing.connected.get((view.name, vrf), {})
            _import_vrf(view.name, instance, usable, overlay, frozenset(known))


def _import_vrf(
    device: str,
    instance: BgpInstance,
    usable: Mapping[str, Heard],
    overlay: Overlay,
    connected: frozenset[IPv4Network],
) -> None:
    table = overlay.routed.setdefault(device, {}).setdefault(instance.vrf, {})
    for heard in usable.values():
        for advertised in heard.vrfs:
            if advertised.targets & instance.import_targets:
                overlay.unicast.setdefault(device, set()).add(heard.next_hop)
                table.update({network: heard.next_hop for network in advertised.networks if network not in connected})
