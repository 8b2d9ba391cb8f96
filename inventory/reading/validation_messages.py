"""Why a document refuses a value, in the words of the estate instead of the validator's."""

from collections.abc import Callable, Iterator, Mapping
from types import NoneType, UnionType
from typing import Annotated, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from inventory.document.fields import PATTERNS_IN_WORDS
from inventory.document.sections import Section
from inventory.model.origin import Origin
from inventory.reading.yaml_text import Data, Path
from inventory.suggestions import closest, did_you_mean
from inventory.verdict import Verdict, misread
from inventory.wording import shown

_WANTED: Mapping[str, str] = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "tuple_type": "a list such as [a, b]",
    "dict_type": "a mapping such as {key: value}",
    "model_type": "a mapping such as {key: value}",
    "string_too_short": "a text that is not empty",
    "timezone_aware": "a time with its offset from UTC, such as 2026-11-10T18:00+08:00",
    "datetime_parsing": "a time with its offset from UTC, such as 2026-11-10T18:00+08:00",
    "datetime_from_date_parsing": "a time with its offset from UTC, such as 2026-11-10T18:00+08:00",
}
_WANTED_WITH_CONTEXT: Mapping[str, Callable[[Mapping[str, object]], str]] = {
    "greater_than_equal": lambda ctx: f"at least {_number(ctx['ge'])}",
    "greater_than": lambda ctx: f"more than {_number(ctx['gt'])}",
    "less_than_equal": lambda ctx: f"at most {_number(ctx['le'])}",
    "string_pattern_mismatch": lambda ctx: PATTERNS_IN_WORDS.get(str(ctx["pattern"]), f"like {ctx['pattern']}"),
    "string_too_long": lambda ctx: f"a text of at most {ctx['max_length']} characters",
    "enum": lambda ctx: f"one of {_choice(ctx['expected'])}",
    "literal_error": lambda ctx: _choice(ctx["expected"]),
}


_LENGTHS: Mapping[str, tuple[str, str]] = {"too_short": ("least", "min_length"), "too_long": ("most", "max_length")}
_NOT_TEXTS = frozenset({"int_type", "float_type", "bool_type"})


def refusals(section: Section, entry: Data, origin: Origin, error: ValidationError) -> Iterator[Verdict]:
    """Turn what the validator says about one entry into problems; a key that is only misspelt is one, not two."""
    faults = [(_path(entry, fault), fault) for fault in error.errors(include_url=False)]
    misspelt = {
        (*path[:-1], closest(str(path[-1]), _keys(section.model, path[:-1])))
        for path, fault in faults
        if fault["type"] == "extra_forbidden"
    }
    for path, fault in faults:
        if fault["type"] == "extra_forbidden":
            detail = f"{path[-1]} is not a key here."
            advice = did_you_mean(str(path[-1]), _keys(section.model, path[:-1]))
            yield misread("unknown-key", origin.at(*path), detail, advice, at_key=True)
        elif fault["type"] == "too_short" and any(path == other[: len(path)] != other for other, _ in faults):
            continue  # The validator does not count the entries that it has refused.
        elif fault["type"] != "missing":
            yield _wrong_value(section, path, fault, origin)
        elif path not in misspelt:
            detail = f"The key {path[-1]} is missing."
            advice = f"{_description(section.model, path)} See: sddc schema ({section.key}).".strip()
            yield misread("missing-key", origin.at(*path[:-1]), detail, advice)


def _path(entry: Data, fault: ErrorDetails) -> Path:
    """Take from the validator's path what is written: one name counts as a list of one, without an index."""
    path: list[str | int] = []
    here = entry
    for key in fault["loc"]:
        if isinstance(here, list) and isinstance(key, int) and key < len(here):
            here = here[key]
        elif isinstance(here, dict) and isinstance(key, str) and (key in here or fault["type"] == "missing"):
            here = here.get(key)
        else:
            break
        path.append(key)
    return tuple(path)


