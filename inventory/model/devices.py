"""Devices in racks that are neither switches nor servers: storage, consoles, patch panels, chassis, PDUs."""

from typing import NamedTuple

from inventory.model.origin import Origin
from inventory.model.sites import Mount


class RackDevice(NamedTuple):
    """A device that stands in a rack or hangs at its side, weighs, and may draw power and have bays for others."""

    name: str
    """With site and rack: tianfu-a03-ch1."""
    site: str
    mount: Mount
    type: str
    role: str
    """What it is for, in the words of the estate: storage, console, patch-panel, pdu, chassis."""
    origin: Origin
    label: str = ""
    """What it is called where people read it, in any script; empty: its name."""
    description: str = ""
