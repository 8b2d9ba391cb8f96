"""What is up on a switch: ports by cables and shutdowns, bundles by LACP, VLAN interfaces, loopbacks, the tunnel."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from twin.cabling import InterfaceId
from twin.convergence.derivations import Derivations
from twin.convergence.given import plugs, view_of
from twin.device_view import DeviceView, InterfaceView


@dataclass(frozen=True, slots=True)
class Member:
    """A port of a bundle: whether LACP takes it in, and if not, why."""

    name: str
    active: bool
    reason: str


@dataclass(frozen=True, slots=True)
class PortState:
    """The interfaces of one switch: which are up, what is at their other end, and what LACP makes of them."""

    up: frozenset[str]
    neighbors: dict[str, InterfaceId]
    servers: dict[str, tuple[str, str]]
    members: dict[str, tuple[Member, ...]]

    def is_up(self, interface: str) -> bool:
        """Tell whether an interface's line protocol is up."""
        return interface in self.up

    def far_end(self, interface: str) -> InterfaceId | None:
        """Return the interface at the other end: for a bundle, that of its first active member."""
        members = self.members.get(interface)
        if members is None:
            return self.neighbors.get(interface)
        ends = (self.neighbors.get(member.name) for member in members if member.active)
        return next((end for end in ends if end), None)


@dataclass(frozen=True, slots=True)
class PortSide:
    """What a neighbour sees of a port: whether it is shut, its LACP mode, and the aggregate that it is part of."""

    shutdown: bool
    lacp: str
    aggregate: tuple[str, str] | None


def port_sides(derivations: Derivations, device: str) -> dict[str, PortSide]:
    """Return how a switch's ports look from their other ends."""
    view = view_of(derivations, device)
    return {
        item.name: PortSide(item.shutdown, item.lacp, _aggregate(view, item))
        for item in view.interfaces.values()
        if item.kind == "ethernet"
    }


def _aggregate(view: DeviceView, port: InterfaceView) -> tuple[str, str] | None:
    """Return what a port is part of as LACP sees it: an MLAG pair counts as one system (IEEE 802.1AX)."""
    bundle = view.interfaces.get(port.bundle) if port.bundle else None
    if port.bundle is None or (bundle and bundle.shutdown):
        return None
    if bundle and bundle.mlag and view.mlag:
        return f"mlag {view.mlag.domain}", str(bundle.mlag)
    return view.name, port.bundle


def port_state(derivations: Derivations, device: str) -> PortState:
    """Return the state of a switch's interfaces."""
    view = view_of(derivations, device)
    neighbors, servers, carriers = plugs(derivations, device)
    sides = {name: derivations.derive(port_sides, name) for name in {end.device for end in neighbors.values()}}
    up = {
        port
        for port in (*neighbors, *servers, *carriers)
        if not _is_shut(view, port) and not _far_is_shut(sides, neighbors.get(port))
    }
    members = {
        item.name: tuple(_bundled(view, item, up, neighbors, sides))
        for item in view.interfaces.values()
        if item.kind == "bundle" and item.parent is None
    }
    up |= {name for name, ports in members.items() if not _is_shut(view, name) and any(port.active for port in ports)}
    up |= {item.name for item in view.interfaces.values() if _is_up_by_itself(view, item, up)}
    up |= {item.name for item in view.interfaces.values() if _is_svi_up(view, item, up)}
    return PortState(frozenset(up), neighbors, servers, members)


def _is_shut(view: DeviceView, port: str) -> bool:
    interface = view.interfaces.get(port)
    return interface is not None and interface.shutdown


def _far_is_shut(sides: dict[str, dict[str, PortSide]], end: InterfaceId | None) -> bool:
    side = sides[end.device].get(end.name) if end else None
    return side is not None and side.shutdown


def _bundled(
    view: DeviceView,
    bundle: InterfaceView,
    up: set[str],
    neighbors: dict[str, InterfaceId],
    sides: dict[str, dict[str, PortSide]],
) -> Iterator[Member]:
    """Yield which ports LACP bundles: those that are up and lead to one and the same aggregate (IEEE 802.1AX)."""
    partner: tuple[str, str] | None = None
    for port in view.interfaces.values():
        if port.bundle != bundle.name:
            continue
        end = neighbors.get(port.name)
        side = sides[end.device].get(end.name) if end else None
        aggregate = ("server", "") if end is None else (side.aggregate if side else None)
        if port.name not in up:
            yield Member(port.name, active=False, reason="link down in LACP negotiation")
        elif aggregate is None or (side and not _agree(port.lacp, side.lacp)):
            yield Member(port.name, active=False, reason="waiting for LACP response")
        elif partner is not None and aggregate != partner:
            yield Member(port.name, active=False, reason="incompatible partner")
        else:
            partner = aggregate
            yield Member(port.name, active=True, reason="")


def _agree(here: str, there: str) -> bool:
    """Tell whether two LACP modes form a bundle: both static, or at least one of them active."""
    if "on" in (here, there):
        return here == there
    return "active" in (here, there)


