"""Devices by the block: those of one rack that differ in little more than their names.

A range of the files stays a range until a single server is asked for: a hundred thousand servers are a few
thousand blocks.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from inventory.model.devices import RackDevice
from inventory.model.fabric import Switch
from inventory.model.origin import Origin
from inventory.model.sites import Face, Mount, Nic, Server, ServerRole

Device = Switch | Server | RackDevice


class Mounted(NamedTuple):
    """Devices of one rack that are alike but for their names and units."""

    noun: str
    """Server, Switch or Device, as sentences begin."""
    rack: str
    type: str
    face: Face
    cords: tuple[str, ...]
    origin: Origin
    names: Sequence[str]
    units: Sequence[int]
    """The lowest unit of each."""
    shown_names: Sequence[str] = ()
    """What each is called where people read it; empty: none is written."""
    chassis: str | None = None
    """The device in whose bays they stand; then their units are all 0."""
    bays: Sequence[str] = ()
    """The bay of each in the chassis."""


class NicBlock(NamedTuple):
    """The interfaces of one name of a block's servers: all go to one switch, each to a port of its own."""

    name: str
    switch: str
    ports: Sequence[str]


class ServerBlock(NamedTuple):
    """Servers of one rack that are alike but for their names, units, ports and addresses."""

    site: str
    mounted: Mounted
    role: ServerRole
    zone: str
    labels: frozenset[str]
    nics: tuple[NicBlock, ...]
    addresses: Sequence[str] = ()
    """Management addresses, one for each server; empty: none is written."""

    def servers(self) -> Iterator[Server]:
        """Make the single servers, in their order."""
        mounted, nics = self.mounted, self.nics
        for number, (name, unit) in enumerate(zip(mounted.names, mounted.units, strict=True)):
            yield Server(
                name,
                self.site,
                Mount(
                    mounted.rack,
                    unit,
                    mounted.face,
                    mounted.cords,
                    mounted.chassis,
                    mounted.bays[number] if mounted.bays else "",
                ),
                mounted.type,
                self.role,
                self.zone,
                self.labels,
                tuple([Nic(nic.name, nic.switch, nic.ports[number]) for nic in nics]),
                self.addresses[number] if self.addresses else None,
                mounted.origin,
                mounted.shown_names[number] if mounted.shown_names else "",
            )


def mounted(device: Device) -> Mounted:
    """Make a block of one device."""
    noun = "Switch" if isinstance(device, Switch) else "Server" if isinstance(device, Server) else "Device"
    mount = device.mount
    shown = (device.label,) if not isinstance(device, Switch) and device.label else ()
    bays = (mount.bay,) if mount.chassis else ()
    return Mounted(
        noun,
        mount.rack,
        device.type,
        mount.face,
        mount.cords,
        device.origin,
        (device.name,),
        (mount.position,),
        shown,
        mount.chassis,
        bays,
    )


def block_of(server: Server) -> ServerBlock:
    """Make a block of one server."""
    return ServerBlock(
        server.site,
        mounted(server),
        server.role,
        server.zone,
        server.labels,
        tuple(NicBlock(nic.name, nic.switch, (nic.port,)) for nic in server.nics),
        () if server.management_address is None else (server.management_address,),
    )
