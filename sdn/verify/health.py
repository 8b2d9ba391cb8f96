"""What is up on a device, and what of it a change leaves as it is, so that it must be up again afterwards."""

from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass

from sdn.intent.model import DeviceIntent
from sdn.intent.routing import AddressFamily
from sdn.intent.sessions import session_ends

_KINDS = {AddressFamily.IPV4: "bgp", AddressFamily.EVPN: "evpn"}


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """One thing that is up or down: a BGP session in its VRF, an EVPN session, an interface."""

    kind: str
    name: str
    vrf: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.name}" + (f" in {self.vrf}" if self.vrf not in {"", "default"} else "")


@dataclass(frozen=True, slots=True)
class Unaffected:
    """What a change leaves as it is; what it removes or makes anew on purpose is not expected to come up again."""

    sessions: Mapping[Item, str]
    """Each with the device at its other end."""
    interfaces: frozenset[str]

    def without(self, devices: Collection[str]) -> "Unaffected":
        """Leave out the EVPN sessions to devices that cannot be reached for the moment: they need the underlay."""
        kept = {item: device for item, device in self.sessions.items() if item.kind == "bgp" or device not in devices}
        return Unaffected(kept, self.interfaces)

    def of(self, items: frozenset[Item]) -> frozenset[Item]:
        """Keep those items that the change does not touch."""
        return frozenset(
            item
            for item in items
            if (item.name in self.interfaces if item.kind == "interface" else _normal(item) in self.sessions)
        )


def unaffected(before: DeviceIntent | None, after: DeviceIntent, interfaces: frozenset[str]) -> Unaffected:
    """Return what the change of a switch from one intent to the other leaves as it is.

    `interfaces` are those that the intended configuration keeps up.
    """
    known = None if before is None else {item: terms for item, terms, _ in _sessions(before)}
    return Unaffected(
        {item: device for item, terms, device in _sessions(after) if known is None or known.get(item) == terms},
        interfaces,
    )


def _normal(item: Item) -> Item:
    return Item(item.kind, item.name, "" if item.vrf == "default" else item.vrf)


def _sessions(intent: DeviceIntent) -> Iterator[tuple[Item, Hashable, str]]:
    """Yield each session with all that both ends must agree on, and the device at its other end."""
    for device, ends in session_ends(intent).items():
        for end in ends:
            yield Item(_KINDS[end.family], str(end.peer_address)), end, device
    families = {group.name: group.families for group in intent.bgp.peer_groups}
    for vrf in intent.bgp.vrfs:
        if vrf.neighbor is None:
            continue
        address = vrf.neighbor.address
        ways = [(svi.vlan, svi.address) for svi in intent.svis if svi.vrf == vrf.vrf and address in svi.address.network]
        for family in families.get(vrf.neighbor.peer_group, ()):
            terms = (intent.bgp.asn, vrf.neighbor.asn, tuple(ways))
            yield Item(_KINDS[family], str(address), vrf.vrf), terms, vrf.neighbor.device
