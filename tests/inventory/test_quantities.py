"""Quantities: a table, and the law that the unit must be written."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.quantities import BANDWIDTH, DISK, DURATION, MEMORY, POWER, WEIGHT, quantity


@pytest.mark.parametrize(
    ("text", "units", "value"),
    [
        ("800W", POWER, 800),
        ("8kW", POWER, 8000),
        ("2.5 MW", POWER, 2_500_000),
        (" 8kW ", POWER, 8000),
        ("28kg", WEIGHT, 28),
        ("1.2t", WEIGHT, 1200),
        ("512MiB", MEMORY, 512),
        ("16GiB", MEMORY, 16384),
        ("1TiB", MEMORY, 1048576),
        ("4TiB", DISK, 4096),
        ("25G", BANDWIDTH, 25),
        ("100M", BANDWIDTH, 0.1),
        ("90s", DURATION, 90),
        ("5m", DURATION, 300),
        ("0.5h", DURATION, 1800),
        (0, POWER, 0),
        ("0", DISK, 0),
        ("0s", DURATION, 0),
    ],
)
def test_quantities(text: object, units: dict[str, float], value: float) -> None:
    assert quantity(text, units) == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    [
        8,
        8.0,
        "8",
        "8KW",
        "8 k W",
        "-8kW",
        "+8kW",
        "1e3W",
        ".5kW",
        "8,5kW",
        "kW",
        "",
        "８kW",
        None,
        True,
        False,
        [],
        {},
        [8],
    ],
)
def test_what_is_no_quantity(text: object) -> None:
    with pytest.raises(ValueError, match="is not a quantity with one of the units W, kW, MW, such as 8kW"):
        quantity(text, POWER)


def test_a_number_beyond_every_float_is_refused() -> None:
    with pytest.raises(ValueError, match="the number is too large"):
        quantity("9" * 400 + "W", POWER)


@given(st.one_of(st.text(max_size=10), st.integers(), st.floats(), st.booleans(), st.none(), st.binary(max_size=3)))
def test_anything_is_a_finite_quantity_or_refused(value: object) -> None:
    try:
        found = quantity(value, MEMORY)
    except ValueError:
        found = 0.0
    assert math.isfinite(found)
    assert found >= 0
