"""What ports and tunnels carry, read from configurations: the networks of a switch, and ports that only follow them."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from sdn.configuration import Tree

_TUNNEL: Final = "interface Vxlan1"
_TUNNELED: Final = re.compile(r"vxlan vlan (\d+) vni (\d+)")
_TUNNEL_LINK: Final = re.compile(r"link vx(\d+)")
_ALLOWED: Final = re.compile(r"switchport trunk allowed vlan ([\d,-]+)")
_PORT_LINK: Final = re.compile(r"link swp\d+(?:\.(\d+))?")
_BRIDGE: Final = re.compile(r"master br(\d+)")
_SERVER: Final = re.compile(r"description (\S+)(?: \S+)?")


def network_vlans(tree: Tree) -> dict[int, int]:
    """Return the networks that a switch carries: VLANs by their VNIs, 0 where the system has no VLAN for it."""
    found = {int(vni): int(vlan) for line in tree.get(_TUNNEL, {}) for vlan, vni in _TUNNELED.findall(line)}
    return found | {int(link[1]): 0 for line in tree if (link := _TUNNEL_LINK.fullmatch(line))}


def followed_networks(line: str, before: Tree | None, after: Tree | None, moving: Mapping[int, int]) -> bool:
    """Say whether a port differs in nothing but networks that come to the switch or leave it.

    `moving` holds their VLANs by their VNIs.
    """
    if not moving:
        return False
    if _PORT_LINK.fullmatch(line):
        bridges = _bridged(before) ^ _bridged(after)
        return bool(bridges) and bridges <= moving.keys()
    differing = set(_one_sided(before, after))
    if before is None or after is None or not differing or not all(map(_ALLOWED.fullmatch, differing)):
        return False
    return _allowed(before) ^ _allowed(after) <= set(moving.values())


def withdrawn_networks(before: Tree | None, after: Tree | None, vlan_of: Mapping[int, int]) -> frozenset[int]:
    """Return the VLANs of the networks that a port carries before, but not after.

    `vlan_of` holds the VLANs by their VNIs, as some systems know a network by its VNI alone.
    """
    bridged = (vlan_of[vni] for vni in _bridged(before) - _bridged(after) if vni in vlan_of)
    return frozenset(_allowed(before) - _allowed(after)).union(bridged)


def named_server(section: Tree) -> str:
    """Return the name that a port's description begins with; empty where there is none."""
    return next((found[1] for line in section if (found := _SERVER.fullmatch(line))), "")


def _one_sided(before: Tree | None, after: Tree | None) -> Iterator[str]:
    left, right = before or {}, after or {}
    yield from (line for line in {**left, **right} if (line in left) != (line in right))


def _bridged(section: Tree | None) -> set[int]:
    return {int(found[1]) for line in section or {} if (found := _BRIDGE.fullmatch(line))}


def _allowed(section: Tree | None) -> set[int]:
    ranges = (text for line in section or {} if (found := _ALLOWED.fullmatch(line)) for text in found[1].split(","))
    return {number for text in ranges for number in _numbers(text)}


def _numbers(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)
