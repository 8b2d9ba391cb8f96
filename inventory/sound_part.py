"""What is whole of an estate in which something did not load: to be looked at, not to be acted on."""

from dataclasses import replace

from inventory.model.blocks import ServerBlock
from inventory.model.estate import Estate


def sound_part(estate: Estate) -> Estate:
    """Leave out devices of racks that did not load, and cables to devices that are left out; what is whole stays."""
    switches = {name: one for name, one in estate.switches.items() if one.mount.rack in estate.racks}
    blocks = [block for block in estate.server_blocks if block.mounted.rack in estate.racks]
    if len(switches) == len(estate.switches) and len(blocks) == len(estate.server_blocks):
        return estate
    known = {*switches, *(name for block in blocks for name in block.mounted.names)}
    cables = tuple(cable for cable in estate.switch_cables if {cable.a.device, cable.b.device} <= known)
    # The digest is of what is written, of which this is a part.
    return replace(
        estate,
        switches=switches,
        server_blocks=tuple(_connected(block, known) for block in blocks),
        switch_cables=cables,
        plant_digest="",
    )


def _connected(block: ServerBlock, known: set[str]) -> ServerBlock:
    return block._replace(nics=tuple(nic for nic in block.nics if nic.switch in known))
