"""Watching what is read of frozen data: which fields of which kinds of objects something has looked at.

Made for the intent: whatever renders it is given a `Recorder` in its place, and what nobody has read of it was not
rendered.
"""

from collections.abc import Iterator
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Annotated, Any, NamedTuple, get_args, get_origin, get_type_hints

from inventory.model.origin import Origin


@dataclass(frozen=True, slots=True)
class NotRendered:
    """Marks a field's type: no dialect has to render it, and why not."""

    reason: str


class IntentField(NamedTuple):
    """One field of one kind of object: the kind is its class and what its enumerations say (SwitchPort, trunk)."""

    kind: tuple[str, ...]
    field: str

    def __str__(self) -> str:
        name, *said = self.kind
        return ".".join((f"{name}[{','.join(said)}]" if said else name, self.field))


class Recorder:
    """Stands before an object and everything below it, and remembers each field that is read."""

    def __init__(self, target: object, seen: set[IntentField]) -> None:
        self._target = target
        self._seen = seen

    def __getattr__(self, name: str) -> object:
        value = getattr(self._target, name)
        self._seen.add(IntentField(kind_of(self._target), name))
        return _watched(value, self._seen)


def _watched(value: object, seen: set[IntentField]) -> object:
    """Return the same value, or what stands before it where it has fields of its own."""
    if isinstance(value, tuple) and any(map(is_dataclass, value)):
        return tuple(_watched(item, seen) for item in value)
    return Recorder(value, seen) if is_dataclass(value) else value


def kind_of(thing: Any) -> tuple[str, ...]:  # noqa: ANN401 - any dataclass
    """Return the kind of an object: its class, and the values of its enumerations."""
    of: Any = type(thing)
    enumerations = _shape(of).enumerations
    if not enumerations:
        return (of.__name__,)
    return (of.__name__, *[getattr(thing, name).value for name in enumerations])


def settings_of(of: Any) -> "tuple[Field[Any], ...]":  # noqa: ANN401 - any dataclass
    """Return the fields of a class that a dialect has to render where a person has set them."""
    return _shape(of).settings


def is_set(one: "Field[Any]", value: object) -> bool:
    """Return whether a field holds something else than its default; without a default, whether it holds anything."""
    if one.default is not MISSING:
        return bool(value != one.default)
    if one.default_factory is not MISSING:
        return bool(value != one.default_factory())
    return value is not None and value not in ((), "", False)


def parts_of(thing: Any) -> list[Any]:  # noqa: ANN401 - any dataclass
    """Return the objects that an object holds itself, without what no dialect has to render."""
    of: Any = type(thing)
    found: list[Any] = []
    for name in _shape(of).children:
        value = getattr(thing, name)
        if isinstance(value, tuple):
            found += value
        elif value is not None:
            found.append(value)
    return found


class _Shape(NamedTuple):
    settings: "tuple[Field[Any], ...]"
    children: tuple[str, ...]
    enumerations: tuple[str, ...]


@cache
def _shape(of: type[Any]) -> _Shape:
    hints, marked = get_type_hints(of), get_type_hints(of, include_extras=True)
    settings = tuple(one for one in fields(of) if hints[one.name] is not Origin and not _is_marked(marked[one.name]))
    return _Shape(
        settings,
        tuple(one.name for one in settings if any(map(is_dataclass, _mentioned(hints[one.name])))),
        tuple(name for name, hint in hints.items() if isinstance(hint, type) and issubclass(hint, Enum)),
    )


def _is_marked(hint: object) -> bool:
    return get_origin(hint) is Annotated and any(isinstance(mark, NotRendered) for mark in get_args(hint)[1:])


def _mentioned(hint: object) -> Iterator[object]:
    yield hint
    for part in get_args(hint):
        yield from _mentioned(part)
