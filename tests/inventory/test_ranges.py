"""Ranges of names and positions: tables and laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.ranges import NAMES_MAXIMUM, expand, positions


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("m1", ("m1",)),
        ("a[01-03]", ("a01", "a02", "a03")),
        ("a[1-3,07]", ("a1", "a2", "a3", "a07")),
        ("a[08-11]", ("a08", "a09", "a10", "a11")),
        ("a[9-11]", ("a9", "a10", "a11")),
        ("a[ 1 , 3 ]", ("a1", "a3")),
        ("[1-2][1-2]", ("11", "12", "21", "22")),
        ("leaf-[01-02]{a,b}", ("leaf-01a", "leaf-01b", "leaf-02a", "leaf-02b")),
        ("x{a, bc }", ("xa", "xbc")),
        ("x{,s}", ("x", "xs")),
        ("Ethernet[1-2]/1", ("Ethernet1/1", "Ethernet2/1")),
        ("east:{a,b}:Ethernet24", ("east:a:Ethernet24", "east:b:Ethernet24")),
        ("[3]", ("3",)),
    ],
)
def test_patterns(pattern: str, names: tuple[str, ...]) -> None:
    assert expand(pattern) == names


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("a[02-01]", "The range 02-01 in a[02-01] runs backwards"),
        ("a[x]", "[x] in a[x] is not a range such as [01-12] or [1-4,7]"),
        ("a[]", "[] in a[] is not a range such as [01-12] or [1-4,7]"),
        ("a[-3]", "[-3] in a[-3] is not a range such as [01-12] or [1-4,7]"),
        ("a[1-2", "a[1-2 has a bracket without its partner"),
        ("a1-2]", "a1-2] has a bracket without its partner"),
        ("a[[1-2]]", "a[[1-2]] has a bracket without its partner"),
        ("a{}", "{} in a{} lists nothing"),
        ("a[1-100001]", f"a[1-100001] stands for more than {NAMES_MAXIMUM} names"),
        ("a[1-99999,1-99999]", f"a[1-99999,1-99999] stands for more than {NAMES_MAXIMUM} names"),
        ("a[1-400][1-400]", f"a[1-400][1-400] stands for 160000 names; {NAMES_MAXIMUM} are the most"),
    ],
)
def test_patterns_that_make_no_sense(pattern: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=r".") as raised:
        expand(pattern)
    assert str(raised.value) == sentence


def test_the_largest_range_is_taken() -> None:
    assert len(expand(f"a[1-{NAMES_MAXIMUM}]")) == NAMES_MAXIMUM


@given(st.integers(0, 5000), st.integers(0, 300), st.integers(0, 6))
def test_a_range_counts_from_first_to_last_and_keeps_its_width(first: int, more: int, width: int) -> None:
    written = f"{str(first).zfill(width)}-{first + more}"
    names = expand(f"x[{written}]y")
    assert [int(name[1:-1]) for name in names] == list(range(first, first + more + 1))
    assert len({len(name) for name in names}) == 1 or width <= len(str(first + more)) - 1


@given(st.text(alphabet="ab[]{}-,0129 ", max_size=12))
def test_any_text_is_names_or_a_sentence(pattern: str) -> None:
    try:
        names = expand(pattern)
    except ValueError as error:
        names = (str(error),)
    assert names
    assert all(isinstance(name, str) for name in names)


@pytest.mark.parametrize(
    ("text", "count", "units"),
    [
        (7, 1, (7,)),
        ("7", 3, (7, 7, 7)),
        ("1+2", 4, (1, 3, 5, 7)),
        ("40-1", 3, (40, 39, 38)),
        ("1 + 2", 2, (1, 3)),
        ("5+0", 2, (5, 5)),
        ("1+2", 0, ()),
        ("1-1", 3, (1, 0, -1)),
    ],
)
def test_positions(text: str | int, count: int, units: tuple[int, ...]) -> None:
    assert positions(text, count) == units


@pytest.mark.parametrize("text", ["", "top", "-1", "1++2", "1000", "1.5", "1+100"])
def test_positions_that_are_none(text: str) -> None:
    with pytest.raises(ValueError, match="is not a position such as 7 or 1\\+2"):
        positions(text, 1)
