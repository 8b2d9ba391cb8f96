"""Every field of the intent has a meaning, so that none is forgotten when one is added."""

import dataclasses
import typing
from collections.abc import Iterator

import pytest

from sdn.intent.comparison import NOT_COMPARED, WHOLE, compared_fields
from sdn.intent.expectations import Expectations
from sdn.intent.model import DeviceIntent
from sdn.intent.routing import RouteMapEntry
from sdn.meaning.fields import FIELDS

COMPARED_AS_VALUES = {RouteMapEntry}
"""Parts of an element that have no identity of their own: their element's field differs as a whole."""


def _classes(of: type, seen: set[type]) -> Iterator[type]:
    """Yield a class of the intent and all that its fields hold."""
    if of in seen or of is Expectations:
        return
    seen.add(of)
    yield of
    for hint in typing.get_type_hints(of).values():
        for inner in _dataclasses_in(hint):
            yield from _classes(inner, seen)


def _dataclasses_in(hint: object) -> Iterator[type]:
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        yield hint
    for inner in typing.get_args(hint):
        yield from _dataclasses_in(inner)


CLASSES = tuple(_classes(DeviceIntent, set()))


def test_every_class_of_the_intent_has_a_table() -> None:
    assert set(FIELDS) == set(CLASSES) - COMPARED_AS_VALUES


@pytest.mark.parametrize("noun", FIELDS, ids=lambda noun: noun.__name__)
def test_every_field_has_a_meaning(noun: type) -> None:
    names = {field.name for field in dataclasses.fields(noun)}
    held = names - set(compared_fields(noun)) - {name for owner, name in NOT_COMPARED if owner is noun}
    assert set(FIELDS[noun]) - {WHOLE} == names - held - {name for owner, name in NOT_COMPARED if owner is noun}
    hints = typing.get_type_hints(noun)
    # What is compared inside is made of classes that have a table of their own.
    assert all(set(_dataclasses_in(hints[name])) & set(FIELDS) for name in held)


def test_what_is_not_compared_is_known() -> None:
    for noun, name in NOT_COMPARED:
        assert name in {field.name for field in dataclasses.fields(noun)}
