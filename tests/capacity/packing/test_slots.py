"""Flavor slots against brute force."""

from hypothesis import given
from hypothesis import strategies as st

from capacity.packing.slots import displaced_slots, slots_in, stranded_ratio

CLASSES = ("VCPU", "MEMORY_MB", "DISK_GB")
amounts = st.fixed_dictionaries({name: st.integers(0, 12) for name in CLASSES})
demands = st.dictionaries(st.sampled_from(CLASSES), st.integers(1, 5), min_size=1)


def placed_one_by_one(free: dict[str, int], largest: dict[str, int], need: dict[str, int]) -> int:
    free, count = dict(free), 0
    while all(free[name] >= amount and amount <= largest.get(name, amount) for name, amount in need.items()):
        for name, amount in need.items():
            free[name] -= amount
        count += 1
    return count


@given(free=amounts, largest=amounts, need=demands)
def test_slots_are_what_placing_one_by_one_finds(
    free: dict[str, int], largest: dict[str, int], need: dict[str, int]
) -> None:
    assert slots_in(free, largest, need) == placed_one_by_one(free, largest, need)


@given(free=amounts, need=demands)
def test_an_overcommitted_host_has_no_slots_and_never_negative_ones(free: dict[str, int], need: dict[str, int]) -> None:
    over = {name: -amount for name, amount in free.items()}
    assert slots_in(over, {}, need) == 0


@given(load=amounts, need=demands)
def test_displaced_slots_hold_the_load_and_one_less_would_not(load: dict[str, int], need: dict[str, int]) -> None:
    count = displaced_slots(load, need)
    assert all(count * amount >= load[name] for name, amount in need.items())
    assert count == 0 or any((count - 1) * amount < load[name] for name, amount in need.items())


@given(free=st.integers(0, 100), used=st.integers(0, 100))
def test_the_stranded_share_is_a_share(free: int, used: int) -> None:
    ratio = stranded_ratio(free, min(free, used))
    assert (ratio is None) == (free == 0)
    assert ratio is None or 0 <= ratio <= 1


def test_a_flavor_larger_than_any_single_host_fits_nowhere() -> None:
    assert slots_in({"VCPU": 256}, {"VCPU": 64}, {"VCPU": 65}) == 0
    assert slots_in({"VCPU": 256}, {"VCPU": 64}, {"VCPU": 64}) == 4
