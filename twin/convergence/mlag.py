"""The state of MLAG pairs, from both switches' configurations and the link between them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from twin.convergence.links import LinkState
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


def mlag_states(views: Mapping[str, DeviceView], links: LinkState) -> dict[str, MlagStatus]:
    """Return the MLAG state of every switch."""
    peers = {view.name: _peer(view, views, links) for view in views.values()}
    return {view.name: _state(view, peers[view.name], views, links) for view in views.values()}


def _peer(view: DeviceView, views: Mapping[str, DeviceView], links: LinkState) -> str | None:
    """Return the switch that the peer link leads to, when both configurations agree on each other."""
    mine = view.mlag
    far = links.far_end(view.name, mine.peer_link) if mine and mine.is_complete else None
    theirs = views[far.device].mlag if far else None
    if mine is None or far is None or theirs is None or not theirs.is_complete:
        return None
    other = views[far.device]
    back = links.far_end(other.name, theirs.peer_link)
    if back is None or back.device != view.name:
        return None
    matched = mine.domain == theirs.domain and _meets(view, mine, other, theirs) and _meets(other, theirs, view, mine)
    same_vlan = links.domains.get(_node(view, mine)) == links.domains.get(_node(other, theirs))
    up = links.is_up(view.name, mine.local_interface) and links.is_up(other.name, theirs.local_interface)
    return other.name if matched and same_vlan and up else None


def _node(view: DeviceView, mlag: MlagView) -> tuple[str, int]:
    return view.name, int(mlag.local_interface.removeprefix("Vlan"))


def _meets(view: DeviceView, mlag: MlagView, other: DeviceView, theirs: MlagView) -> bool:
    """Tell whether one switch's peer address is the other's own, and on its own subnet."""
    own, address = view.address_of(mlag.local_interface), other.address_of(theirs.local_interface)
    return bool(own and address and address.ip == mlag.peer_address and address.ip in own.network)


def _state(view: DeviceView, peer: str | None, views: Mapping[str, DeviceView], links: LinkState) -> MlagStatus:
    mlag = view.mlag
    if mlag is None or not mlag.is_complete:
        return _DISABLED
    macs = {name: system_mac(name) for name in (view.name, peer or view.name)}
    lowest = min(macs.values())
    return MlagStatus(
        state="active" if peer else "inactive",
        negotiation="connected" if peer else "connecting",
        peer_link_up=links.is_up(view.name, mlag.peer_link),
        local_interface_up=links.is_up(view.name, mlag.local_interface),
        peer=peer,
        is_primary=macs[view.name] == lowest,
        system_id="02:" + lowest[3:],
        inconsistencies=_inconsistencies(view, views[peer]) if peer else (),
        ports=_ports(view, views[peer] if peer else None, links),
    )


def _bundles(view: DeviceView) -> dict[int, InterfaceView]:
    return {item.mlag: item for item in view.interfaces.values() if item.mlag}


def _ports(view: DeviceView, peer: DeviceView | None, links: LinkState) -> tuple[MlagPort, ...]:
    theirs = _bundles(peer) if peer else {}
    ports: list[MlagPort] = []
    for number, bundle in sorted(_bundles(view).items()):
        other = theirs.get(number)
        local_up = links.is_up(view.name, bundle.name)
        peer_up = bool(peer and other and links.is_up(peer.name, other.name))
        status: Literal["active-full", "active-partial", "inactive", "configured", "disabled"]
        if peer is None:
            status = "disabled"
        elif other is None:
            status = "configured"
        elif local_up and peer_up:
            status = "active-full"
        else:
            status = "active-partial" if local_up or peer_up else "inactive"
        ports.append(MlagPort(number, bundle.name, local_up, other.name if other else "", peer_up, status))
    return tuple(ports)


def _inconsistencies(view: DeviceView, peer: DeviceView) -> tuple[tuple[str, str, str, str], ...]:
    """Return what EOS compares between the two and finds different: attribute, interface, here, there."""
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
