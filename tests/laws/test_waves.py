"""What every order of changes keeps to."""

import math
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.change import Action, Address, Change
from orchestration.waves import BATCHED, CAREFUL, FREE, DependencyCycle, Pace, waves
from tests.orchestration.worlds import FakeController, MemoryWorld, three_sites

KINDS = ("device", "host", "network", "project")
PACES = {"device": CAREFUL, "host": BATCHED, "network": FREE, "project": FREE}


@st.composite
def plans(draw: st.DrawFn) -> list[Change]:
    """Make changes in any mix of sites, kinds and groups that only wait for earlier ones, so that there is an order."""
    count = draw(st.integers(0, 20))
    addresses = [Address(draw(st.sampled_from(KINDS)), f"n{number:02}") for number in range(count)]
    changes = []
    for number, address in enumerate(addresses):
        earlier = st.sampled_from([*addresses[:number], Address("elsewhere", "x")])
        group = st.none() | st.sampled_from(["g1", "g2", "g3"])
        changes.append(
            Change(
                address=address,
                action=draw(st.sampled_from(Action)),
                reason="r",
                diff="d",
                fingerprint="f",
                site=draw(st.sampled_from(["gaoxin", "tianfu"])),
                after=draw(st.frozensets(earlier, max_size=3)),
                redundancy_group=draw(group),
                hits=draw(st.sampled_from([(), ("server a",)])),
            )
        )
    return changes


@given(plans())
def test_every_change_is_in_exactly_one_wave(changes: list[Change]) -> None:
    ordered = waves(changes, PACES)
    assert Counter(change.address for wave in ordered for change in wave.changes) == Counter(
        change.address for change in changes
    )
    assert all(wave.changes for wave in ordered)
    assert [wave.number for wave in ordered] == list(range(1, len(ordered) + 1))


@given(plans())
def test_no_wave_holds_two_of_a_redundancy_group(changes: list[Change]) -> None:
    for wave in waves(changes, PACES):
        groups = Counter(change.redundancy_group for change in wave.changes if change.redundancy_group)
        assert all(count == 1 for count in groups.values())


@given(plans())
def test_what_a_change_waits_for_is_in_an_earlier_wave(changes: list[Change]) -> None:
    number = {change.address: wave.number for wave in waves(changes, PACES) for change in wave.changes}
    for change in changes:
        for address in change.after & number.keys():
            assert number[address] < number[change.address]


@given(plans(), st.randoms())
def test_the_order_in_which_changes_are_given_makes_no_difference(changes: list[Change], random: object) -> None:
    shuffled = list(changes)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert waves(shuffled, PACES) == waves(changes, PACES)


@given(plans())
def test_a_delete_comes_last_unless_something_waits_for_it(changes: list[Change]) -> None:
    ordered = waves(changes, PACES)
    number = {change.address: wave.number for wave in ordered for change in wave.changes}
    needed = {address for change in changes for address in change.after}
    last_of_others = max((number[one.address] for one in changes if one.action is not Action.DELETE), default=0)
    for change in changes:
        if change.action is Action.DELETE and change.address not in needed:
            assert number[change.address] > last_of_others


@given(plans())
def test_careful_kinds_begin_with_a_canary_and_touch_one_site_a_wave(changes: list[Change]) -> None:
    begun = set()
    counts = Counter((change.address.kind, change.site) for change in changes)
    for wave in waves(changes, PACES):
        assert len({change.site for change in wave.changes if change.address.kind == "device"}) <= 1
        for kind in {change.address.kind for change in wave.changes} & {"device", "host"}:
            mine = [change for change in wave.changes if change.address.kind == kind]
            assert kind in begun or len(mine) == 1
            begun.add(kind)
            for site, count in Counter(change.site for change in mine).items():
                assert count <= max(1, math.ceil(PACES[kind].share * counts[kind, site]))


@given(plans())
def test_a_kind_that_comes_after_another_does(changes: list[Change]) -> None:
    built = [
        Change(one.address, Action.UPDATE, "r", "d", "f", one.site, redundancy_group=one.redundancy_group)
        for one in changes
    ]
    paces = {**PACES, "host": Pace(after=frozenset({"device"}))}
    number = {change.address: wave.number for wave in waves(built, paces) for change in wave.changes}
    devices = [wave for address, wave in number.items() if address.kind == "device"]
    hosts = [wave for address, wave in number.items() if address.kind == "host"]
    assert not devices or not hosts or max(devices) < min(hosts)


def test_twenty_four_new_switches_at_three_sites_take_seven_waves() -> None:
    things = three_sites()
    changes = FakeController(frozenset(), things, MemoryWorld()).plan().changes
    ordered = waves(changes, dict.fromkeys(("project", "network", "subnet"), FREE))
    devices = [[change.address.name for change in wave.changes if change.address.kind == "device"] for wave in ordered]
    assert [len(names) for names in devices] == [1, 4, 3, 4, 4, 4, 4]
    assert devices[0] == ["chongqing-bordera"]
    definitions = [[one.address.kind for one in wave.changes if one.address.kind != "device"] for wave in ordered]
    assert definitions[:4] == [["project"] * 3, ["network"] * 3, ["subnet"] * 3, []]


def test_a_kind_without_a_pace_goes_carefully() -> None:
    changes = [Change(Address("lamp", f"l{n}"), Action.UPDATE, "r", "d", "f", "tianfu") for n in range(8)]
    assert [len(wave.changes) for wave in waves(changes)] == [1, 4, 3]


def test_the_canary_is_the_one_that_least_hangs_on() -> None:
    changes = [
        Change(Address("device", name), Action.UPDATE, "r", "d", "f", "tianfu", redundancy_group=group, hits=hits)
        for name, group, hits in (("alone", None, ()), ("busy-a", "busy", ("s1", "s2")), ("quiet-a", "quiet", ("s1",)))
    ]
    assert [str(change.address) for change in waves(changes)[0].changes] == ["device/quiet-a"]


def test_a_cycle_is_named_in_the_order_of_waiting() -> None:
    a, b, c = (Address("network", name) for name in "abc")
    changes = [
        Change(one, Action.CREATE, "r", "d", "", "tianfu", frozenset({other}))
        for one, other in ((a, b), (b, c), (c, a))
    ]
    with pytest.raises(DependencyCycle) as raised:
        waves(changes)
    cycle = raised.value.cycle
    assert cycle[0] == cycle[-1]
    waits = {a: b, b: c, c: a}
    assert all(waits[one] == other for one, other in pairwise(cycle))
    assert "waits for" in str(raised.value)


def test_one_thing_twice_in_a_plan_is_refused() -> None:
    change = Change(Address("network", "a"), Action.CREATE, "r", "d", "", "tianfu")
    with pytest.raises(ValueError, match="network/a"):
        waves([change, change])
