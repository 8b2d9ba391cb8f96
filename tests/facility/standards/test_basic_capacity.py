"""Basic capacity under every scheme: the closed formulas, brute force over what may be out, and whole estates."""

from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facility.standards.basic_capacity import basic_capacity_of, counted_units
from inventory.expansion.components import redundancy
from inventory.finding import Finding
from tests.facility.standards.cases import judged
from tests.facility.standards.small_estates import Racks, SmallEstate

SIZES = st.integers(1, 500).map(float)


@pytest.mark.parametrize(
    ("scheme", "units", "watts"),
    [
        # N: everything is needed.
        ("N", [16], 16),
        ("N", [16, 16, 16], 48),
        ("N", [10, 20, 30], 60),
        # N+X: X units are spare; of unequal ones the largest.
        ("N+1", [16, 16], 16),
        ("N+1", [100, 100, 100, 100], 300),
        ("N+2", [100, 100, 100, 100], 200),
        ("N+1", [10, 20, 30], 30),
        ("N+2", [10, 20, 30, 40], 30),
        # 2N and more: one system is spare.
        ("2N", [80, 80], 80),
        ("2N", [80, 60], 60),
        ("2N", [40, 40, 40, 40], 80),
        ("3N", [50, 50, 50], 100),
        # M(N+X): one system, and X units of each of the others.
        ("2(N+1)", [100, 100, 100, 100], 100),
        ("2(N+1)", [100] * 6, 200),
        ("2(N+2)", [100] * 8, 200),
        ("3(N+1)", [100] * 9, 400),
        # DR: each of n carries at most (n - 1) / n.
        ("DR", [16, 16, 16], 32),
        ("DR", [16] * 4, 48),
        ("DR", [200] * 6, 1000),
        ("DR", [10, 20, 30], 30),
        # RR: the reserve is as large as the largest that it stands in for.
        ("RR", [16, 16, 16, 16], 48),
        ("RR", [250, 250], 250),
        ("RR", [100, 100, 120], 200),
        # What is written at odds with how many there are: another rule says so; nothing is counted below one unit.
        ("N+1", [16], 16),
        ("DR", [16], 16),
    ],
)
def test_redundant_units_are_not_counted(scheme: str, units: list[float], watts: float) -> None:
    assert basic_capacity_of(units, redundancy(scheme)) == watts


def test_without_a_scheme_everything_counts() -> None:
    assert basic_capacity_of([16, 20], None) == 36


@given(
    st.integers(1, 4),
    st.integers(0, 3),
    st.integers(1, 6),
    SIZES,
)
def test_equal_units_follow_the_closed_formula(systems: int, spare: int, needed: int, rating: float) -> None:
    scheme = redundancy(f"{systems}(N+{spare})") if spare else redundancy(f"{systems}N")
    units = [rating] * (systems * (needed + spare))
    counted = needed if systems == 1 else (systems - 1) * needed
    assert basic_capacity_of(units, scheme) == counted * rating
    assert counted_units(len(units), scheme) == counted


@given(st.lists(SIZES, min_size=2, max_size=7), st.integers(1, 3))
def test_any_spare_units_may_be_out(units: list[float], spare: int) -> None:
    if spare >= len(units):
        return
    left = min(sum(units) - sum(out) for out in combinations(units, spare))
    assert basic_capacity_of(units, redundancy(f"N+{spare}")) == left


@given(st.lists(SIZES, min_size=2, max_size=7), st.sampled_from(["DR", "RR"]))
def test_distributed_and_reserve_schemes_do_without_any_unit(units: list[float], scheme: str) -> None:
    assert basic_capacity_of(units, redundancy(scheme)) == min(sum(units) - one for one in units)


@given(st.lists(SIZES, min_size=1, max_size=8), st.sampled_from(["N", "N+1", "2N", "2(N+1)", "3(N+1)", "DR", "RR"]))
def test_basic_capacity_is_part_of_what_is_installed(units: list[float], scheme: str) -> None:
    assert min(units) <= basic_capacity_of(units, redundancy(scheme)) <= sum(units)


# Whole estates: n UPS systems of a scheme, racks fed from two of them in turn, servers of 1 kW.
def _estate(folder: Path, scheme: str, ratings: list[int], servers: int, **more: object) -> list[Finding]:
    count = len(ratings)
    names = [f"u{number}" for number in range(count)]
    power: list[dict[str, object]] = [{"kind": "utility", "names": "utility-{a,b}", "rating": "900kW"}]
    for name, rating in zip(names, ratings, strict=True):
        ups = {"kind": "ups", "names": name, "fed_by": "utility-{a,b}", "group": "ups", "redundancy": scheme}
        power += [{**ups, "rating": f"{rating}kW", **more}]
        power += [{"kind": "pdu", "names": f"p{name}", "fed_by": name, "rating": "900kW"}]
    racks = [
        Racks(f"r{number}", {"a": f"p{names[number % count]}", "b": f"p{names[(number + 1) % count]}"}, 1)
        for number in range(servers)
    ]
    small = SmallEstate(power, racks, {"a": "pu0", "b": "pu1"})
    return list(judged(small.load(folder), "gb50174-a").findings)


