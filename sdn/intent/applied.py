"""The intent that was last applied to a switch, as the journal keeps it: typed, versioned, without secrets.

An intent holds names, numbers and addresses of the estate, never a login or a key. Where it is written in the estate
is kept too; what state is expected is not, as it follows from the rest.
"""

import dataclasses
import hashlib
import json
import typing
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Final

from sdn.intent.expectations import Expectations
from sdn.intent.model import DeviceIntent

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FORMAT: Final = "sddc-applied-intent"
VERSION: Final = 1
MOST_BYTES: Final = 4 * 1024 * 1024
"""What takes more than that is not kept."""
_NOTHING_EXPECTED: Final = Expectations((), (), (), (), None, ())


def written(intent: DeviceIntent) -> str | None:
    """Return an intent as JSON; None for one that is too large to be kept."""
    content = _adapter().dump_python(dataclasses.replace(intent, expectations=_NOTHING_EXPECTED), mode="json")
    document = {"format": FORMAT, "version": VERSION, "shape": shape(), "intent": content}
    text = json.dumps(document, separators=(",", ":"))
    return text if len(text) <= MOST_BYTES else None


def read(text: str) -> DeviceIntent | None:
    """Return the intent that `written` wrote; None for what another version wrote, or nobody."""
    try:
        document = json.loads(text)
        match document:
            case {"format": str(name), "version": int(version), "shape": str(known), "intent": dict(content)}:
                is_ours = (name, version, known) == (FORMAT, VERSION, shape())
                return _adapter().validate_json(json.dumps(content)) if is_ours else None
    except (ValueError, RecursionError):
        return None
    return None


@cache
def shape() -> str:
    """Return a digest of the intent's classes and fields: what was written in another shape is not compared."""
    names = sorted(f"{noun.__name__}.{one.name}:{one.type}" for noun in _classes() for one in dataclasses.fields(noun))
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]


def _classes() -> set[type]:
    found: set[type] = set()
    waiting: list[type] = [DeviceIntent]
    while waiting:
        noun = waiting.pop()
        if noun not in found:
            found.add(noun)
            waiting += [one for hint in typing.get_type_hints(noun).values() for one in _held(hint)]
    return found


def _held(hint: object) -> Iterator[type]:
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        yield hint
    for inner in typing.get_args(hint):
        yield from _held(inner)


@cache
def _adapter() -> "TypeAdapter[DeviceIntent]":
    from pydantic import TypeAdapter

    return TypeAdapter(DeviceIntent)
