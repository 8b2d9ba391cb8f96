"""Servers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from itertools import repeat

from inventory.document.sites import ServerDocument
from inventory.expansion.context import Expansion
from inventory.model.fabric import Switch, Zone
from inventory.model.origin import Origin
from inventory.model.sites import DeviceType, Mount, Nic, Rack, Server
from inventory.ranges import positions


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What servers refer to."""

    racks: Mapping[str, Rack]
    device_types: Mapping[str, DeviceType]
    zones: Mapping[str, Zone]
    switches: Mapping[str, Switch]


def expand_servers(expansion: Expansion, around: Surroundings) -> dict[str, Server]:
    """Make the servers, by name."""
    servers: dict[str, Server] = {}
    for _, document, origin in expansion.entries("servers", ServerDocument):
        sound = _references(expansion, document, around, origin)
        for site in expansion.sites(document.sites, origin.at("sites"), "The server"):
            for server in _servers(expansion, document, around, origin, site) if sound else ():
                if server.name in servers:
                    expansion.add(servers, server.name, server, origin.at("names"), "server")
                else:
                    servers[server.name] = server
    return servers


def _references(expansion: Expansion, document: ServerDocument, around: Surroundings, origin: Origin) -> bool:
    """Check what all servers of one entry name alike."""
    sound = True
    if document.type not in around.device_types:
        expansion.unknown("device_types", document.type, around.device_types, origin.at("type"), "The server")
        sound = False
    if document.zone not in around.zones:
        expansion.unknown("zones", document.zone, around.zones, origin.at("zone"), "The server")
        sound = False
    return sound


def _servers(
    expansion: Expansion, document: ServerDocument, around: Surroundings, origin: Origin, site: str
) -> list[Server]:
    racks = expansion.names(document.racks, origin.at("racks"))
    names = expansion.new_names(document.names, origin.at("names"))
    ports = expansion.names(document.ports, origin.at("ports"))
    count = len(racks) * len(names)
    if not count or not expansion.matched(ports, count, origin.at("ports"), "ports", "servers"):
        return []
    addresses = _addresses(expansion, document, origin)
    if addresses and not expansion.matched(addresses, count, origin.at("addresses"), "addresses", "servers"):
        return []
    switches = _switches(expansion, document, around, origin, site)
    place = _Place(document, origin, site, tuple(switches.items()), frozenset(document.labels))
    units = positions(document.positions, len(names))
    made: list[Server] = []
    for number, rack in enumerate(racks):
        if f"{site}/{rack}" not in around.racks:
            known = [other.name for other in around.racks.values() if other.site == site]
            expansion.unknown("racks", rack, known, origin.at("racks"), f"A server of {site}")
            continue
        first = number * len(names)
        made += place.servers(rack, names, units, ports[first:], addresses[first:])
    return made


@dataclass(frozen=True, slots=True)
class _Place:
    """What all servers of one entry at one site have in common."""

    document: ServerDocument
    origin: Origin
    site: str
    switches: tuple[tuple[str, str], ...]
    """Interface and switch."""
    labels: frozenset[str]

    def servers(
        self, rack: str, names: Sequence[str], units: Sequence[int], ports: Sequence[str], addresses: Sequence[str]
    ) -> list[Server]:
        """Make the servers of one rack; there are ports, and addresses if any, for at least as many."""
        document, key, prefix = self.document, f"{self.site}/{rack}", f"{self.site}-{rack}-"
        switches = self.switches
        return [
            Server(
                prefix + name,
                self.site,
                Mount(key, unit, document.face, document.cords),
                document.type,
                document.role,
                document.zone,
                self.labels,
                tuple([Nic(nic, switch, port) for nic, switch in switches]),
                address,
                self.origin,
            )
            for name, unit, port, address in zip(names, units, ports, addresses or repeat(None), strict=False)
        ]


def _addresses(expansion: Expansion, document: ServerDocument, origin: Origin) -> tuple[str, ...]:
    """List the management addresses; what is not an address is reported."""
    place = origin.at("addresses")
    found = expansion.names(document.addresses or (), place)
    wrong = [text for text in found if not _is_address(text)]
    for text in wrong:
        advice = "Write addresses by range: 10.40.0.[11-18]."
        expansion.report("wrong-value", place, f"{text} is not an IPv4 or IPv6 address.", advice)
    return () if wrong else found


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _switches(
    expansion: Expansion, document: ServerDocument, around: Surroundings, origin: Origin, site: str
) -> dict[str, str]:
    """Resolve interface → full name of the switch at this site."""
    found: dict[str, str] = {}
    for nic, short in document.nics.items():
        switch = f"{site}-{short}"
        if switch in around.switches:
            found[nic] = switch
        else:
            known = [name.removeprefix(f"{site}-") for name, other in around.switches.items() if other.site == site]
            expansion.unknown("switches", short, known, origin.at("nics", nic), f"A server of {site}")
    return found
