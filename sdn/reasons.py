"""Why a switch changes: from the sections that differ to the lines of the estate that want them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from inventory.model.estate import Estate
from inventory.model.origin import Origin
from sdn.configuration import Tree
from sdn.intent.model import DeviceIntent, Port
from sdn.port_networks import followed_networks, named_server, network_vlans

_BEFORE_FIRST_CONFIGURATION: Final = "router bgp "
"""A switch without BGP is not part of the fabric yet: all of it is new."""
_NETWORK_LINK: Final = re.compile(r"(?:br|vx)(\d+)")
_ROUTE_TARGET: Final = re.compile(r"\brt (\d+):")
_EMPTY: Final[Tree] = {}


@dataclass(frozen=True, slots=True, order=True)
class Reason:
    """One line of the estate that wants something; the lowest rank says it most closely."""

    rank: int
    sentence: str
    subject: str
    """What it is about; several reasons of one subject are one."""


def why(estate: Estate, intent: DeviceIntent, running: Tree, intended: Tree, sections: tuple[str, ...]) -> str:
    """Return one sentence: the line of the estate that explains the change best, and how many others there are."""
    wants_all = f"{_line(estate, intent.origin)} wants switch {intent.name}"
    if not any(line.startswith(_BEFORE_FIRST_CONFIGURATION) for line in running):
        return wants_all
    reasons = _Reasons(estate, intent, running, intended)
    found = [reason for line in sections for reason in reasons.of_section(line)]
    if not found:
        return wants_all
    others = len({reason.subject for reason in found}) - 1
    return min(found).sentence + (f", and {others} more" if others else "")


@dataclass(frozen=True)
class _Reasons:
    """Finds the reasons of one switch."""

    estate: Estate
    intent: DeviceIntent
    running: Tree
    intended: Tree

    def of_section(self, line: str) -> Iterator[Reason]:
        """Yield why a top line differs; a port that only follows its networks has no reason of its own."""
        before, after = self.running.get(line), self.intended.get(line)
        if followed_networks(line, before, after, self.moving):
            return
        found = tuple(self._of_lines(line, before, after))
        yield from found
        if after is None and not found:
            yield Reason(8, f"no line of the estate wants '{line}' on {self.intent.name}", line)

    def _of_lines(self, line: str, before: Tree | None, after: Tree | None) -> Iterator[Reason]:
        """Yield the reason of a line, or, if it has none, of each line below it that differs."""
        reason = self._of_line(line)
        if reason is not None:
            yield reason
            return
        left, right = before or _EMPTY, after or _EMPTY
        for below in {**left, **right}:
            if left.get(below) != right.get(below):
                yield from self._of_lines(below, left.get(below), right.get(below))

    def _of_line(self, line: str) -> Reason | None:
        for beginning, explain in _EXPLANATIONS.items():
            if line.startswith(beginning):
                found: Reason | None = explain(self, line.removeprefix(beginning))
                return found
        return None

    @cached_property
    def moving(self) -> Mapping[int, int]:
        """The networks that come to the switch or leave it: VLANs by their VNIs."""
        before, after = network_vlans(self.running), network_vlans(self.intended)
        known = {network.vni: network.vlan for network in self.estate.networks.values()}
        return {vni: known.get(vni, (before | after)[vni]) for vni in before.keys() ^ after.keys()}

    def by_port(self, name: str) -> Reason | None:
        """Explain a port by its server, its cable, or that it has neither."""
        ports = [port for port in self.intent.ports if name in {port.name, f"Port-Channel{port.port_channel}"}]
        server = next((port.server for port in ports if port.server), None)
        if server is not None and server in self.estate.servers:
            return self._by_server(server, name, ports[0])
        if not ports or name.startswith("Port-Channel"):
            return None
        use = "leaves unused" if ports[0].kind == "unused" else "connects"
        return Reason(2, f"{self._line(ports[0].origin)} {use} {self.intent.name} {name}", name)

    def _by_server(self, server: str, name: str, port: Port) -> Reason:
        """Explain a port by its server's zone, unless another server was on it: then they were moved."""
        other = named_server(self.running.get(f"interface {name}", _EMPTY))
        if other != server and other in self.estate.servers:
            moved = f"{self._line(port.origin)} connects server {server} to {port.name}, where {other} was"
            return Reason(0, moved, f"server {server}")
        noun = self.estate.servers[server]
        wish = f"{self._line(noun.origin.at('zone'))} puts server {server} into zone {noun.zone}"
        return Reason(1, wish, f"server {server}")

    def by_vlan(self, words: str) -> Reason | None:
        """Explain a VLAN by its network; those of the peer link have none."""
        number = int(words.split(maxsplit=1)[0])
        if any(vlan.number == number and vlan.vni is None for vlan in self.intent.vlans):
            return None
        for network in self.estate.networks.values():
            if network.vlan == number:
                return self._by_network(network.name)
        return self._unwanted(number)

    def by_vni(self, words: str) -> Reason | None:
        """Explain a VNI by its network."""
        vni = int(words.split(maxsplit=1)[0])
        for network in self.estate.networks.values():
            if network.vni == vni:
                return self._by_network(network.name)
        return self._unwanted(self.moving.get(vni, 0), vni)

    def by_link(self, name: str) -> Reason | None:
        """Explain an interface of Linux: a bridge or a tunnel end of a network, a port, or a port's VLAN."""
        vni = _NETWORK_LINK.fullmatch(name)
        return self.by_vni(vni[1]) if vni else self.by_port(name.partition(".")[0])

    def by_route_target(self, words: str) -> Reason | None:
        """Explain what sites tell each other by its network or zone."""
        vni = _ROUTE_TARGET.search(words)
        if vni is None:
            return None
        zone = next((vrf.name for vrf in self.intent.vrfs if vrf.vni == int(vni[1])), None)
        return self.by_zone(zone) if zone else self.by_vni(vni[1])

    def _by_network(self, name: str) -> Reason:
        network = self.estate.networks[name]
        here = self.intent.site in network.sites
        where = f"at site {self.intent.site}" if here else f"at {', '.join(network.sites)} only"
        rank = 3 if here or network.vni in self.moving else 5
        return Reason(rank, f"{self._line(network.origin)} wants network {name} {where}", f"network {name}")

    def _unwanted(self, vlan: int, vni: int = 0) -> Reason:
        name = next((line.removeprefix("name ") for line in self.running.get(f"vlan {vlan}", _EMPTY)), "")
        words = f"VLAN {vlan}{f' ({name})' if name else ''}" if vlan else f"VNI {vni}"
        return Reason(3, f"no line of the estate wants {words} on {self.intent.name}", words)

    def by_zone(self, words: str) -> Reason | None:
        """Explain a VRF by its zone."""
        name = words.split(maxsplit=1)[0]
        vrf = next((vrf for vrf in self.intent.vrfs if vrf.name == name), None)
        if vrf is None:
            return None
        wish = f"{self._line(vrf.origin)} wants zone {name} at site {self.intent.site}"
        return Reason(4, wish, f"zone {name}")

    def _line(self, origin: Origin) -> str:
        return _line(self.estate, origin)


_EXPLANATIONS: Final = {
    "interface Vlan": _Reasons.by_vlan,
    "vxlan vlan ": _Reasons.by_vlan,
    "vlan ": _Reasons.by_vlan,
    "vxlan vrf ": _Reasons.by_zone,
    "vrf instance ": _Reasons.by_zone,
    "vrf ": _Reasons.by_zone,
    "interface ": _Reasons.by_port,
    "vni ": _Reasons.by_vni,
    "link ": _Reasons.by_link,
    "ip extcommunity-list ": _Reasons.by_route_target,
    "bgp extcommunity-list ": _Reasons.by_route_target,
}


def _line(estate: Estate, origin: Origin) -> str:
    source = estate.locate(origin)
    return f"{source.file}:{source.line}"
