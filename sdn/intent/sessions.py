"""The BGP sessions between switches, each as its two ends see it: one is up only while both agree (RFC 4271, 8.2.2)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface

from sdn.intent.model import DeviceIntent
from sdn.intent.routing import AddressFamily, Neighbor, PeerGroup


@dataclass(frozen=True, slots=True)
class SessionEnd:
    """What one end of a session says of itself and expects of the other."""

    family: AddressFamily
    address: IPv4Address | None
    """Its own; None: it has no way to the other end."""
    asn: int
    peer_address: IPv4Address
    peer_asn: int

    def agrees_with(self, other: "SessionEnd") -> bool:
        """Return whether each is what the other expects."""
        return (
            self.family is other.family
            and (self.address, self.asn) == (other.peer_address, other.peer_asn)
            and (self.peer_address, self.peer_asn) == (other.address, other.asn)
        )


Ends = Mapping[str, frozenset[SessionEnd]]
"""The device at the other end → the sessions to it, as this end sees them."""


def session_ends(intent: DeviceIntent) -> Ends:
    """Return a switch's sessions in the default VRF, by the device at the other end."""
    groups = {group.name: group for group in intent.bgp.peer_groups}
    links = _links(intent)
    found: dict[str, set[SessionEnd]] = {}
    for neighbor in intent.bgp.neighbors:
        group = groups.get(neighbor.peer_group)
        for family in group.families if group is not None else ():
            address = _own_address(intent, links, neighbor, group)
            end = SessionEnd(family, address, intent.bgp.asn, neighbor.address, neighbor.asn)
            found.setdefault(neighbor.device, set()).add(end)
    return {device: frozenset(ends) for device, ends in found.items()}


def agree(here: frozenset[SessionEnd], there: frozenset[SessionEnd], family: AddressFamily) -> bool:
    """Return whether any session of a family between two devices is one that both ends agree on."""
    return any(one.family is family and one.agrees_with(other) for one in here for other in there)


def _links(intent: DeviceIntent) -> tuple[IPv4Interface, ...]:
    return tuple(_addresses(intent))


def _addresses(intent: DeviceIntent) -> Iterator[IPv4Interface]:
    yield from (port.address for port in intent.ports if port.address is not None)
    yield from (svi.address for svi in intent.svis if svi.vrf is None)


def _own_address(
    intent: DeviceIntent, links: tuple[IPv4Interface, ...], neighbor: Neighbor, group: PeerGroup | None
) -> IPv4Address | None:
    if group is not None and group.from_loopback:
        return intent.bgp.router_id
    return next((link.ip for link in links if neighbor.address in link.network), None)
