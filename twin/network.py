"""A network of switches: what configurations and cables lead to, kept up to date change by change."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network

from twin.cabling import AttachedServer, InterfaceId, InterfacePair
from twin.convergence.connected import Place, router_id_of
from twin.convergence.derivations import Derivations
from twin.convergence.evpn import (
    Announced,
    EvpnKey,
    announced_routes,
    census,
    flood_list,
    unicast_ends,
    vtep,
)
from twin.convergence.given import view_of
from twin.convergence.mlag import MlagStatus, mlag_status
from twin.convergence.multihop import sessions
from twin.convergence.paths import BgpPath
from twin.convergence.ports import PortState, port_state
from twin.convergence.route_table import Route, bgp_table, full_bgp_table, route_table
from twin.convergence.sessions import BgpSession, SessionKey, SessionTable
from twin.convergence.unknown import unknown_because
from twin.device_view import DEFAULT_VRF, DeviceView


@dataclass(slots=True)
class TwinNetwork:
    """Switches, cables and servers; every question is answered for what was last set.

    `with_link` names ports that have link although nothing is known at their other end.
    """

    cables: tuple[InterfacePair, ...]
    servers: tuple[AttachedServer, ...] = ()
    with_link: frozenset[InterfaceId] = frozenset()
    derivations: Derivations = field(default_factory=Derivations)
    _names: tuple[str, ...] = ()
    _unplugged: frozenset[InterfaceId] = frozenset()

    def set_views(self, views: Mapping[str, DeviceView]) -> None:
        """Set what the switches' configurations mean."""
        if tuple(views) != self._names:
            self._names = tuple(views)
            self.derivations.give("devices", self._names)
            self._plug_in(self._names)
        for name, view in views.items():
            self.derivations.give(("view", name), view)

    def set_unplugged(self, unplugged: frozenset[InterfaceId]) -> None:
        """Set which ports have their cable pulled."""
        changed = unplugged ^ self._unplugged
        if not changed:
            return
        self._unplugged = unplugged
        pulled = {port.device for port in changed}
        ends = {end.device for cable in self.cables for end in (cable.a, cable.b) if {cable.a, cable.b} & changed}
        self._plug_in(name for name in self._names if name in pulled | ends)

    def _plug_in(self, names: Iterable[str]) -> None:
        known = set(self._names)
        neighbors: dict[str, dict[str, InterfaceId]] = {}
        carriers: dict[str, set[str]] = {}
        for here, there in self._joined():
            if there.device in known:
                neighbors.setdefault(here.device, {})[here.name] = there
            else:
                carriers.setdefault(here.device, set()).add(here.name)
        for port in self.with_link - self._unplugged:
            carriers.setdefault(port.device, set()).add(port.name)
        cards: dict[str, dict[str, tuple[str, str]]] = {}
        for server in self.servers:
            for nic, port in server.nics:
                if port not in self._unplugged:
                    cards.setdefault(port.device, {})[port.name] = server.name, nic
        for name in names:
            plugged = neighbors.get(name, {}), cards.get(name, {}), frozenset(carriers.get(name, ()))
            self.derivations.give(("plugs", name), plugged)

    def _joined(self) -> Iterator[tuple[InterfaceId, InterfaceId]]:
        for cable in self.cables:
            if cable.a not in self._unplugged and cable.b not in self._unplugged:
                yield cable.a, cable.b
                yield cable.b, cable.a

    @property
    def devices(self) -> tuple[str, ...]:
        """Return the names of all switches."""
        return self._names

    def view(self, device: str) -> DeviceView:
        """Return what a switch's configuration means."""
        return view_of(self.derivations, device)

    def ports(self, device: str) -> PortState:
        """Return the state of a switch's interfaces."""
        return self.derivations.derive(port_state, device)

    def mlag(self, device: str) -> MlagStatus:
        """Return the state of MLAG on a switch."""
        return self.derivations.derive(mlag_status, device)

    def sessions(self, device: str) -> SessionTable:
        """Return the BGP sessions of a switch by VRF and neighbor."""
        return self.derivations.derive(sessions, device)

    def session(self, key: SessionKey) -> BgpSession:
        """Return one BGP session."""
        return self.sessions(key[0])[key[1], key[2]]

    def router_id(self, place: Place) -> IPv4Address:
        """Return what BGP calls itself in a VRF of a switch."""
        return self.derivations.derive(router_id_of, place)

    def bgp(self, place: Place) -> dict[IPv4Network, tuple[BgpPath, ...]]:
        """Return the BGP table of a VRF: every network with all paths to it."""
        return self.derivations.derive(full_bgp_table, place)

    def routes(self, place: Place) -> dict[IPv4Network, Route]:
        """Return the routing table of a VRF."""
        return self.derivations.derive(route_table, place)

    def unknown_because(self, place: Place) -> tuple[str, ...]:
        """Return the lines because of which nothing certain can be said of a VRF of a switch; none: all is known.

        Lines count that were not understood, or whose effect is not computed, on the switch itself and on every switch
        that it exchanges routes with, directly or over others.
        """
        return self.derivations.derive(unknown_because, place)

    def vtep(self, device: str) -> IPv4Address | None:
        """Return the address that a switch ends VXLAN tunnels on."""
        return self.derivations.derive(vtep, device)

    def evpn(self, device: str) -> dict[EvpnKey, tuple[Announced, tuple[BgpPath, ...]]]:
        """Return the EVPN routes that a switch knows, each with all paths to it."""
        found: dict[EvpnKey, tuple[Announced, tuple[BgpPath, ...]]] = {}
        for route, arrived in self.derivations.derive(announced_routes, None):
            paths = arrived.paths.get((device, DEFAULT_VRF))
            if paths:
                found[route.key] = route, paths
        return found

    def flood_list(self, device: str) -> dict[int, tuple[IPv4Address, ...]]:
        """Return the tunnel ends that a switch floods each of its VLANs to."""
        return self.derivations.derive(flood_list, device)

    def remote_vteps(self, device: str) -> dict[IPv4Address, tuple[str, ...]]:
        """Return the remote tunnel ends of a switch, each with what it is used for: flooding, unicast or both."""
        flood = {end for ends in self.flood_list(device).values() for end in ends}
        unicast = self.derivations.derive(unicast_ends, device)
        return {
            end: tuple(kind for kind, used in (("flood", flood), ("unicast", unicast)) if end in used)
            for end in sorted(flood | unicast)
        }

    def received(self, device: str, family: str) -> dict[tuple[str, IPv4Address], int]:
        """Return how many routes of a family (`ipv4`, `evpn`) a switch has accepted from each neighbor."""
        if family == "evpn":
            place = (device, DEFAULT_VRF)
            counted = self.derivations.derive(census, None)
            tables = {DEFAULT_VRF: _counted((spread.paths.get(place, ()), number) for spread, number in counted)}
        else:
            vrfs = self._bgp_vrfs(device)
            known = {vrf: self.derivations.derive(bgp_table, (device, vrf)).values() for vrf in vrfs}
            tables = {vrf: _counted((paths, 1) for paths in found) for vrf, found in known.items()}
        return {(vrf, neighbor): number for vrf, found in tables.items() for neighbor, number in found.items()}

    def _bgp_vrfs(self, device: str) -> tuple[str, ...]:
        bgp = self.view(device).bgp
        return tuple(bgp.instances) if bgp else ()


def _counted(paths: Iterable[tuple[tuple[BgpPath, ...], int]]) -> dict[IPv4Address, int]:
    """Return how many paths came from each neighbor; each group of paths stands for so many routes."""
    counts: defaultdict[IPv4Address, int] = defaultdict(int)
    for found, number in paths:
        for path in found:
            if path.neighbor is not None and not path.imported:
                counts[path.neighbor] += number
    return counts
