"""Hosts while instances come and go: the choice that Nova makes host by host, and never more than there is."""

from collections import Counter
from collections.abc import Mapping
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.packing.host_packer import HostPacker, Occupancy
from capacity.packing.host_room import HostRoom
from inventory.model.services import Spread

Amounts = Mapping[str, int]
CLASSES = ("VCPU", "MEMORY_MB", "DISK_GB", "VGPU")
NEEDS: dict[str, Amounts] = {
    "s": {"VCPU": 1, "MEMORY_MB": 1},
    "m": {"VCPU": 2, "MEMORY_MB": 3, "DISK_GB": 5},
    "l": {"VCPU": 4, "MEMORY_MB": 7, "DISK_GB": 2},
    "g": {"VCPU": 1, "MEMORY_MB": 2, "VGPU": 1},
    "p": {"PCPU": 1, "MEMORY_MB": 1},
}
AMOUNTS = st.tuples(st.integers(0, 20), st.integers(0, 30), st.integers(0, 50), st.integers(0, 3))
ROOMS = st.lists(
    st.tuples(st.integers(0, 3), AMOUNTS, st.sampled_from([{}, {"VCPU": 2}, {"VGPU": 1}])), max_size=12
).map(
    lambda found: tuple(
        HostRoom(f"h{i:02}", f"r{rack}", dict(zip(CLASSES, free, strict=True)), largest)
        for i, (rack, free, largest) in enumerate(found)
    )
)
EIGHT = dict.fromkeys(CLASSES, 8)
TIERS = st.lists(st.tuples(st.sampled_from(sorted(NEEDS)), st.sampled_from(Spread), st.integers(0, 12)), max_size=5)


def chosen_one_by_one(rooms: dict[str, HostRoom], need: Amounts, spread: Spread, count: int) -> list[str]:
    """Look at every host for each instance, as Nova's filters and its RAM weigher do, and take the room there."""
    hosts: list[str] = []
    in_rack: Counter[str] = Counter()

    def preference(room: HostRoom) -> tuple[int, int, int, str]:
        shared_rack = in_rack[room.rack] if spread is Spread.RACK else 0
        shared_host = hosts.count(room.host) if spread is not Spread.NONE else 0
        return shared_rack, shared_host, -room.free["MEMORY_MB"], room.host

    for _ in range(count):
        fitting = [
            room
            for room in rooms.values()
            if all(amount <= room.free.get(name, 0) for name, amount in need.items())
            and all(amount <= room.largest.get(name, amount) for name, amount in need.items())
            and not (spread is Spread.HOST and room.host in hosts)
        ]
        if not fitting:
            break
        best = min(fitting, key=preference)
        left = {name: amount - need.get(name, 0) for name, amount in best.free.items()}
        rooms[best.host] = HostRoom(best.host, best.rack, left, best.largest)
        hosts.append(best.host)
        in_rack[best.rack] += 1
    return hosts


@given(ROOMS, TIERS)
@settings(max_examples=400)
def test_it_chooses_as_nova_does(rooms: tuple[HostRoom, ...], tiers: list[tuple[str, Spread, int]]) -> None:
    left = {room.host: room for room in rooms}
    expected = [chosen_one_by_one(left, NEEDS[name], spread, count) for name, spread, count in tiers]
    packer = HostPacker(rooms, NEEDS.values())
    assert [packer.take(NEEDS[name], spread, count, Occupancy()) for name, spread, count in tiers] == expected


@given(ROOMS, TIERS, st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_what_leaves_gives_back_what_it_took(
    rooms: tuple[HostRoom, ...], tiers: list[tuple[str, Spread, int]], random: Random
) -> None:
    packer = HostPacker(rooms, NEEDS.values())
    placed: list[tuple[str, Amounts, Occupancy]] = []
    for name, spread, count in tiers:
        there = Occupancy()
        placed += [(host, NEEDS[name], there) for host in packer.take(NEEDS[name], spread, count, there)]
    random.shuffle(placed)
    for host, need, there in placed:
        packer.leave(host, need, there)
    assert packer.rooms == rooms
    assert all(not there.hosts.total() and not there.racks.total() for _, _, there in placed)
    again = HostPacker(rooms, NEEDS.values())
    for name, spread, count in tiers:
        assert packer.take(NEEDS[name], spread, count, Occupancy()) == again.take(
            NEEDS[name], spread, count, Occupancy()
        )


def test_what_is_there_already_counts_for_the_spread() -> None:
    packer = HostPacker([HostRoom("h1", "r1", EIGHT, {}), HostRoom("h2", "r2", EIGHT, {})], NEEDS.values())
    there = Occupancy(Counter(h1=1), Counter(r1=1))
    assert packer.take(NEEDS["s"], Spread.HOST, 5, there) == ["h2"]
    packer = HostPacker([HostRoom("h1", "r1", EIGHT, {}), HostRoom("h2", "r2", EIGHT, {})], NEEDS.values())
    there = Occupancy(Counter(h1=2), Counter(r1=2))
    assert packer.take(NEEDS["s"], Spread.RACK, 3, there) == ["h2", "h2", "h1"]


def test_a_host_that_is_gone_takes_nothing_and_gets_nothing_back() -> None:
    packer = HostPacker([HostRoom("h1", "r1", EIGHT, {})], NEEDS.values())
    there = Occupancy()
    assert packer.take(NEEDS["s"], Spread.NONE, 1, there) == ["h1"]
    packer.withdraw(["h1"])
    packer.leave("h1", NEEDS["s"], there)
    assert (packer.rooms, packer.take(NEEDS["s"], Spread.NONE, 1, there)) == ((), [])
    assert (there.hosts.total(), there.racks.total()) == (0, 0)
