"""Law: whatever is set on any switch of an estate is set on one of those that stand for all."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, make_dataclass, replace
from functools import cache
from string import digits
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.model.blocks import NicBlock, ServerBlock
from inventory.model.estate import Estate
from inventory.model.fabric import SwitchRole
from inventory.model.sites import Termination
from sdn.field_reads import is_set, kind_of, parts_of, settings_of
from sdn.intent import fabric_intent
from sdn.intent.model import DeviceIntent
from sdn.representative_switches import IDENTITY, MAY_BE_UNSET, representative_estate
from sdn.unrendered import unrendered, unrendered_settings
from tests.sdn.shapes import Shape, SiteShape, build

PAIRS = 5


@cache
def extended(of: Any) -> Any:  # noqa: ANN401 - any class
    """Return a noun's class with a field that no dialect knows, which nobody has set."""
    if hasattr(of, "__dataclass_fields__"):
        return make_dataclass(of.__name__, [("added_percent", int, 0)], bases=(of,), frozen=True)
    return type(of.__name__, (of,), {"_fields": (*of._fields, "added_percent"), "added_percent": 0})


def with_added(thing: Any, value: int = 0) -> Any:  # noqa: ANN401 - any noun
    """Return the same noun with the field."""
    of: Any = type(thing)
    if hasattr(of, "__dataclass_fields__"):
        return extended(of)(**{one.name: getattr(thing, one.name) for one in fields(of)}, added_percent=value)
    found = extended(of)(*thing)
    found.added_percent = value
    return found


def with_added_nouns(estate: Estate) -> Estate:
    return replace(
        estate,
        switches={name: with_added(switch) for name, switch in estate.switches.items()},
        switch_cables=tuple(map(with_added, estate.switch_cables)),
        server_blocks=tuple(
            with_added(block._replace(nics=tuple(map(with_added, block.nics)))) for block in estate.server_blocks
        ),
    )


ESTATE = with_added_nouns(
    build(Shape(sites={"gaoxin": SiteShape(leaf_pairs=PAIRS), "tianfu": SiteShape(leaf_pairs=PAIRS, nos="frr")}))
)


def carried(estate: Estate) -> dict[str, DeviceIntent]:
    """Return the intent of each switch with what the nouns' new field says on whatever is made of the noun."""
    wanted: dict[tuple[str, str], int] = {}
    for block in estate.server_blocks:
        for nic in block.nics:
            said = max(block.added_percent, nic.added_percent)  # type: ignore[attr-defined]
            wanted |= {(nic.switch, port): said for port in nic.ports}
    for cable in estate.switch_cables:
        for end in (cable.a, cable.b):
            wanted[end.device, end.port] = cable.added_percent  # type: ignore[attr-defined]
    return {
        name: with_added(
            replace(
                intent,
                ports=tuple(with_added(port, wanted.get((name, port.name), 0)) for port in intent.ports),
            ),
            estate.switches[name].added_percent,  # type: ignore[attr-defined]
        )
        for name, intent in fabric_intent(estate).items()
    }


def changed_block(estate: Estate, index: int, change: Callable[[ServerBlock], ServerBlock | None]) -> Estate:
    blocks = list(estate.server_blocks)
    index %= len(blocks)
    made = change(blocks[index])
    blocks[index : index + 1] = [] if made is None else [made]
    return replace(estate, server_blocks=tuple(blocks))


def remade(block: ServerBlock, **changes: object) -> ServerBlock:
    made: ServerBlock = with_added(ServerBlock(*block)._replace(**changes), block.added_percent)  # type: ignore[attr-defined, arg-type]
    return made


def with_first_nic(block: ServerBlock, switch: str, number: int) -> NicBlock:
    """Return the first interface as if it went to a port of a number on a switch."""
    first = block.nics[0]
    made: NicBlock = with_added(NicBlock(first.name, switch, (first.ports[0].rstrip(digits) + str(number),)))
    return made


def on_other_ports(block: ServerBlock) -> ServerBlock:
    """Give the server another port on each switch of the pair, so that nothing is bundled."""
    return remade(block, nics=(with_first_nic(block, block.nics[0].switch, 20), *block.nics[1:]))


def on_two_pairs(block: ServerBlock) -> ServerBlock:
    """Connect the server to the next pair too, instead of to both switches of its own."""
    switch = block.nics[0].switch
    other = f"{switch[:-3]}{int(switch[-3:-1]) % PAIRS + 1:02d}{switch[-1]}"
    return remade(block, nics=(with_first_nic(block, other, 30), *block.nics[1:]))


def switch_set(estate: Estate, index: int) -> Estate:
    name = list(estate.switches)[index % len(estate.switches)]
    return replace(estate, switches={**estate.switches, name: with_added_again(estate.switches[name])})


def with_added_again(thing: Any) -> Any:  # noqa: ANN401 - any noun that has the field already
    if is_dataclass(thing):
        return replace(thing, added_percent=5)  # type: ignore[type-var]
    found = type(thing)(*thing)
    found.added_percent = 5
    return found


def cable_set(estate: Estate, index: int) -> Estate:
    cables = list(estate.switch_cables)
    cables[index % len(cables)] = with_added_again(cables[index % len(cables)])
    return replace(estate, switch_cables=tuple(cables))


