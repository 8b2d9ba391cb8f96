"""BGP sessions: which come up, why the others do not, and what is agreed on them."""

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface

from twin.bgp_view import BgpInstance, PeerView
from twin.convergence.connected import Place, connected_in, owners_of
from twin.convergence.derivations import Derivations
from twin.convergence.given import view_of
from twin.convergence.ports import logical_ports, port_state, same_segment

SessionTable = dict[tuple[str, IPv4Address], "BgpSession"]
"""Sessions of a switch by VRF and neighbor."""
Reaches = Callable[[Place, IPv4Address], bool]
"""Tells whether a place has a route to an address."""
SessionKey = tuple[str, str, IPv4Address]
"""A switch, a VRF, and the neighbor's address."""


@dataclass(frozen=True, slots=True)
class BgpSession:
    """One neighbor of one switch: its state, why it is not established, and what was agreed."""

    state: str
    reason: str = ""
    remote: Place | None = None
    local_address: IPv4Address | None = None
    ebgp: bool = True
    ipv4: bool = False
    evpn: bool = False

    @property
    def is_established(self) -> bool:
        """Tell whether routes are exchanged."""
        return self.state == "Established"


@dataclass(frozen=True, slots=True)
class BgpSpeaker:
    """What neighbours see of a switch's BGP."""

    asn: str
    instances: dict[str, BgpInstance]
    routed_vrfs: frozenset[str]
    sources: dict[str, IPv4Interface]
    """The addresses of its interfaces."""
    vlans: dict[str, int]
    """The VLANs that its VLAN interfaces stand in, where they have an address of their own."""
    loopbacks: frozenset[str]


def speaker(derivations: Derivations, device: str) -> BgpSpeaker | None:
    """Return what neighbours see of a switch's BGP, None when it runs none."""
    view = view_of(derivations, device)
    if view.bgp is None:
        return None
    sources = {item.name: item.address for item in view.interfaces.values() if item.address}
    vlans = {item.name: item.vlan for item in view.interfaces.values() if item.vlan is not None and item.address}
    loopbacks = frozenset(item.name for item in view.interfaces.values() if item.kind == "loopback")
    return BgpSpeaker(view.bgp.asn, view.bgp.instances, view.routed_vrfs, sources, vlans, loopbacks)


def direct_sessions(derivations: Derivations, device: str) -> SessionTable:
    """Return the sessions of a switch with neighbors on its own subnets."""
    return decided(derivations, device, None)


def decided(derivations: Derivations, device: str, reaches: Reaches | None) -> SessionTable:
    """Return the sessions of a switch: on its own subnets, or (with `reaches`) with neighbors behind routes."""
    here = derivations.derive(speaker, device)
    found: SessionTable = {}
    for vrf, instance in here.instances.items() if here else ():
        for peer in instance.peers.values():
            interface = _interface_towards(derivations, (device, vrf), peer)
            if here is not None and (interface is None) == (reaches is not None):
                meeting = _Meeting(derivations, device, here, vrf, peer, interface, reaches)
                found[vrf, peer.address] = meeting.outcome()
    return found


def _interface_towards(derivations: Derivations, place: Place, peer: PeerView) -> str | None:
    here = derivations.derive(speaker, place[0])
    if here is not None and peer.update_source in here.loopbacks:
        return None
    connected = connected_in(derivations, place)
    return next((name for network, name in connected.items() if peer.address in network), None)


@dataclass(frozen=True, slots=True)
class _Meeting:
    """One neighbor of one switch, looked at from this switch."""

    derivations: Derivations
    device: str
    here: BgpSpeaker
    vrf: str
    peer: PeerView
    interface: str | None
    reaches: Reaches | None

    def outcome(self) -> BgpSession:
        if self.peer.shutdown:
            return BgpSession("Idle", "Admin")
        if self.vrf not in self.here.routed_vrfs or not self.peer.remote_as:
            return BgpSession("Idle", "NoIpRouting" if self.peer.remote_as else "NoRemoteAs")
        name = self.interface or self.peer.update_source
        source = self.here.sources.get(name)
        if source is None or name not in self.derivations.derive(port_state, self.device).up:
            return BgpSession("Idle", "NoInterface")
        if self.interface is None and not self._reaches((self.device, self.vrf), self.peer.address):
            return BgpSession("Active", "NoRoute")
        for other, interface, vrf in owners_of(self.derivations, self.peer.address):
            session = self._answer(source.ip, other, interface, vrf) if other != self.device else None
            if session is not None:
                return session
        return BgpSession("Active", "NoAnswer")

    def _reaches(self, place: Place, address: IPv4Address) -> bool:
        return self.reaches is not None and self.reaches(place, address)

    def _answer(self, source: IPv4Address, other: str, interface: str, vrf: str) -> BgpSession | None:
        there = self.derivations.derive(speaker, other)
        instance = there.instances.get(vrf) if there else None
        back = instance.peers.get(source) if instance else None
        if there is None or back is None or back.shutdown or vrf not in there.routed_vrfs:
            return None
        if self.interface is not None and not self._adjacent(there, other, interface):
            return None
        agreed = self.peer.remote_as == (back.local_as or there.asn)
        agreed = agreed and back.remote_as == (self.peer.local_as or self.here.asn)
        if not agreed or self.peer.has_password != back.has_password:
            return None
        ebgp = self.peer.remote_as != self.here.asn
        if self.interface is None and not self._answers_back(there, (other, vrf), source, back, ebgp=ebgp):
            return None
        ipv4, evpn = bool(self.peer.ipv4 and back.ipv4), bool(self.peer.evpn and back.evpn)
        return BgpSession("Established", "", (other, vrf), source, ebgp, ipv4, evpn) if ipv4 or evpn else None

    def _adjacent(self, there: BgpSpeaker, other: str, their_interface: str) -> bool:
        """Tell whether two interfaces are on one link or in one broadcast domain."""
        ours, theirs = self.here.vlans.get(self.interface or ""), there.vlans.get(their_interface)
        if ours is not None and theirs is not None:
            return same_segment(self.derivations, (self.device, ours), (other, theirs))
        far = self.derivations.derive(port_state, self.device).far_end(self.interface or "")
        if far is None or far.device != other:
            return False
        return their_interface in (far.name, self.derivations.derive(logical_ports, other).get(far.name))

    def _answers_back(
        self, there: BgpSpeaker, place: Place, source: IPv4Address, back: PeerView, *, ebgp: bool
    ) -> bool:
        multihop = not ebgp or (self.peer.multihop and back.multihop)
        answering = there.sources.get(back.update_source)
        answers_from_it = answering is not None and answering.ip == self.peer.address
        return multihop and answers_from_it and self._reaches(place, source)
