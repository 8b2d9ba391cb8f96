"""MLAG: who is whose peer, from both switches' configurations and the link between them, and their common ports."""

import hashlib
from dataclasses import dataclass
from typing import Literal

from twin.convergence.derivations import Derivations
from twin.convergence.given import view_of
from twin.convergence.ports import PortState, port_state, same_segment
from twin.device_view import DeviceView, InterfaceView, MlagView


@dataclass(frozen=True, slots=True)
class MlagPort:
    """One MLAG of the pair as seen from one switch."""

    number: int
    local: str
    local_up: bool
    peer: str
    peer_up: bool
    status: Literal["active-full", "active-partial", "inactive", "configured", "disabled"]


@dataclass(frozen=True, slots=True)
class MlagStatus:
    """MLAG on one switch: whether it runs, with whom, and the ports of the pair."""

    state: Literal["active", "inactive", "disabled"]
    negotiation: str
    peer_link_up: bool
    local_interface_up: bool
    peer: str | None
    is_primary: bool
    system_id: str
    inconsistencies: tuple[tuple[str, str, str, str], ...]
    ports: tuple[MlagPort, ...]


_DISABLED = MlagStatus(
    "disabled",
    "",
    peer_link_up=False,
    local_interface_up=False,
    peer=None,
    is_primary=False,
    system_id="00:00:00:00:00:00",
    inconsistencies=(),
    ports=(),
)


def system_mac(name: str) -> str:
    """Return the system MAC address of a switch, made from its name."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    return f"00:1c:73:{digest[0:2]}:{digest[2:4]}:{digest[4:6]}"


def mlag_peer(derivations: Derivations, device: str) -> str | None:
    """Return the switch that the peer link leads to, when both configurations agree on each other."""
    view, ports = view_of(derivations, device), derivations.derive(port_state, device)
    mine = view.mlag
    far = ports.far_end(mine.peer_link) if mine and mine.is_complete else None
    other = view_of(derivations, far.device) if far else None
    theirs = other.mlag if other else None
    if mine is None or other is None or theirs is None or not theirs.is_complete:
        return None
    their_ports = derivations.derive(port_state, other.name)
    back = their_ports.far_end(theirs.peer_link)
    if back is None or back.device != view.name:
        return None
    matched = mine.domain == theirs.domain and _meets(view, mine, other, theirs) and _meets(other, theirs, view, mine)
    up = mine.local_interface in ports.up and theirs.local_interface in their_ports.up
    return other.name if matched and up and _same_segment(derivations, view, other) else None


def _same_segment(derivations: Derivations, view: DeviceView, other: DeviceView) -> bool:
    ours = view.interfaces.get(view.mlag.local_interface) if view.mlag else None
    theirs = other.interfaces.get(other.mlag.local_interface) if other.mlag else None
    if ours is None or theirs is None or ours.vlan is None or theirs.vlan is None:
        return False
    return same_segment(derivations, (view.name, ours.vlan), (other.name, theirs.vlan))


def _meets(view: DeviceView, mlag: MlagView, other: DeviceView, theirs: MlagView) -> bool:
    """Tell whether one switch's peer address is the other's own, and on its own subnet."""
    own, address = view.address_of(mlag.local_interface), other.address_of(theirs.local_interface)
    return bool(own and address and address.ip == mlag.peer_address and address.ip in own.network)


def mlag_status(derivations: Derivations, device: str) -> MlagStatus:
    """Return the state of MLAG on a switch."""
    view, ports = view_of(derivations, device), derivations.derive(port_state, device)
    peer = derivations.derive(mlag_peer, device)
    mlag = view.mlag
    if mlag is None or not mlag.is_complete:
        return _DISABLED
    macs = {name: system_mac(name) for name in (view.name, peer or view.name)}
    lowest = min(macs.values())
    other = view_of(derivations, peer) if peer else None
    their_ports = derivations.derive(port_state, peer) if peer else None
    return MlagStatus(
        state="active" if peer else "inactive",
        negotiation="connected" if peer else "connecting",
        peer_link_up=mlag.peer_link in ports.up,
        local_interface_up=mlag.local_interface in ports.up,
        peer=peer,
        is_primary=macs[view.name] == lowest,
        system_id="02:" + lowest[3:],
        inconsistencies=_inconsistencies(view, other) if other else (),
        ports=_ports(view, ports, other, their_ports),
    )


def _bundles(view: DeviceView) -> dict[int, InterfaceView]:
    return {item.mlag: item for item in view.interfaces.values() if item.mlag}


def _ports(view: DeviceView, up: PortState, peer: DeviceView | None, peer_up: PortState | None) -> tuple[MlagPort, ...]:
    theirs = _bundles(peer) if peer else {}
    ports: list[MlagPort] = []
    for number, bundle in sorted(_bundles(view).items()):
        other = theirs.get(number)
        local = bundle.name in up.up
        far = bool(peer_up and other and other.name in peer_up.up)
        status: Literal["active-full", "active-partial", "inactive", "configured", "disabled"]
        if peer is None:
            status = "disabled"
        elif other is None:
            status = "configured"
        elif local and far:
            status = "active-full"
        else:
            status = "active-partial" if local or far else "inactive"
        ports.append(MlagPort(number, bundle.name, local, other.name if other else "", far, status))
    return tuple(ports)


def _inconsistencies(view: DeviceView, peer: DeviceView) -> tuple[tuple[str, str, str, str], ...]:
    """Return what is compared between the two and found different: attribute, interface, here, there."""
    found: list[tuple[str, str, str, str]] = []
    theirs = _bundles(peer)
    for number, bundle in sorted(_bundles(view).items()):
        other = theirs.get(number)
        if other is None:
            continue
        for attribute, here, there in (
            ("switchport-mode", bundle.mode, other.mode),
            ("access-vlan", bundle.access_vlan, other.access_vlan),
            ("trunk-native-vlan", bundle.native_vlan, other.native_vlan),
            ("trunk-allowed-vlans", sorted(bundle.trunk_vlans), sorted(other.trunk_vlans)),
        ):
            if here != there:
                found.append((f"{attribute} mlag{number}", bundle.name, str(here), str(there)))
    return tuple(found)