def _said(findings: list[Finding], rule: str) -> list[str]:
    return [one.detail for one in findings if one.code == rule]


@pytest.mark.parametrize(
    ("scheme", "ratings", "servers", "said"),
    [
        ("DR", [16, 16, 16], 30, ["The basic capacity of s1/ups is 32 kW, and the load behind it 30 kW: 1.07 times."]),
        ("DR", [16, 16, 16], 29, []),
        ("DR", [8, 8, 8, 8], 22, ["The basic capacity of s1/ups is 24 kW, and the load behind it 22 kW: 1.09 times."]),
        ("DR", [8, 8, 8, 8], 21, []),
        ("RR", [10, 10, 12], 19, ["The basic capacity of s1/ups is 20 kW, and the load behind it 19 kW: 1.05 times."]),
        ("RR", [10, 10, 12], 18, []),
        ("N+1", [10, 10, 10], 19, ["The basic capacity of s1/ups is 20 kW, and the load behind it 19 kW: 1.05 times."]),
        ("N", [10, 10], 18, []),
        ("2N", [20, 22], 19, ["The basic capacity of s1/ups is 20 kW, and the load behind it 19 kW: 1.05 times."]),
        ("2(N+1)", [5, 5, 5, 5], 5, ["The basic capacity of s1/ups is 5 kW, and the load behind it 5 kW: 1.00 times."]),
    ],
)
def test_load_is_held_against_the_basic_capacity(
    scheme: str, ratings: list[int], servers: int, said: list[str], tmp_path: Path
) -> None:
    assert _said(_estate(tmp_path, scheme, ratings, servers), "A-PWR-5") == said


def test_units_that_feed_one_panel_are_one_system(tmp_path: Path) -> None:
    # By size alone, both units of 20 kW might be one system; what they feed says that each side has one of either.
    sides = [
        {"kind": "ups", "names": f"ups-{side}{rating}", "fed_by": f"utility-{side}", "group": "ups", "redundancy": "2N"}
        | {"rating": f"{rating}kW"}
        for side in "ab"
        for rating in (10, 20)
    ]
    joined = [
        {"kind": "panel", "names": f"panel-{side}", "fed_by": f"ups-{side}{{10,20}}", "rating": "90kW"} for side in "ab"
    ]
    power = [{"kind": "utility", "names": "utility-{a,b}", "rating": "900kW"}, *sides, *joined]
    racks = [Racks("r[01-02]", {"a": "panel-a", "b": "panel-b"}, 13)]
    found = judged(SmallEstate(power, racks, {"a": "panel-a", "b": "panel-b"}).load(tmp_path), "gb50174-a").findings
    assert _said(list(found), "A-PWR-5") == []


@pytest.mark.parametrize(
    ("scheme", "ratings", "generators", "fits"),
    [
        ("DR", [16, 16, 16], 32, True),
        ("DR", [16, 16, 16], 31, False),
        ("N+1", [10, 10, 10], 20, True),
        ("N+2", [10] * 5, 30, True),
        ("RR", [10, 10, 12], 20, True),
        ("2(N+1)", [10] * 4, 10, True),
        ("N", [9, 9], 17, False),
    ],
)
def test_generators_do_not_carry_spare_units(
    scheme: str, ratings: list[int], generators: int, fits: bool, tmp_path: Path
) -> None:
    power: list[dict[str, object]] = [{"kind": "generator", "names": "g", "rating": f"{generators}kW"}]
    for number, rating in enumerate(ratings):
        ups = {"kind": "ups", "names": f"u{number}", "fed_by": "g", "group": "ups", "redundancy": scheme}
        power += [
            {**ups, "rating": f"{rating}kW"},
            {"kind": "pdu", "names": f"p{number}", "fed_by": f"u{number}", "rating": "90kW"},
        ]
    racks = [Racks(f"r{n}", {"a": f"p{n}", "b": f"p{(n + 1) % len(ratings)}"}, 1) for n in range(len(ratings))]
    found = judged(SmallEstate(power, racks, {"a": "p0", "b": "p1"}).load(tmp_path), "gb50174-a").findings
    broken = [one for one in found if one.code == "A-GEN-3" and one.is_failure]
    assert bool(broken) is not fits
