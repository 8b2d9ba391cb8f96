"""What is up: ports by cables and shutdowns, port-channels by LACP, VLAN interfaces, loopbacks, the VXLAN tunnel."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from twin.cabling import AttachedServer, InterfaceId, InterfacePair
from twin.device_view import DeviceView, InterfaceView


@dataclass(frozen=True, slots=True)
class Member:
    """A port of a port-channel: whether LACP bundles it, and if not, why."""

    name: str
    active: bool
    reason: str


@dataclass(frozen=True, slots=True)
class LinkState:
    """The state of every interface of the fabric, and what is behind it."""

    up: frozenset[InterfaceId]
    neighbors: dict[InterfaceId, InterfaceId]
    hosts: dict[InterfaceId, tuple[str, str]]
    members: dict[InterfaceId, tuple[Member, ...]]
    domains: dict[tuple[str, int], int]

    def is_up(self, device: str, interface: str) -> bool:
        """Tell whether an interface's line protocol is up."""
        return InterfaceId(device, interface) in self.up

    def far_end(self, device: str, interface: str) -> InterfaceId | None:
        """Return the interface of the switch at the other end: for a port-channel, that of its first active member."""
        members = self.members.get(InterfaceId(device, interface))
        if members is None:
            return self.neighbors.get(InterfaceId(device, interface))
        ends = (self.neighbors.get(InterfaceId(device, member.name)) for member in members if member.active)
        return next((end for end in ends if end), None)


def link_state(
    views: Mapping[str, DeviceView],
    cables: Iterable[InterfacePair],
    hosts: Iterable[AttachedServer],
    unplugged: frozenset[InterfaceId],
) -> LinkState:
    """Return what is up, given all configurations, the cables, and the ports whose cable is pulled."""
    neighbors: dict[InterfaceId, InterfaceId] = {}
    for cable in cables:
        if cable.a not in unplugged and cable.b not in unplugged:
            neighbors[cable.a], neighbors[cable.b] = cable.b, cable.a
    attached = {port: (host.name, nic) for host in hosts for nic, port in host.nics if port not in unplugged}
    up = {
        port
        for port in (*neighbors, *attached)
        if not _is_shut(views, port) and not _is_shut(views, neighbors.get(port, port))
    }
    members = _members(views, neighbors, up)
    up |= {port for port, ports in members.items() if not _is_shut(views, port) and any(m.active for m in ports)}
    for view in views.values():
        up |= {
            InterfaceId(view.name, item.name) for item in view.interfaces.values() if _is_up_by_itself(view, item, up)
        }
    for view in views.values():
        up |= {InterfaceId(view.name, item.name) for item in view.interfaces.values() if _is_svi_up(view, item, up)}
    state = LinkState(frozenset(up), neighbors, attached, members, {})
    return LinkState(state.up, neighbors, attached, members, _domains(views, state))


def _is_shut(views: Mapping[str, DeviceView], port: InterfaceId) -> bool:
    view = views.get(port.device)
    interface = view.interfaces.get(port.name) if view else None
    return interface is not None and interface.shutdown


def _members(
    views: Mapping[str, DeviceView], neighbors: Mapping[InterfaceId, InterfaceId], up: set[InterfaceId]
) -> dict[InterfaceId, tuple[Member, ...]]:
    result: dict[InterfaceId, tuple[Member, ...]] = {}
    for view in views.values():
        bundles: dict[int, list[InterfaceView]] = {}
        for interface in view.interfaces.values():
            if interface.channel_group:
                bundles.setdefault(interface.channel_group, []).append(interface)
        for interface in view.interfaces.values():
            if interface.kind == "Port-Channel":
                number = int(interface.name.removeprefix("Port-Channel").split(".")[0])
                ports = bundles.get(number, [])
                result[InterfaceId(view.name, interface.name)] = _bundle(view, ports, views, neighbors, up)
    return result


def _bundle(
    view: DeviceView,
    ports: list[InterfaceView],
    views: Mapping[str, DeviceView],
    neighbors: Mapping[InterfaceId, InterfaceId],
    up: set[InterfaceId],
) -> tuple[Member, ...]:
    """Decide which ports LACP bundles: those that are up and lead to one and the same aggregate (IEEE 802.1AX)."""
    partner: tuple[str, str] | None = None
    members: list[Member] = []
    for port in ports:
        here = InterfaceId(view.name, port.name)
        there = neighbors.get(here)
        if here not in up:
            members.append(Member(port.name, active=False, reason="link down in LACP negotiation"))
            continue
        aggregate = _aggregate(views, there) if there else ("host", "")
        far = views[there.device].interfaces.get(there.name) if there else None
        if aggregate is None or (far and not _agree(port.lacp, far.lacp)):
            members.append(Member(port.name, active=False, reason="waiting for LACP response"))
        elif partner is not None and aggregate != partner:
            members.append(Member(port.name, active=False, reason="incompatible partner"))
        else:
            partner = aggregate
            members.append(Member(port.name, active=True, reason=""))
    return tuple(members)


