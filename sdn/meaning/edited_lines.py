"""Which line of the estate was edited, when a number differs that a switch derives from it.

A fabric's numbers are counted (`inventory.numbering`): an address that moved within its prefix was counted otherwise,
as slots were edited; one that left it was taken from another prefix.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from typing import Final

from inventory.model.fabric import Fabric, SwitchRole
from inventory.model.origin import Origin
from sdn.meaning.scene import Scene


@dataclass(frozen=True, slots=True, order=True)
class Reason:
    """One line of the estate that wants something; the lowest rank says it most closely."""

    rank: int
    sentence: str
    subject: str
    """What it is about; several reasons of one subject are one."""


EDITED: Final = 0
"""The rank of a value that was edited: everything else follows from it."""
_WORDS: Final = {"asn": "ASN", "router_ids": "router ids", "vteps": "VTEPs", "underlay_mtu": "underlay MTU"}
_OF_THE_TYPE: Final = frozenset(
    {"spine_slots", "border_slots", "underlay_mtu", "anycast_gateway_mac", "peering_vlan_base"}
)
"""Keys of a fabric that are written in its type."""


def fabric_of(scene: Scene, device: str) -> Fabric:
    """Return the fabric of a switch, or of the scene's for a device that the estate does not know."""
    switch = scene.estate.switches.get(device)
    return scene.estate.fabrics[switch.fabric if switch is not None else scene.after.fabric]


def fabric_edited(scene: Scene, device: str, key: str, was: object = None) -> Iterator[Reason]:
    """Name the line that holds a key of a switch's fabric, or of the fabric's type."""
    fabric = fabric_of(scene, device)
    words = _WORDS.get(key, key.replace("_", " "))
    old = f", which was {was}" if was is not None else ""
    line = scene.line(_origin(scene, fabric, key, device))
    sentence = f"{line} gives fabric {fabric.name} {words} {getattr(fabric, key)}{old}"
    yield Reason(EDITED, sentence, f"fabric {fabric.name} {key}")


def _origin(scene: Scene, fabric: Fabric, key: str, device: str) -> Origin:
    """Find where a key of a fabric is written: in itself, or in the fabric type that its switches come from."""
    if key not in _OF_THE_TYPE:
        return fabric.origin.at(key)
    switch = scene.estate.switches.get(device) or scene.estate.switches[scene.after.name]
    return Origin(switch.origin.file, switch.origin.path[:2]).at(key)


def network_edited(scene: Scene, name: str, key: str, was: object, value: object) -> Iterator[Reason]:
    """Name the line that holds a key of a network."""
    noun = scene.estate.networks.get(name)
    if noun is not None:
        words = {"vlan": "VLAN", "vni": "VNI", "mtu": "MTU"}.get(key, key)
        sentence = f"{scene.line(noun.origin.at(key))} gives network {name} {words} {value}, which was {was}"
        yield Reason(EDITED, sentence, f"network {name}")


def asn_edited(scene: Scene, device: str, before: int, after: int) -> Iterator[Reason]:
    """Name the line of the fabric's ASN, which moved as far as the switch's did, or of the slots before a pair."""
    if _is_counted_otherwise(scene, device):
        yield from fabric_edited(scene, device, "border_slots")
    else:
        yield from fabric_edited(scene, device, "asn", fabric_of(scene, device).asn - (after - before))


def address_edited(scene: Scene, device: str, key: str, before: object, after: object) -> Iterator[Reason]:
    """Name the line of the prefix that a switch's address is taken from, or of the slots that it is counted by."""
    prefix = getattr(fabric_of(scene, device), key)
    if isinstance(prefix, IPv4Network) and _both_in(prefix, before, after):
        yield from fabric_edited(scene, device, _slots(scene, device))
    else:
        yield from fabric_edited(scene, device, key)


def link_edited(scene: Scene, before: IPv4Address, after: IPv4Address, peer: str) -> Iterator[Reason]:
    """Name the line of the prefix that a link's addresses are taken from: of one of the two ends' fabrics."""
    here = scene.after.name
    fabrics = {device: fabric_of(scene, device) for device in (here, peer)}
    device = next((name for name, fabric in fabrics.items() if after in fabric.links), here)
    if before not in fabrics[device].links:
        yield from fabric_edited(scene, device, "links")
    elif fabrics[here] is not fabrics[peer]:
        # Lines between sites are counted from the end of the prefix, by border slots alone.
        yield from fabric_edited(scene, device, "border_slots")
    else:
        member = peer if scene.after.role is SwitchRole.SPINE else here
        yield from fabric_edited(scene, member, _slots(scene, member))


def _slots(scene: Scene, device: str) -> str:
    """Name the slots by which a switch is counted otherwise: border slots move the leaves, and their ASNs too."""
    return "border_slots" if _asns(scene, device, after=False) != _asns(scene, device, after=True) else "spine_slots"


def _is_counted_otherwise(scene: Scene, device: str) -> bool:
    """Return whether a switch's router id moved within its prefix."""
    if device != scene.after.name:
        sides = [
            {one.address for one in side.bgp.neighbors if one.device == device} for side in (scene.before, scene.after)
        ]
        prefix = fabric_of(scene, device).router_ids
        ids = [sorted(address for address in side if address in prefix) for side in sides]
        return bool(ids[0]) and bool(ids[1]) and ids[0] != ids[1]
    before, after = (side.bgp.router_id for side in (scene.before, scene.after))
    return before != after and _both_in(fabric_of(scene, device).router_ids, before, after)


def _asns(scene: Scene, device: str, *, after: bool) -> set[int]:
    intent = scene.after if after else scene.before
    if device == intent.name:
        return {intent.bgp.asn}
    return {one.asn for one in intent.bgp.neighbors if one.device == device}


def _both_in(prefix: IPv4Network, before: object, after: object) -> bool:
    return all(isinstance(address, IPv4Address) and address in prefix for address in (before, after))