SET: dict[str, Callable[[Estate, int], Estate]] = {
    "a switch": switch_set,
    "a server": lambda estate, index: changed_block(estate, index, with_added_again),
    "an interface": lambda estate, index: changed_block(
        estate, index, lambda block: remade(block, nics=(*block.nics[:-1], with_added_again(block.nics[-1])))
    ),
    "a cable": cable_set,
}
CHANGES = SET | {
    "another zone": lambda estate, index: changed_block(estate, index, lambda block: remade(block, zone="zone-2")),
    "one interface": lambda estate, index: changed_block(
        estate, index, lambda block: remade(block, nics=block.nics[:1])
    ),
    "other ports": lambda estate, index: changed_block(estate, index, on_other_ports),
    "on two pairs": lambda estate, index: changed_block(estate, index, on_two_pairs),
    "no server": lambda estate, index: changed_block(estate, index, lambda _: None),
}


def set_kinds(estate: Estate, intents: dict[str, DeviceIntent]) -> set[object]:
    """Return what is set on any switch: system, role, and the field with the kind of its object."""
    return {
        (estate.switches[name].nos, intent.role, kind_of(thing), one.name)
        for name, intent in intents.items()
        for thing in everything(intent)
        for one in settings_of(type(thing))
        if is_set(one, getattr(thing, one.name))
    }


def everything(thing: object) -> Iterator[object]:
    yield thing
    for part in parts_of(thing):
        yield from everything(part)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(CHANGES)), st.integers(0, 200)), max_size=4))
def test_what_is_set_anywhere_is_set_on_a_representative(changes: list[tuple[str, int]]) -> None:
    estate = ESTATE
    for name, index in changes:
        estate = CHANGES[name](estate, index)
    few = representative_estate(estate)
    whole, reduced = carried(estate), carried(few)
    assert set_kinds(estate, whole) <= set_kinds(few, reduced)
    alike = {name: replace(intent, expectations=whole[name].expectations) for name, intent in reduced.items()}
    leaves = {name for name, intent in reduced.items() if intent.role is SwitchRole.LEAF}
    assert {name: alike[name] for name in leaves} == {name: whole[name] for name in leaves}


LAST_LEAF = max(name for name in ESTATE.switches if "leaf" in name)
LAST = {name: len(ESTATE.server_blocks) - 1 for name in CHANGES} | {
    "a switch": list(ESTATE.switches).index(LAST_LEAF),
    "a cable": max(number for number, one in enumerate(ESTATE.switch_cables) if one.a.device == LAST_LEAF),
}
"""What is changed → where the last leaf pair is changed by it, which does not stand for others otherwise."""


@pytest.mark.parametrize(("what", "index"), [(what, index) for what in SET for index in (3, LAST[what])])
def test_what_is_refused_is_what_asking_every_switch_refuses(what: str, index: int) -> None:
    """The same words and the same lines."""
    estate = SET[what](ESTATE, index)
    found = list(unrendered_settings(estate, intents_of=carried))
    assert found
    assert found == list(unrendered(estate, carried(estate)))


def test_pairs_that_are_alike_are_asked_about_once_and_their_servers_never_made() -> None:
    asked: list[Estate] = []

    def intents_of(estate: Estate) -> dict[str, DeviceIntent]:
        asked.append(estate)
        return carried(estate)

    estate = replace(ESTATE)
    assert list(unrendered_settings(estate, intents_of=intents_of)) == []
    assert [len(one.switches) for one in asked] == [2 * (2 + 2 + 2)]
    assert "servers" not in vars(estate)


@pytest.mark.parametrize("change", sorted(CHANGES))
def test_a_pair_that_differs_is_kept(change: str) -> None:
    changed, usual = (representative_estate(one) for one in (CHANGES[change](ESTATE, LAST[change]), ESTATE))
    assert LAST_LEAF in changed.switches.keys() - usual.switches.keys()


def test_pairs_that_a_cable_joins_to_another_are_kept() -> None:
    """Each of them, although they are alike: the switch at the other end has a port to either."""
    ends = [("gaoxin-leaf-02a", "Ethernet33"), ("gaoxin-leaf-03a", "Ethernet34")]
    cables = tuple(
        replace(ESTATE.switch_cables[0], a=Termination(device, "Ethernet33"), b=Termination("gaoxin-leaf-04a", port))
        for device, port in ends
    )
    few = representative_estate(replace(ESTATE, switch_cables=(*ESTATE.switch_cables, *cables)))
    assert {"gaoxin-leaf-02a", "gaoxin-leaf-03a", "gaoxin-leaf-04a"} <= few.switches.keys()
    assert set(cables) <= set(few.switch_cables)


def test_an_estate_without_two_pairs_that_are_alike_is_asked_as_it_is() -> None:
    estate = build(Shape(sites={"tianfu": SiteShape(leaf_pairs=1)}))
    assert representative_estate(estate) is estate


def test_what_is_left_out_of_the_comparison_is_there() -> None:
    for noun, names in IDENTITY.items():
        own = {one.name for one in fields(noun)} if is_dataclass(noun) else set(noun._fields)  # type: ignore[attr-defined]
        assert names <= own, noun
    assert frozenset().union(*IDENTITY.values()) >= MAY_BE_UNSET
