"""Orders of changes against every order there is, each looked at step by step in another way."""

from dataclasses import replace
from ipaddress import IPv4Network
from itertools import permutations

import pytest

from inventory.model.estate import Estate
from sdn.change_order import NoOrder, order_of
from sdn.intent.fabric import fabric_intent
from sdn.intent.model import DeviceIntent
from sdn.intent.routing import AddressFamily
from sdn.intent.sessions import agree, session_ends
from tests.sdn.shapes import Shape, SiteShape, build

Intents = dict[str, DeviceIntent]


def _edited(estate: Estate, **changed: object) -> Estate:
    fabrics = {name: replace(fabric, **changed) for name, fabric in estate.fabrics.items()}  # type: ignore[arg-type]
    return replace(estate, fabrics=fabrics)


def _paths(intents: Intents, family: AddressFamily, origin: str) -> set[str]:
    """Return who hears of an origin, by walking every path whose ASNs are all different."""
    ends = {name: session_ends(intent) for name, intent in intents.items()}
    found: set[str] = set()

    def walk(device: str, way: tuple[str, ...], passed: tuple[int, ...]) -> None:
        found.add(device)
        for peer in ends[device]:
            if peer in way or not agree(ends[device][peer], ends[peer].get(device, frozenset()), family):
                continue
            here, there = intents[device].bgp.asn, intents[peer].bgp.asn
            if here == there:
                walk(peer, (*way, peer), passed)
            elif there not in (*passed, here) or any(group.own_asn_allowed for group in intents[peer].bgp.peer_groups):
                walk(peer, (*way, peer), (*passed, here))

    walk(origin, (origin,), ())
    return found


def _connected(intents: Intents) -> set[tuple[str, str]]:
    """Name each two leaves of different pairs of which one hears of the other over the underlay."""
    leaves = [name for name, intent in intents.items() if intent.vtep]
    return {
        (one, other)
        for one in leaves
        for other in _paths(intents, AddressFamily.IPV4, one)
        if other in leaves and intents[one].pair != intents[other].pair
    }


class _Moments:
    """Which moments of a change are good, each looked at once."""

    def __init__(self, before: Intents, after: Intents) -> None:
        self.before, self.after = before, after
        self.wanted = _connected(before) & _connected(after)
        self.known: dict[frozenset[str], bool] = {}

    def is_good(self, order: tuple[str, ...]) -> bool:
        return all(self._holds(frozenset(order[:number])) for number in range(len(order) + 1))

    def _holds(self, done: frozenset[str]) -> bool:
        if done not in self.known:
            moment = {name: self.after[name] if name in done else self.before[name] for name in self.after}
            self.known[done] = self.wanted <= _connected(moment)
        return self.known[done]


SHAPES = {
    "one spine": SiteShape(spines=1, leaf_pairs=2, border_pairs=0),
    "two spines": SiteShape(spines=2, leaf_pairs=2, border_pairs=0),
}
EDITS: dict[str, dict[str, object]] = {
    "asn": {"asn": 4_200_500_000},
    "links": {"links": IPv4Network("10.99.4.0/22")},
    "peer links": {"peer_links": IPv4Network("10.99.2.0/24")},
}


@pytest.mark.parametrize(
    ("shape", "edit", "there_is_one"),
    [
        ("one spine", "asn", False),
        ("two spines", "asn", False),
        ("one spine", "links", True),
        ("two spines", "links", True),
        ("one spine", "peer links", True),
        ("two spines", "peer links", True),
    ],
)
def test_an_order_is_good_at_every_step_and_where_there_is_none_no_order_is_good(
    shape: str, edit: str, there_is_one: bool
) -> None:
    estate = build(Shape(sites={"tianfu": SHAPES[shape]}))
    before, after = fabric_intent(estate), fabric_intent(_edited(estate, **EDITS[edit]))
    changing = {name: before[name] for name in after if before[name] != after[name]}
    found = order_of(changing, after, [name for name, intent in after.items() if intent.vtep])
    if there_is_one:
        assert not isinstance(found, NoOrder)
        order = tuple(turn.device for turn in found)
        assert len(set(order)) == len(order)
        assert _Moments(before, after).is_good(order)
    else:
        assert isinstance(found, NoOrder)
        assert found.proven
        moments = _Moments(before, after)
        assert not any(moments.is_good(order) for order in permutations(found.devices))


@pytest.mark.parametrize(
    "changed",
    [{"underlay_mtu": 9100}, {"anycast_gateway_mac": "00:1c:73:00:00:99"}, {"vteps": IPv4Network("10.99.1.0/24")}],
)
def test_what_leaves_every_session_as_it_is_needs_no_order(changed: dict[str, object]) -> None:
    estate = build(Shape())
    before, after = fabric_intent(estate), fabric_intent(_edited(estate, **changed))
    assert order_of(before, after, list(after)) == ()


def test_switches_that_need_not_stay_connected_go_in_any_order() -> None:
    estate = build(Shape())
    before, after = fabric_intent(estate), fabric_intent(_edited(estate, asn=4_200_500_000))
    found = order_of(before, after, [])
    assert not isinstance(found, NoOrder)
    assert {turn.device for turn in found} == set(after)
