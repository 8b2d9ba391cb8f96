"""Servers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address

from inventory.document.sites import ServerDocument
from inventory.expansion.chassis import is_consistent, occupied
from inventory.expansion.context import Expansion
from inventory.expansion.labels import display_labels
from inventory.expansion.rack_devices import units_of
from inventory.model.blocks import Mounted, NicBlock, ServerBlock, block_of
from inventory.model.devices import RackDevice
from inventory.model.fabric import Switch, Zone
from inventory.model.origin import Origin
from inventory.model.sites import DeviceType, Rack


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What servers refer to."""

    racks: Mapping[str, Rack]
    device_types: Mapping[str, DeviceType]
    zones: Mapping[str, Zone]
    switches: Mapping[str, Switch]
    devices: Mapping[str, RackDevice]


def expand_servers(expansion: Expansion, around: Surroundings) -> tuple[ServerBlock, ...]:
    """Make the servers, by entry and rack."""
    blocks: list[ServerBlock] = []
    taken: dict[str, None] = {}
    for _, document, origin in expansion.entries("servers", ServerDocument):
        sound = _references(expansion, document, around, origin)
        for site in expansion.sites(document.sites, origin.at("sites"), "The server"):
            for block in _blocks(expansion, document, around, origin, site) if sound else ():
                blocks.extend(_named_once(expansion, block, taken))
    return tuple(blocks)


def _named_once(expansion: Expansion, block: ServerBlock, taken: dict[str, None]) -> Iterator[ServerBlock]:
    """Take the names of a block; a block of which some are taken is taken apart, and these are reported."""
    names = dict.fromkeys(block.mounted.names)
    if len(names) == len(block.mounted.names) and taken.keys().isdisjoint(names):
        taken.update(names)
        yield block
        return
    for server in block.servers():
        if expansion.add(taken, server.name, None, server.origin.at("names"), "server"):
            yield block_of(server)


def _references(expansion: Expansion, document: ServerDocument, around: Surroundings, origin: Origin) -> bool:
    """Check what all servers of one entry name alike."""
    sound = True
    if document.type not in around.device_types:
        expansion.unknown("device_types", document.type, around.device_types, origin.at("type"), "The server")
        sound = False
    if document.zone not in around.zones:
        expansion.unknown("zones", document.zone, around.zones, origin.at("zone"), "The server")
        sound = False
    return sound and is_consistent(expansion, document, origin)


def _blocks(
    expansion: Expansion, document: ServerDocument, around: Surroundings, origin: Origin, site: str
) -> Iterator[ServerBlock]:
    racks = expansion.names(document.racks, origin.at("racks"))
    names = expansion.new_names(document.names, origin.at("names"))
    ports = expansion.names(document.ports or (), origin.at("ports"))
    count = len(racks) * len(names)
    if not count or not _is_cabled(expansion, document, ports, count, origin):
        return
    addresses = _addresses(expansion, document, origin)
    if addresses and not expansion.matched(addresses, count, origin.at("addresses"), "addresses", "servers"):
        return
    switches = _switches(expansion, document, around, origin, site)
    entry = _Entry(document, origin, names)
    for number, rack in enumerate(racks):
        if f"{site}/{rack}" not in around.racks:
            known = [other.name for other in around.racks.values() if other.site == site]
            expansion.unknown("racks", rack, known, origin.at("racks"), f"A server of {site}")
            continue
        first = number * len(names)
        for mounted, own in _mounted(expansion, around, entry, (site, rack)):
            part = slice(first + own.start, first + own.stop)
            yield ServerBlock(
                site,
                mounted,
                document.role,
                document.zone,
                frozenset(document.labels),
                tuple([NicBlock(nic, switch, ports[part]) for nic, switch in switches.items()]),
                addresses[part],
            )


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of servers, with its names of one rack."""

    document: ServerDocument
    origin: Origin
    names: tuple[str, ...]


def _mounted(
    expansion: Expansion, around: Surroundings, entry: _Entry, place: tuple[str, str]
) -> Iterator[tuple[Mounted, slice]]:
    """Yield the servers of one rack, `place` being its site and name: those on units, or of each chassis its own.

    With each goes which of the entry's names they have.
    """
    site, rack = place
    document, origin, names = entry.document, entry.origin, entry.names
    full = tuple([f"{site}-{rack}-{name}" for name in names])
    words = {"site": site, "rack": rack}
    shown = display_labels(expansion, document.label, names, words, origin.at("label")) if document.label else ()
    if document.chassis is None:
        units = units_of(expansion, document.positions, around.device_types[document.type], len(names), origin)
        if units is None:
            expansion.written.spoil(origin)
            return
        alike = (document.type, document.face, document.cords, origin)
        yield Mounted("Server", f"{site}/{rack}", *alike, full, units, shown), slice(0, len(names))
        return
    found = tuple(occupied(expansion, document, place, (around.devices, around.device_types), origin))
    places = sum(len(one.bays) for one in found)
    if not found or not expansion.matched(names, places, origin.at("names"), "names", "bays"):
        return
    start = 0
    for one in found:
        own = slice(start, start + len(one.bays))
        start = own.stop
        mount = one.chassis.mount
        alike = (document.type, mount.face, mount.cords, origin)
        nowhere = (0,) * len(one.bays)
        yield Mounted("Server", mount.rack, *alike, full[own], nowhere, shown[own], one.chassis.name, one.bays), own


def _is_cabled(
    expansion: Expansion, document: ServerDocument, ports: tuple[str, ...], count: int, origin: Origin
) -> bool:
    """Check that interfaces have ports, and ports interfaces; a server may have neither."""
    if bool(document.nics) is (document.ports is not None):
        return not document.nics or expansion.matched(ports, count, origin.at("ports"), "ports", "servers")
    missing, there = ("ports", "nics") if document.nics else ("nics", "ports")
    advice = f"The key {there} is written; a cable has two ends. Write {missing} too, or neither. See: sddc schema."
    expansion.report("missing-key", origin, f"The key {missing} is missing.", advice)
    expansion.written.spoil(origin)
    return False


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
            expansion.unknown(
                "switches",
                short,
                lambda: [name.removeprefix(f"{site}-") for name, one in around.switches.items() if one.site == site],
                origin.at("nics", nic),
                f"A server of {site}",
            )
    return found
