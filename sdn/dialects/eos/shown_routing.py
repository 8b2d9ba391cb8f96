"""What of a switch's routing a configuration of Arista EOS shows: BGP with its peers, and the policies that it uses."""

import re
from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network
from typing import Final

from sdn.configuration import Tree
from sdn.dialects.shown_values import address, number, value
from sdn.intent.model import DeviceIntent
from sdn.intent.routing import (
    AddressFamily,
    Bgp,
    Neighbor,
    PeerGroup,
    PrefixList,
    RouteMap,
    RouteMapEntry,
    RouteTargetList,
    VrfPeering,
)

_PREFIX: Final = re.compile(r"seq \d+ permit (\d+\.\d+\.\d+\.\d+/\d+)(?: eq (\d+))?")
_TARGET: Final = re.compile(r"ip extcommunity-list (\S+) permit rt (\d+):\d+")
_MAP: Final = re.compile(r"route-map (\S+) (permit|deny) (\d+)")
_GROUP: Final = re.compile(r"neighbor (\S+) peer group")
_MEMBER: Final = re.compile(r"neighbor (\S+) peer group (\S+)")
_IN_VRF: Final = re.compile(r"vrf (\S+)")

Policies = tuple[tuple[PrefixList, ...], tuple[RouteTargetList, ...], tuple[RouteMap, ...]]


def shown_policies(tree: Tree) -> Policies:
    """Return the prefix lists, lists of route targets and route maps."""
    targets: dict[str, list[int]] = {}
    maps: dict[str, list[RouteMapEntry]] = {}
    for line, section in tree.items():
        if target := _TARGET.fullmatch(line):
            targets.setdefault(target[1], []).append(int(target[2]))
        elif found := _MAP.fullmatch(line):
            maps.setdefault(found[1], []).append(_entry(int(found[3]), found[2] == "permit", section))
    return (
        tuple(_prefix_lists(tree)),
        tuple(RouteTargetList(name, tuple(vnis)) for name, vnis in targets.items()),
        tuple(RouteMap(name, tuple(entries)) for name, entries in maps.items()),
    )


def _prefix_lists(tree: Tree) -> Iterator[PrefixList]:
    for line, section in tree.items():
        if line.startswith("ip prefix-list "):
            found = [match for item in section if (match := _PREFIX.fullmatch(item))]
            length = next((int(match[2]) for match in found if match[2]), None)
            prefixes = tuple(IPv4Network(match[1], strict=False) for match in found)
            yield PrefixList(line.removeprefix("ip prefix-list "), prefixes, length)


def _entry(sequence: int, permit: bool, section: Tree) -> RouteMapEntry:
    return RouteMapEntry(
        sequence,
        permit,
        prefix_list=value(section, "match ip address prefix-list "),
        route_target_list=value(section, "match extcommunity "),
        set_origin_incomplete="set origin incomplete" in section,
    )


def shown_bgp(tree: Tree, title: str, wanted: DeviceIntent) -> Bgp:
    """Return the BGP process; `title` is its section's own line."""
    section = tree[title]
    asn = number(title.removeprefix("router bgp ")) or 0
    groups = tuple(_groups(section))
    in_vrf = "redistribute connected route-map "
    vrfs = [(found[1], below) for line, below in section.items() if (found := _IN_VRF.fullmatch(line))]
    return Bgp(
        asn=asn,
        router_id=address(value(section, "router-id ")) or wanted.bgp.router_id,
        maximum_paths=number(value(section, "maximum-paths ")) or 1,
        redistribute_connected=value(section, in_vrf) or "",
        peer_groups=groups,
        neighbors=tuple(_neighbors(section, asn, groups, _devices(wanted))),
        vrfs=tuple(_vrf(name, below, asn, groups, wanted) for name, below in vrfs),
        redistribute_connected_in_vrfs=next(
            (name for _, below in vrfs if (name := value(below, in_vrf))), wanted.bgp.redistribute_connected_in_vrfs
        ),
    )


def _devices(wanted: DeviceIntent) -> Mapping[str, str]:
    """Map the description of a session to the device at its other end, as it is wanted."""
    in_vrfs = (vrf.neighbor for vrf in wanted.bgp.vrfs if vrf.neighbor is not None)
    return {neighbor.description: neighbor.device for neighbor in (*wanted.bgp.neighbors, *in_vrfs)}


def _neighbors(
    section: Tree, asn: int, groups: tuple[PeerGroup, ...], devices: Mapping[str, str]
) -> Iterator[Neighbor]:
    remote = {group.name: group.remote_asn for group in groups}
    for line in section:
        found = _MEMBER.fullmatch(line)
        end = address(found[1]) if found else None
        if found and end:
            words = f"neighbor {end} "
            own = number(value(section, f"{words}remote-as "))
            description = value(section, f"{words}description ") or ""
            device = devices.get(description, description.partition(" ")[0])
            yield Neighbor(end, found[2], own or remote.get(found[2]) or asn, device, description)


def _vrf(name: str, section: Tree, asn: int, groups: tuple[PeerGroup, ...], wanted: DeviceIntent) -> VrfPeering:
    vni = number((value(section, "rd ") or "").rpartition(":")[2]) or 0
    return VrfPeering(name, vni, next(_neighbors(section, asn, groups, _devices(wanted)), None))


def _groups(section: Tree) -> Iterator[PeerGroup]:
    for line in section:
        if found := _GROUP.fullmatch(line):
            yield _group(section, found[1])


def _group(section: Tree, name: str) -> PeerGroup:
    words = f"neighbor {name} "
    activated = f"{words}activate"
    families = (AddressFamily.IPV4, AddressFamily.EVPN)
    evpn = section.get("address-family evpn", {})
    return PeerGroup(
        name,
        families=tuple(one for one in families if activated in section.get(f"address-family {one.value}", {})),
        remote_asn=number(value(section, f"{words}remote-as ")),
        next_hop_self=f"{words}next-hop-self" in section,
        next_hop_unchanged=f"{words}next-hop-unchanged" in section,
        from_loopback=value(section, f"{words}update-source ") is not None,
        bfd=f"{words}bfd" in section,
        multihop=number(value(section, f"{words}ebgp-multihop ")),
        own_asn_allowed=value(section, f"{words}allowas-in") is not None,
        route_map_in=_policy(section, words, "in") or _policy(evpn, words, "in"),
        route_map_out=_policy(section, words, "out") or _policy(evpn, words, "out"),
        maximum_routes=number(value(section, f"{words}maximum-routes ")),
    )


def _policy(section: Tree, words: str, direction: str) -> str | None:
    found = re.compile(re.escape(f"{words}route-map ") + rf"(\S+) {direction}")
    return next((match[1] for line in section if (match := found.fullmatch(line))), None)
