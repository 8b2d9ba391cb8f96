"""What is up on a device, and what of it a change leaves as it is, so that it must be up again afterwards."""

from collections.abc import Collection, Hashable, Iterator
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

    sessions: frozenset[Item]
    interfaces: frozenset[str]

    def of(self, items: frozenset[Item]) -> frozenset[Item]:
        """Keep those items that the change does not touch."""
        return frozenset(
            item
            for item in items
            if (item.name in self.interfaces if item.kind == "interface" else _normal(item) in self.sessions)
        )


def unaffected(
    before: DeviceIntent | None, after: DeviceIntent, interfaces: frozenset[str], cut_off: Collection[str] = ()
) -> Unaffected:
    """Return what the change of a switch from one intent to the other leaves as it is.

    `interfaces` are those that the intended configuration keeps up; `cut_off` are the devices that the switch cannot
    reach before they have changed too.
    """
    wanted = dict(_sessions(after, cut_off))
    if before is None:
        return Unaffected(frozenset(wanted), interfaces)
    known = dict(_sessions(before, cut_off))
    same = (item for item, terms in wanted.items() if known.get(item) == terms)
    return Unaffected(frozenset(same), interfaces)


def _normal(item: Item) -> Item:
    return Item(item.kind, item.name, "" if item.vrf == "default" else item.vrf)


def _sessions(intent: DeviceIntent, cut_off: Collection[str]) -> Iterator[tuple[Item, Hashable]]:
    """Yield each session with all that both ends must agree on."""
    for device, ends in session_ends(intent).items():
        for end in ends:
            # An EVPN session needs a way through the underlay, which the change may cut for the moment.
            if device not in cut_off or end.family is AddressFamily.IPV4:
                yield Item(_KINDS[end.family], str(end.peer_address)), end
    families = {group.name: group.families for group in intent.bgp.peer_groups}
    for vrf in intent.bgp.vrfs:
        if vrf.neighbor is None:
            continue
        address = vrf.neighbor.address
        ways = [(svi.vlan, svi.address) for svi in intent.svis if svi.vrf == vrf.vrf and address in svi.address.network]
        for family in families.get(vrf.neighbor.peer_group, ()):
            terms = (intent.bgp.asn, vrf.neighbor.asn, tuple(ways))
            yield Item(_KINDS[family], str(address), vrf.vrf), terms