def _is_up_by_itself(view: DeviceView, interface: InterfaceView, up: set[str]) -> bool:
    if interface.shutdown:
        return False
    if interface.kind == "tunnel":
        source = view.interfaces.get(view.vxlan.source_interface) if view.vxlan else None
        return source is not None and not source.shutdown and source.address is not None
    if interface.parent is not None:
        return interface.parent in up
    return interface.kind in ("loopback", "management")


def _is_svi_up(view: DeviceView, interface: InterfaceView, up: set[str]) -> bool:
    vlan = interface.vlan
    if vlan is None or interface.shutdown or vlan not in view.vlans or not view.vlans[vlan].active:
        return False
    if not interface.autostate:
        return True
    interfaces = [view.interfaces[name] for name in up if name in view.interfaces]
    if view.vxlan and vlan in view.vxlan.vlan_vnis and any(item.kind == "tunnel" for item in interfaces):
        return True
    return any(carries(view, item, vlan) for item in interfaces)


def carries(view: DeviceView, interface: InterfaceView, vlan: int) -> bool:
    """Tell whether a switched port carries a VLAN that exists on the switch; members of a bundle carry none."""
    if not interface.switched or interface.bundle:
        return False
    if interface.mode == "access":
        return interface.access_vlan == vlan
    groups = view.vlans[vlan].trunk_groups
    return vlan in interface.trunk_vlans and (not groups or bool(groups & interface.trunk_groups))


def carried_vlans(view: DeviceView, interface: InterfaceView) -> frozenset[int]:
    """Return the VLANs that exist on the switch and that a switched port carries; none for members of a bundle."""
    if not interface.switched or interface.bundle:
        return frozenset()
    if interface.mode == "access":
        return frozenset({interface.access_vlan}) & frozenset(view.vlans)
    return frozenset(number for number in view.vlans if carries(view, interface, number))


@dataclass(frozen=True, slots=True)
class Bridging:
    """A switched interface that is up towards another switch: its far end, and what it carries."""

    far: InterfaceId
    vlans: frozenset[int]
    access: int | None
    """The VLAN of an access port, which leads into whatever access VLAN the other end has."""


def bridges(derivations: Derivations, device: str) -> dict[str, Bridging]:
    """Return the switched interfaces of a switch that are up towards other switches."""
    view, ports = view_of(derivations, device), derivations.derive(port_state, device)
    found: dict[str, Bridging] = {}
    for name in _towards_switches(ports):
        interface = view.interfaces.get(name)
        far = ports.far_end(name)
        if (
            interface is not None
            and far is not None
            and name in ports.up
            and interface.switched
            and not interface.bundle
        ):
            access = interface.access_vlan if interface.mode == "access" else None
            found[name] = Bridging(far, carried_vlans(view, interface), access)
    return found


def _towards_switches(ports: PortState) -> Iterable[str]:
    yield from (name for name in ports.neighbors)
    yield from ports.members


def logical_ports(derivations: Derivations, device: str) -> dict[str, str]:
    """Return the bundle of every port that is a member of one."""
    return {item.name: item.bundle for item in view_of(derivations, device).interfaces.values() if item.bundle}


def segments(derivations: Derivations, device: str) -> dict[int, frozenset[tuple[str, int]]]:
    """Return for each VLAN interface of a switch the VLANs of switches that are one broadcast domain with it."""
    view = view_of(derivations, device)
    vlans = [item.vlan for item in view.interfaces.values() if item.vlan is not None]
    return {vlan: _bridged(derivations, device, vlan) for vlan in vlans}


def _bridged(derivations: Derivations, device: str, vlan: int) -> frozenset[tuple[str, int]]:
    seen, waiting = {(device, vlan)}, [(device, vlan)]
    while waiting:
        place, number = waiting.pop()
        for bridge in derivations.derive(bridges, place).values():
            there = _leads_to(derivations, place, bridge, number)
            if there is not None and there not in seen:
                seen.add(there)
                waiting.append(there)
    return frozenset(seen)


def same_segment(derivations: Derivations, here: tuple[str, int], there: tuple[str, int]) -> bool:
    """Tell whether VLAN interfaces of two switches are in one broadcast domain, over bridged links."""
    return there in derivations.derive(segments, here[0]).get(here[1], frozenset())


def _leads_to(derivations: Derivations, place: str, bridge: Bridging, vlan: int) -> tuple[str, int] | None:
    """Return the VLAN at the other end that frames of a VLAN arrive in, None when they do not pass."""
    if vlan not in bridge.vlans:
        return None
    far = bridge.far
    name = derivations.derive(logical_ports, far.device).get(far.name, far.name)
    back = derivations.derive(bridges, far.device).get(name)
    if back is None or back.far.device != place:
        return None
    if bridge.access is not None and back.access is not None:
        return (far.device, back.access) if back.vlans else None
    return (far.device, vlan) if vlan in back.vlans else None
