"""Where the next device of a rack stands: a gap that it fills before one that it would break up."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facility.space.rack_space import RackSpace, look_up
from inventory.model.blocks import ServerBlock, block_of
from inventory.model.estate import Estate
from inventory.model.sites import Face, Server
from tests.capacity.estates import Plan, estate_of

BARE = estate_of(Plan(racks=1, hosts=1))
KEY = "tianfu/a01"
(LIKE,) = BARE.servers.values()


def rack(height: int, *devices: tuple[int, int, bool, Face]) -> Estate:
    """Make an estate whose one rack holds devices: position, height, whether they are deep, and their face."""
    kind = BARE.device_types["server"]
    types = {f"{high}-{deep}": replace(kind, u_height=high, is_full_depth=deep) for _, high, deep, _ in devices}
    blocks: list[ServerBlock] = []
    for number, (position, high, deep, face) in enumerate(devices):
        mount = LIKE.mount._replace(position=position, face=face)
        one: Server = LIKE._replace(name=f"d{number}", type=f"{high}-{deep}", mount=mount)
        blocks.append(block_of(one))
    racks = {KEY: replace(BARE.racks[KEY], u_height=height)}
    return replace(BARE, racks=racks, server_blocks=tuple(blocks), device_types=BARE.device_types | types)


def positions(estate: Estate, height: int, *, deep: bool = True) -> list[int]:
    """Fill the rack with devices of a height; list where each one went."""
    kind = replace(BARE.device_types["server"], u_height=height, is_full_depth=deep)
    space, found = RackSpace(look_up(estate), estate.racks[KEY], kind), list[int]()
    while (position := space.position()) is not None:
        found.append(position)
        space.add(position)
    return found


GAPS = rack(24, *((unit, 2, True, Face.FRONT) for unit in (1, 5, 11, 15, 19)), (22, 1, True, Face.FRONT))
"""Gaps at 3 (two units), 7 (four), 13 (two), 17 (two), 21 (one), 23 (two)."""


@pytest.mark.parametrize(
    ("height", "expected"),
    [(1, [21, 3, 4, 13, 14, 17, 18, 23, 24, 7, 8, 9, 10]), (2, [3, 13, 17, 23, 7, 9]), (3, [7]), (4, [7]), (5, [])],
)
def test_gaps_are_filled_from_the_smallest_that_fits(height: int, expected: list[int]) -> None:
    assert positions(GAPS, height) == expected


def test_the_only_gap_for_a_tall_device_is_kept_as_long_as_others_fit() -> None:
    assert positions(GAPS, 2).index(7) == 4


def test_a_device_that_is_not_deep_shares_a_unit_with_one_behind_it() -> None:
    behind = rack(2, (1, 1, False, Face.REAR))
    assert positions(behind, 1, deep=False) == [1, 2]
    assert positions(behind, 1, deep=True) == [2]


@given(
    st.integers(1, 20),
    st.lists(st.tuples(st.integers(1, 20), st.integers(1, 4)), max_size=5),
    st.integers(1, 5),
)
def test_what_is_placed_overlaps_nothing_and_leaves_no_room(
    height: int, devices: list[tuple[int, int]], wanted: int
) -> None:
    there = [(bottom, high) for bottom, high in devices if bottom + high - 1 <= height]
    estate = rack(height, *((bottom, high, True, Face.FRONT) for bottom, high in there))
    placed = positions(estate, wanted)
    units = [set(range(bottom, bottom + high)) for bottom, high in there]
    own = [set(range(bottom, bottom + wanted)) for bottom in placed]
    taken = set().union(*units) if units else set()
    assert all(unit.isdisjoint(taken) and max(unit) <= height for unit in own)
    assert all(one.isdisjoint(other) for one, other in pairwise(sorted(own, key=min)))
    free = set(range(1, height + 1)) - taken - set().union(*own, set())
    assert not any(set(range(bottom, bottom + wanted)) <= free for bottom in range(1, height + 1))
