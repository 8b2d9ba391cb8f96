"""Why a switch changes: from the sections that differ to the lines of the estate that want them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from inventory.model.estate import Estate
from inventory.model.origin import Origin
from sdn.configuration import Tree
from sdn.intent.model import DeviceIntent, Port, Vlan

_BEFORE_FIRST_CONFIGURATION: Final = "router bgp "
"""A switch without BGP is not part of the fabric yet: all of it is new."""
_NETWORK_LINK: Final = re.compile(r"(?:br|vx)(\d+)")


@dataclass(frozen=True, slots=True, order=True)
class Reason:
    """One line of the estate that wants something; the lowest rank says it most closely."""

    rank: int
    sentence: str


def why(estate: Estate, intent: DeviceIntent, running: Tree, intended: Tree, sections: tuple[str, ...]) -> str:
    """Return one sentence: the line of the estate that explains the change best, and how many others there are."""
    wants_all = f"{_line(estate, intent.origin)} wants switch {intent.name}"
    if not any(line.startswith(_BEFORE_FIRST_CONFIGURATION) for line in running):
        return wants_all
    lines = tuple(_changed_lines(running, intended, sections))
    reasons = {reason for line in lines if (reason := _reason(estate, intent, line)) is not None}
    reasons |= {
        Reason(8, f"no line of the estate wants '{line}' on {intent.name}")
        for line in sections
        if line not in intended and _reason(estate, intent, line) is None
    }
    if not reasons:
        return wants_all
    others = len(reasons) - 1
    return min(reasons).sentence + (f", and {others} more" if others else "")


def servers_hit(intent: DeviceIntent, sections: tuple[str, ...]) -> tuple[str, ...]:
    """Return the servers on the ports that change, in the order of the ports."""
    changed = {name for line in sections for kind, _, name in [line.partition(" ")] if kind in {"interface", "link"}}
    changed |= {name.partition(".")[0] for name in changed}
    hit = (
        port.server
        for port in intent.ports
        if port.server and (port.name in changed or f"Port-Channel{port.port_channel}" in changed)
    )
    return tuple(f"server {server}" for server in dict.fromkeys(hit))


def _changed_lines(running: Tree, intended: Tree, sections: tuple[str, ...]) -> Iterator[str]:
    """Yield the sections, and inside of them every line that is on one side only."""
    for line in sections:
        yield line
        yield from _one_sided(running.get(line, {}), intended.get(line, {}))


def _one_sided(left: Tree, right: Tree) -> Iterator[str]:
    for line in {**left, **right}:
        if (line in left) != (line in right):
            yield line
        yield from _one_sided(left.get(line, {}), right.get(line, {}))


def _reason(estate: Estate, intent: DeviceIntent, line: str) -> Reason | None:
    for beginning, explain in _EXPLANATIONS:
        if line.startswith(beginning):
            return explain(estate, intent, line.removeprefix(beginning))
    return None


def _by_port(estate: Estate, intent: DeviceIntent, name: str) -> Reason | None:
    channel = name.removeprefix("Port-Channel")
    ports = [port for port in intent.ports if name in {port.name, f"Port-Channel{port.port_channel}"}]
    server = next((port.server for port in ports if port.server), None)
    if server is not None and server in estate.servers:
        origin = estate.servers[server].origin.at("zone")
        zone = estate.servers[server].zone
        return Reason(0, f"{_line(estate, origin)} puts server {server} into zone {zone}")
    if not ports or channel != name:
        return None
    return Reason(2, f"{_line(estate, ports[0].origin)} {_use(ports[0])} {intent.name} {name}")


def _use(port: Port) -> str:
    return "leaves unused" if port.kind == "unused" else "connects"


def _by_vlan(estate: Estate, intent: DeviceIntent, words: str) -> Reason | None:
    number = words.split(maxsplit=1)[0]
    return _by_network(estate, intent, lambda vlan: str(vlan.number) == number)


def _by_vni(estate: Estate, intent: DeviceIntent, words: str) -> Reason | None:
    number = words.split(maxsplit=1)[0]
    return _by_network(estate, intent, lambda vlan: str(vlan.vni) == number)


def _by_link(estate: Estate, intent: DeviceIntent, name: str) -> Reason | None:
    """Explain an interface of Linux: a bridge or a tunnel end of a network, a port, or a port's VLAN."""
    vni = _NETWORK_LINK.fullmatch(name)
    return _by_vni(estate, intent, vni[1]) if vni else _by_port(estate, intent, name.partition(".")[0])


def _by_network(estate: Estate, intent: DeviceIntent, wanted: Callable[[Vlan], bool]) -> Reason | None:
    vlan = next((vlan for vlan in intent.vlans if wanted(vlan) and vlan.vni is not None), None)
    if vlan is None:
        return None
    return Reason(3, f"{_line(estate, vlan.origin)} wants network {vlan.name} at site {intent.site}")


def _by_zone(estate: Estate, intent: DeviceIntent, words: str) -> Reason | None:
    name = words.split(maxsplit=1)[0]
    vrf = next((vrf for vrf in intent.vrfs if vrf.name == name), None)
    if vrf is None:
        return None
    return Reason(4, f"{_line(estate, vrf.origin)} wants zone {name} at site {intent.site}")


_EXPLANATIONS: Final[tuple[tuple[str, Callable[[Estate, DeviceIntent, str], Reason | None]], ...]] = (
    ("interface Vlan", _by_vlan),
    ("vxlan vlan ", _by_vlan),
    ("vlan ", _by_vlan),
    ("vxlan vrf ", _by_zone),
    ("vrf instance ", _by_zone),
    ("vrf ", _by_zone),
    ("interface ", _by_port),
    ("vni ", _by_vni),
    ("link ", _by_link),
)


def _line(estate: Estate, origin: Origin) -> str:
    source = estate.locate(origin)
    return f"{source.file}:{source.line}"
