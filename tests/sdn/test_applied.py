"""The intent last applied, as the journal keeps it."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdn.dialects import DIALECTS
from sdn.intent import applied
from sdn.intent.applied import read, written
from sdn.intent.comparison import deviations
from sdn.intent.fabric import fabric_intent
from tests.sdn.edited import edited
from tests.sdn.shapes import Shape, SiteShape, build

LEAF = "tianfu-leaf-01a"


@settings(max_examples=8, deadline=None)
@given(nos=st.sampled_from([dialect.name for dialect in DIALECTS]), pairs=st.integers(1, 2), networks=st.integers(1, 5))
def test_what_is_written_is_read_again(nos: str, pairs: int, networks: int) -> None:
    site = SiteShape(leaf_pairs=pairs, nos=nos)
    for intent in fabric_intent(build(Shape(sites={"tianfu": site}, networks=networks))).values():
        text = written(intent)
        assert text is not None
        again = read(text)
        assert again is not None
        assert deviations(again, intent) == deviations(intent, again) == ()
        assert again.origin == intent.origin


def _document() -> dict[str, object]:
    text = written(edited("three-sites").old[LEAF])
    assert text is not None
    return json.loads(text)  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "changed",
    [
        {"format": "sddc-plan"},
        {"version": 2},
        {"shape": "0123456789abcdef"},
        {"intent": {}},
        {"intent": None},
        {"intent": {**_document()["intent"], "vtep": "nowhere"}},  # type: ignore[dict-item]
    ],
    ids=["format", "version", "shape", "empty", "none", "value"],
)
def test_what_another_version_wrote_is_not_known(changed: dict[str, object]) -> None:
    assert read(json.dumps(_document() | changed)) is None


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"sddc-applied-intent"', "[" * 100_000])
def test_what_is_no_intent_is_not_known(text: str) -> None:
    assert read(text) is None


def test_it_is_small_and_holds_no_expectation_and_too_much_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    intent = edited("three-sites").old[LEAF]
    text = written(intent)
    assert text is not None
    assert len(text) < 64_000
    assert intent.expectations.sessions
    kept = read(text)
    assert kept is not None
    assert kept.expectations.sessions == ()
    monkeypatch.setattr(applied, "MOST_BYTES", 1000)
    assert written(intent) is None