def _agree(here: str, there: str) -> bool:
    """Tell whether two LACP modes form a bundle: both static, or at least one of them active."""
    if "on" in (here, there):
        return here == there
    return "active" in (here, there)


def _aggregate(views: Mapping[str, DeviceView], port: InterfaceId) -> tuple[str, str] | None:
    """Return what a far port is part of as LACP sees it: an MLAG pair counts as one system."""
    view = views[port.device]
    interface = view.interfaces.get(port.name)
    if interface is None or interface.channel_group is None:
        return None
    bundle = view.interfaces.get(f"Port-Channel{interface.channel_group}")
    if bundle and bundle.shutdown:
        return None
    if bundle and bundle.mlag and view.mlag:
        return f"mlag {view.mlag.domain}", str(bundle.mlag)
    return view.name, f"Port-Channel{interface.channel_group}"


def _is_up_by_itself(view: DeviceView, interface: InterfaceView, up: set[InterfaceId]) -> bool:
    if interface.shutdown:
        return False
    if interface.kind == "Vxlan":
        source = view.interfaces.get(view.vxlan.source_interface) if view.vxlan else None
        return source is not None and not source.shutdown and source.address is not None
    if "." in interface.name:
        return InterfaceId(view.name, interface.name.split(".")[0]) in up
    return interface.kind in ("Loopback", "Management")


def _is_svi_up(view: DeviceView, interface: InterfaceView, up: set[InterfaceId]) -> bool:
    if interface.kind != "Vlan" or interface.shutdown:
        return False
    vlan = int(interface.name.removeprefix("Vlan"))
    if vlan not in view.vlans or not view.vlans[vlan].active:
        return False
    if not interface.autostate:
        return True
    if InterfaceId(view.name, "Vxlan1") in up and view.vxlan and vlan in view.vxlan.vlan_vnis:
        return True
    ports = (port for port in view.interfaces.values() if InterfaceId(view.name, port.name) in up)
    return any(vlan in carried_vlans(view, port) for port in ports)


def carried_vlans(view: DeviceView, interface: InterfaceView) -> frozenset[int]:
    """Return the VLANs that exist on the switch and that a switched port carries; none for members of a bundle."""
    if not interface.switched or interface.channel_group:
        return frozenset()
    if interface.mode == "access":
        return frozenset({interface.access_vlan}) & frozenset(view.vlans)
    return frozenset(
        vlan.number
        for vlan in view.vlans.values()
        if vlan.number in interface.trunk_vlans
        and (not vlan.trunk_groups or vlan.trunk_groups & interface.trunk_groups)
    )


def _domains(views: Mapping[str, DeviceView], state: LinkState) -> dict[tuple[str, int], int]:
    """Return which VLANs of which switches are one broadcast domain, for those with a VLAN interface."""
    routed = {
        view.name: {int(item.name.removeprefix("Vlan")) for item in view.interfaces.values() if item.kind == "Vlan"}
        for view in views.values()
    }
    parent: dict[tuple[str, int], tuple[str, int]] = {
        (name, vlan): (name, vlan) for name in routed for vlan in routed[name]
    }

    def root(node: tuple[str, int]) -> tuple[str, int]:
        while parent[node] != node:
            node = parent[node]
        return node

    for view in views.values():
        for interface in view.interfaces.values():
            far = state.far_end(view.name, interface.name) if state.is_up(view.name, interface.name) else None
            if far is None or not interface.switched or interface.channel_group:
                continue
            for ours, theirs in _joined(views, view, interface, far):
                if ours in routed[view.name] and theirs in routed[far.device]:
                    parent[root((view.name, ours))] = root((far.device, theirs))
    numbers: dict[tuple[str, int], int] = {}
    return {node: numbers.setdefault(root(node), len(numbers)) for node in sorted(parent)}


def _joined(
    views: Mapping[str, DeviceView], view: DeviceView, interface: InterfaceView, far: InterfaceId
) -> Iterable[tuple[int, int]]:
    other = views[far.device]
    port = other.interfaces.get(far.name)
    if port is not None and port.channel_group:
        port = other.interfaces.get(f"Port-Channel{port.channel_group}")
    if port is None:
        return ()
    ours, theirs = carried_vlans(view, interface), carried_vlans(other, port)
    if interface.mode == "access" and port.mode == "access":
        return ((interface.access_vlan, port.access_vlan),) if ours and theirs else ()
    return ((vlan, vlan) for vlan in ours & theirs)
