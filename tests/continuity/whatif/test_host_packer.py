"""Hosts while instances come and go: the same choice as placement's, never more than there is."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from continuity.whatif.host_packer import Occupancy, Shelf
from inventory.model.origin import Origin
from inventory.model.pools import Flavor
from inventory.model.services import Spread
from provisioning.placement import Replicas, Room, place

FLAVORS = {
    name: Flavor(name, vcpus, memory, disk, {}, Origin("pools.yaml"))
    for name, vcpus, memory, disk in (("s", 1, 1, 0), ("m", 2, 3, 5), ("l", 4, 7, 2))
}
ROOMS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 20), st.integers(0, 30), st.integers(0, 50)), max_size=12
).map(lambda found: tuple(Room(f"h{i:02}", f"r{rack}", *rest) for i, (rack, *rest) in enumerate(found)))
TIERS = st.lists(st.tuples(st.sampled_from(sorted(FLAVORS)), st.sampled_from(Spread), st.integers(0, 12)), max_size=5)


@given(ROOMS, TIERS)
@settings(max_examples=400)
def test_it_chooses_as_placement_does(rooms: tuple[Room, ...], tiers: list[tuple[str, Spread, int]]) -> None:
    wanted = [Replicas("s", str(n), "a", "p", flavor, count, spread) for n, (flavor, spread, count) in enumerate(tiers)]
    expected = [one.hosts for one in place(wanted, {("a", "p"): rooms}, FLAVORS)]
    shelf = Shelf(rooms, FLAVORS.values())
    assert [tuple(shelf.take(FLAVORS[f], spread, count, Occupancy())) for f, spread, count in tiers] == expected


@given(ROOMS, TIERS, st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_what_leaves_gives_back_what_it_took(
    rooms: tuple[Room, ...], tiers: list[tuple[str, Spread, int]], random: object
) -> None:
    shelf = Shelf(rooms, FLAVORS.values())
    placed: list[tuple[str, Flavor, Occupancy]] = []
    for name, spread, count in tiers:
        there = Occupancy()
        placed += [(host, FLAVORS[name], there) for host in shelf.take(FLAVORS[name], spread, count, there)]
    getattr(random, "shuffle")(placed)  # noqa: B009 - hypothesis gives a Random
    for host, flavor, there in placed:
        shelf.leave(host, flavor, there)
    assert set(shelf.rooms) == set(rooms)
    assert all(not there.hosts.total() and not there.racks.total() for _, _, there in placed)
    again = Shelf(rooms, FLAVORS.values())
    for name, spread, count in tiers:
        assert shelf.take(FLAVORS[name], spread, count, Occupancy()) == again.take(
            FLAVORS[name], spread, count, Occupancy()
        )


def test_what_is_there_already_counts_for_the_spread() -> None:
    shelf = Shelf([Room("h1", "r1", 8, 8, 8), Room("h2", "r2", 8, 8, 8)], FLAVORS.values())
    there = Occupancy(Counter(h1=1), Counter(r1=1))
    assert shelf.take(FLAVORS["s"], Spread.HOST, 5, there) == ["h2"]
    shelf = Shelf([Room("h1", "r1", 8, 8, 8), Room("h2", "r2", 8, 8, 8)], FLAVORS.values())
    there = Occupancy(Counter(h1=2), Counter(r1=2))
    assert shelf.take(FLAVORS["s"], Spread.RACK, 3, there) == ["h2", "h2", "h1"]


def test_a_host_that_is_gone_takes_nothing_and_gets_nothing_back() -> None:
    shelf = Shelf([Room("h1", "r1", 8, 8, 8)], FLAVORS.values())
    there = Occupancy()
    assert shelf.take(FLAVORS["s"], Spread.NONE, 1, there) == ["h1"]
    shelf.withdraw(["h1"])
    shelf.leave("h1", FLAVORS["s"], there)
    assert (shelf.rooms, shelf.take(FLAVORS["s"], Spread.NONE, 1, there)) == ((), [])
    assert (there.hosts.total(), there.racks.total()) == (0, 0)