def _wrong_value(section: Section, path: Path, fault: ErrorDetails, origin: Origin) -> Verdict:
    at_key = fault["loc"][-1:] == ("[key]",)
    context: Mapping[str, object] = fault.get("ctx", {})
    kind = fault["type"]
    where = ".".join(map(str, path)) or "The entry"
    if kind == "value_error":
        detail = f"{where}: {context['error']}."
    elif kind in _LENGTHS:
        limit, key = _LENGTHS[kind]
        detail = f"{where} has {_count(context['actual_length'])}; it must have at {limit} {context[key]}."
    else:
        in_context = _WANTED_WITH_CONTEXT.get(kind)
        wanted = in_context(context) if in_context else _WANTED.get(kind) or _text(fault)
        subject = f"The key {where}" if at_key else f"{where} is {_found(kind, fault['input'])}; it"
        detail = f"{subject} must be {wanted}."
    advice = f"{_description(section.model, path)} See: sddc schema ({section.key}).".strip()
    if kind in ("enum", "literal_error") and isinstance(fault["input"], str):
        guess = closest(fault["input"], _options(context["expected"]))
        advice = f"Did you mean {guess}?" if guess else advice
    return misread("wrong-value", origin.at(*path), detail, advice, at_key=at_key)


def _text(fault: ErrorDetails) -> str:
    """Report that a text is wanted; a number or a truth value becomes one in quotes."""
    value = fault["input"]
    if fault["type"] == "string_type" and isinstance(value, bool | int | float):
        return f'a text; in quotes it is one: "{shown(value)}"'
    return "a text" if fault["type"] == "string_type" else fault["msg"].removeprefix("Input should be ")


def _found(kind: str, value: object) -> str:
    return f'the text "{shown(value)}"' if kind in _NOT_TEXTS and isinstance(value, str) else shown(value)


def _count(number: object) -> str:
    return "1 entry" if number == 1 else f"{number} entries"


def _number(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _options(expected: object) -> list[str]:
    return [option.strip(" '") for option in str(expected).replace(" or ", ", ").split(",")]


def _choice(expected: object) -> str:
    options = _options(expected)
    return " or ".join(filter(None, (", ".join(options[:-1]), options[-1])))


def required_keys(section: Section) -> list[str]:
    """List the keys that an entry of the section cannot do without."""
    return [field.alias or name for name, field in section.model.model_fields.items() if field.is_required()]


def _keys(model: type[BaseModel], path: Path) -> list[str]:
    inner = _model(_follow(model, path))
    return [] if inner is None else [field.alias or name for name, field in inner.model_fields.items()]


def _description(model: type[BaseModel], path: Path) -> str:
    """Find what the nearest key on the path is described as."""
    inner = _model(_follow(model, path[:-1]))
    for name, field in ({} if inner is None or not path else inner.model_fields).items():
        if path[-1] in (name, field.alias):
            return field.description or ""
    return ""


def _follow(annotation: object, path: Path) -> object:
    """Follow a path of keys through models, mappings and lists; None where it leaves them."""
    for key in path:
        annotation = _step(annotation, key)
    return annotation


def _step(annotation: object, key: str | int) -> object:
    model = _model(annotation)
    if model is not None:
        fields = model.model_fields.items()
        return next((field.annotation for name, field in fields if key in (name, field.alias)), None)
    shape, parts = get_origin(annotation), get_args(annotation)
    if shape in (Annotated, Union, UnionType):
        return next((found for part in parts if (found := _step(part, key)) is not None), None)
    if shape is dict:
        return parts[1]
    return parts[0] if shape is tuple else None


def _model(annotation: object) -> type[BaseModel] | None:
    """Find the model that an annotation is, or is besides None."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (Annotated, Union, UnionType):
        inner = [part for part in get_args(annotation) if part is not NoneType]
        return next((found for part in inner if (found := _model(part)) is not None), None)
    return None
