"""Independent paths have no component of the distribution in common, wherever it stands: chains, diamonds, switches."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facility.graph.capacity_graph import build_graph
from facility.graph.component import Component, Need
from facility.standards.power_paths import PowerPaths
from facility.standards.rule import Answer
from inventory.load import load_estate
from inventory.model.estate import Estate
from inventory.model.origin import Origin
from inventory.model.power import PowerComponent, PowerKind
from tests.facility.graph.graphs import working
from tests.facility.standards.cases import EXAMPLE, judged
from tests.facility.standards.small_estates import Racks, SmallEstate

ESTATE = load_estate(EXAMPLE)
Sources = dict[str, str | list[str]]


def chain(*levels: Sources) -> list[dict[str, object]]:
    """Write components, by what feeds them; what nothing feeds is a utility."""
    kinds = {
        "utility": "utility",
        "gen": "generator",
        "ups": "ups",
        "sts": "static-transfer-switch",
        "ats": "transfer-switch",
    }
    found: list[dict[str, object]] = []
    for name, sources in (item for level in levels for item in level.items()):
        kind = kinds.get(name.partition("-")[0], "panel" if name not in PDUS else "pdu")
        fed_by = {"fed_by": sources} if sources else {}
        found.append({"kind": kind, "names": name, "rating": "90kW", **fed_by})
    return found


BOTH: Sources = {"utility-a": [], "utility-b": []}
DIAMOND: Sources = {"m-1": "utility-a", "m-2": "utility-b"}
PDUS: Sources = {"pdu-a": "ups-a", "pdu-b": "ups-b"}


@pytest.mark.parametrize(
    ("levels", "through"),
    [
        # Two chains, and two chains below one panel, however far up.
        ([BOTH, {"ups-a": "utility-a", "ups-b": "utility-b"}, PDUS], None),
        ([BOTH, {"m-1": ["utility-a", "utility-b"]}, {"ups-a": "m-1", "ups-b": "m-1"}, PDUS], "s1/m-1"),
        ([BOTH, {"m-1": "utility-a"}, {"m-2": "m-1", "m-3": "m-1"}, {"ups-a": "m-2", "ups-b": "m-3"}, PDUS], "s1/m-1"),
        ([BOTH, {"ups-1": "utility-a"}, {"pdu-a": "ups-1", "pdu-b": "ups-1"}], "s1/ups-1"),
        # A diamond: both may come from either, so one path comes from each.
        ([BOTH, DIAMOND, {"ups-a": ["m-1", "m-2"], "ups-b": ["m-2", "m-1"]}, PDUS], None),
        ([BOTH, DIAMOND, {"ups-a": ["m-1", "m-2"], "ups-b": ["m-1", "m-2"]}, PDUS], None),
        # A diamond with a waist: what is apart above it and below it is one path in between.
        ([BOTH, DIAMOND, {"ats-1": ["m-1", "m-2"]}, {"ups-a": "ats-1", "ups-b": "ats-1"}, PDUS], "s1/ats-1"),
        # Where power begins is no part of a path: rules of their own count utilities and generators.
        ([{"utility-a": []}, {"ups-a": "utility-a", "ups-b": "utility-a"}, PDUS], None),
        ([{"gen-1": []}, {"ups-a": "gen-1", "ups-b": "gen-1"}, PDUS], None),
        # One side only lives on the shared panel; the other could do without it.
        ([BOTH, DIAMOND, {"ups-a": "m-1", "ups-b": ["m-1", "m-2"]}, PDUS], None),
    ],
)
def test_paths_lead_through_nothing_in_common(levels: list[Sources], through: str | None, tmp_path: Path) -> None:
    feeds: dict[str, object] = {"a": "pdu-a", "b": "pdu-b"}
    estate = SmallEstate(chain(*levels), [Racks("r[1-2]", feeds, 1)], {"a": "pdu-a", "b": "pdu-b"}).load(tmp_path)
    broken = {one.code: one.detail for one in judged(estate, "tier3", "engineering").findings if is_broken(one.answer)}
    assert ("T3-1" in broken, "RACK-2" in broken) == (through is not None,) * 2
    if through is not None:
        assert broken["T3-1"].endswith(f"lead through {through}.")
        assert broken["RACK-2"].endswith(f"come from {through}.")


def is_broken(answer: Answer) -> bool:
    return answer is Answer.BROKEN


@st.composite
def chains(draw: st.DrawFn) -> tuple[Component, ...]:
    """Draw components that live on any one of one to three earlier ones; the first two live on nothing."""
    count = draw(st.integers(3, 9))
    found = [Component(f"s1/c{number}", "panel", rating_watts=1.0) for number in range(2)]
    for number in range(2, count):
        earlier = st.sampled_from([f"s1/c{before}" for before in range(number)])
        sources = tuple(draw(st.lists(earlier, min_size=1, max_size=3, unique=True)))
        found.append(Component(f"s1/c{number}", "panel", (Need(sources),), rating_watts=1.0))
    return tuple(found)


@given(chains())
@settings(max_examples=150, deadline=None)
def test_nothing_in_common_means_two_paths_without_a_shared_component(components: tuple[Component, ...]) -> None:
    ends = (components[-1].key, components[-2].key)
    estate = _with_panels([one.key for one in components])
    common = PowerPaths(estate, build_graph(components)).in_common(ends)
    # Brute force, twice: what takes both when it is taken out, and whether two paths without a shared component exist.
    assert set(common) == {one.key for one in components if not working(components, [one.key]).intersection(ends)}
    sources = {one.key: one.needs[0].sources if one.needs else () for one in components}
    apart = any(not one & other for one, other in product(_paths(ends[0], sources), _paths(ends[1], sources)))
    assert apart is (not common)


def _paths(end: str, sources: dict[str, tuple[str, ...]]) -> list[frozenset[str]]:
    if not sources[end]:
        return [frozenset((end,))]
    return [path | {end} for source in sources[end] for path in _paths(source, sources)]


def _with_panels(keys: list[str]) -> Estate:
    panel = PowerComponent("s1", "c", PowerKind.PANEL, (), 1, None, Origin("power.yaml"))
    return replace(ESTATE, power={key: replace(panel, name=key.partition("/")[2]) for key in keys})
