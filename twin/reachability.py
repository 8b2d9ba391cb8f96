"""Where a packet goes: hop by hop over the routing tables, through tunnels as well."""

from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Literal

from twin.convergence.connected import Place, owners_of
from twin.convergence.ports import same_segment
from twin.convergence.route_table import Hop, Route
from twin.network import TwinNetwork

Outcome = Literal["arrives", "dropped", "loops", "unknown"]


@dataclass(frozen=True, slots=True)
class Trace:
    """What becomes of packets from one place to an address, over every equal path: the worst of them."""

    outcome: Outcome
    places: tuple[Place, ...]
    """The switches and VRFs that the packet passes on that path, the first one included."""
    reason: str


def trace(network: TwinNetwork, place: Place, address: IPv4Address) -> Trace:
    """Return what becomes of packets to an address that a switch sends or forwards in a VRF.

    A packet arrives where its address is on link. Where a switch on the way has lines that are not understood, the
    answer is unknown. Equal paths are all followed; one that does not arrive decides.
    """
    return _follow(network, place, address, ())


def _follow(network: TwinNetwork, place: Place, address: IPv4Address, before: tuple[Place, ...]) -> Trace:
    passed = (*before, place)
    if place in before:
        return Trace("loops", passed, f"{place[0]} has seen the packet before")
    unknown = network.unknown_because(place)
    if unknown:
        return Trace("unknown", passed, unknown[0])
    route = longest_match(network, place, address)
    if route is None:
        return Trace("dropped", passed, f"{place[0]} has no route to {address} in {place[1]}")
    if route.protocol == "connected":
        return Trace("arrives", passed, f"{address} is on {route.hops[0].interface} of {place[0]}")
    found = [trace for hop in route.hops for trace in _over(network, place, address, hop, passed)]
    order: tuple[Outcome, ...] = ("loops", "dropped", "unknown", "arrives")
    return min(found, key=lambda item: order.index(item.outcome))


def longest_match(network: TwinNetwork, place: Place, address: IPv4Address) -> Route | None:
    """Return the most specific route to an address, None when there is none."""
    around = (route for prefix, route in network.routes(place).items() if address in prefix)
    return max(around, key=lambda route: route.network.prefixlen, default=None)


def _over(network: TwinNetwork, place: Place, address: IPv4Address, hop: Hop, passed: tuple[Place, ...]) -> list[Trace]:
    following = _behind_tunnel(network, hop) if hop.vtep else _next_door(network, place, hop)
    if not following:
        where = hop.vtep or hop.address or hop.interface or "nowhere"
        return [Trace("dropped", passed, f"{place[0]} sends it to {where}, where nothing takes it")]
    return [_follow(network, there, address, passed) for there in following]


def _behind_tunnel(network: TwinNetwork, hop: Hop) -> list[Place]:
    """Return the VRFs with this VNI of the switches that the tunnel ends on."""
    found = []
    for device in network.devices:
        vxlan = network.view(device).vxlan
        if vxlan is not None and network.vtep(device) == hop.vtep:
            found += [(device, vrf) for vrf, vni in vxlan.vrf_vnis.items() if vni == hop.vni]
    return found


def _next_door(network: TwinNetwork, place: Place, hop: Hop) -> list[Place]:
    """Return the switch that answers for a next hop: it has the address, and is on the same link or VLAN."""
    if hop.address is None:
        return []
    owners = owners_of(network.derivations, hop.address)
    return [(device, vrf) for device, interface, vrf in owners if _adjacent(network, place[0], hop, device, interface)]


def _adjacent(network: TwinNetwork, device: str, hop: Hop, other: str, their_interface: str) -> bool:
    here, there = network.view(device).interfaces.get(hop.interface), network.view(other).interfaces[their_interface]
    if here is None or device == other:
        return False
    if here.vlan is not None and there.vlan is not None:
        return same_segment(network.derivations, (device, here.vlan), (other, there.vlan))
    far = network.ports(device).far_end(here.name)
    if far is None or far.device != other:
        return False
    port = network.view(other).interfaces.get(far.name)
    return their_interface in (far.name, port.bundle if port else None)
