from hypothesis import given
from hypothesis import strategies as st

from report.layout import columns

LENGTH = 5_000


@st.composite
def chains(draw: st.DrawFn) -> dict[str, list[str]]:
    names = [f"n{number}" for number in range(draw(st.integers(0, 12)))]
    return {
        name: draw(st.lists(st.sampled_from(names[:number]), max_size=3)) if number else []
        for number, name in enumerate(names)
    }


@given(chains())
def test_everything_stands_behind_its_sources(sources: dict[str, list[str]]) -> None:
    made = columns(sources)
    at = {name: number for number, column in enumerate(made) for name in column}
    assert sorted(at) == sorted(sources)
    assert all(at[one] < at[name] for name, several in sources.items() for one in several)
    assert all(made)


@given(st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdefxy"), max_size=3)))
def test_circles_and_unknown_sources_lose_nothing(sources: dict[str, list[str]]) -> None:
    assert sorted(name for column in columns(sources) for name in column) == sorted(sources)


def test_what_begins_stands_beside_what_it_feeds() -> None:
    made = columns({"tank": [], "generator": ["tank"], "utility": [], "switch": ["utility", "generator"]})
    assert made == [["tank"], ["generator", "utility"], ["switch"]]


def test_long_chains_are_no_matter() -> None:
    assert len(columns({str(n): [str(n - 1)] if n else [] for n in range(LENGTH)})) == LENGTH
