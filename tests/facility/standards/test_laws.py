"""Laws of judging: what is taken out of an estate is missed, and two ways to single points agree."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from facility.estate_graph import capacity_graph
from facility.graph.dominators import single_points
from facility.graph.ranking import single_losses
from facility.standards.judgement import Judgement
from facility.standards.rule import Answer
from inventory.load import load_estate
from inventory.model.estate import Estate
from tests.facility.standards.cases import EXAMPLE, Case, cases, edited, judged

ESTATE = load_estate(EXAMPLE)
ASKED = ("tier3", "gb50174-a", "engineering", "tia942-rated3")
WHOLE = judged(ESTATE, *ASKED)
TABLES = ("power", "fuel", "cooling", "aisles", "rooms", "racks", "buildings", "device_types")
CUTTING = tuple(case for case in cases() if any(" T3-2 error" in found for found in case.finds))


def holes(value: Any) -> list[str]:  # noqa: ANN401 - any dataclass of the model
    """List the fields that may be None and are not."""
    hints = get_type_hints(type(value))
    return [
        field.name
        for field in fields(value)
        if get_origin(hints[field.name]) is UnionType
        and type(None) in get_args(hints[field.name])
        and getattr(value, field.name) is not None
    ]


def emptied(draw: st.DrawFn, value: Any) -> Any:  # noqa: ANN401 - any dataclass of the model
    """Take out one thing that may be missing, here or in a part."""
    names = holes(value)
    if not names:
        return value
    name = draw(st.sampled_from(names))
    part = getattr(value, name)
    if is_dataclass(part) and not isinstance(part, type) and draw(st.booleans()):
        return replace(value, **{name: emptied(draw, part)})
    return replace(value, **{name: None})


@st.composite
def with_holes(draw: st.DrawFn) -> Estate:
    """Make the example with up to eight things not written."""
    estate = ESTATE
    for _ in range(draw(st.integers(1, 8))):
        table = draw(st.sampled_from(TABLES))
        key = draw(st.sampled_from(sorted(getattr(estate, table))))
        changed = {**getattr(estate, table), key: emptied(draw, getattr(estate, table)[key])}
        estate = replace(estate, **{table: changed})
    return estate


def missing_from(before: Judgement, after: Judgement) -> list[str]:
    """List the rules that fewer subjects keep, though nothing is unknown or broken: subjects were forgotten."""
    return [
        rule
        for rule, counts in after.answers.items()
        if before.answers[rule][Answer.HOLDS] > counts[Answer.HOLDS]
        and not counts[Answer.UNKNOWN]
        and not counts[Answer.BROKEN]
    ]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.generate])
@given(estate=with_holes())
def test_holes_are_judged_without_a_fault_and_forgotten_nowhere(estate: Estate) -> None:
    # A breaker without a rating is RACK-1's to miss; T3-3 does not look at it.
    assert set(missing_from(WHOLE, judged(estate, *ASKED))) <= {"T3-3"}


@pytest.mark.parametrize("table", TABLES)
def test_no_hole_is_forgotten(table: str) -> None:
    seen = set()
    for key, value in getattr(ESTATE, table).items():
        for hole, emptied_value in every_hole(value):
            place = (getattr(value, "kind", None), hole)
            if place not in seen:
                seen.add(place)
                changed = {**getattr(ESTATE, table), key: emptied_value}
                assert set(missing_from(WHOLE, judged(replace(ESTATE, **{table: changed}), *ASKED))) <= {"T3-3"}, place


def every_hole(value: Any) -> Iterator[tuple[tuple[str, ...], Any]]:  # noqa: ANN401 - any dataclass of the model
    """Take out each thing that may be missing, in turn, here and in the parts."""
    for name in holes(value):
        part = getattr(value, name)
        yield (name,), replace(value, **{name: None})
        if is_dataclass(part) and not isinstance(part, type):
            for path, smaller in every_hole(part):
                yield (name, *path), replace(value, **{name: smaller})


@pytest.mark.parametrize("case", CUTTING, ids=[case.fault for case in CUTTING])
def test_dominators_name_the_same_single_points(case: Case, tmp_path: Path) -> None:
    graph = capacity_graph(edited(tmp_path, case.edits)).graph
    removed = {loss.taken_out[0]: set(loss.sinks) for loss in single_losses(graph) if loss.sinks}
    found: dict[str, set[str]] = {}
    for sink, points in single_points(graph).items():
        for point in points:
            found.setdefault(point, set()).add(sink)
    assert found == removed
