"""Field types that the sections share."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from inventory import quantities


class Document(BaseModel):
    """A part of the estate as it is written: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False, validate_default=False)


def _one_or_many(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _text(value: object) -> object:
    """Take a number for a name, because `names: 7` and `position: 7` are what people write."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


_NAME = r"^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$"

Name = Annotated[str, Field(pattern=_NAME, max_length=63)]
"""A name in the estate: letters, digits, dot, dash and underscore; it ends up in hostnames and labels."""
Pattern = Annotated[str, BeforeValidator(_text), Field(min_length=1, max_length=255)]
"""A name or a range of names: a[01-12], leaf-01{a,b}."""
Patterns = Annotated[tuple[Pattern, ...], BeforeValidator(_one_or_many), Field(min_length=1)]
"""One pattern or a list of them."""
Names = Annotated[tuple[Name, ...], BeforeValidator(_one_or_many)]
"""One name or a list of them."""
Position = Annotated[str, BeforeValidator(_text), Field(pattern=r"^ *[0-9]{1,3} *([+-] *[0-9]{1,2})?$")]
"""Rack units: 7, or 1+2 for the places 1, 3, 5, …"""
_WRITTEN = {"type": ["string", "integer"]}
Watts = Annotated[
    int,
    BeforeValidator(lambda value: round(quantities.quantity(value, quantities.POWER))),
    Field(ge=0),
    WithJsonSchema(_WRITTEN | {"description": "Power: 800W, 8kW, 2.5MW"}),
]
Kilograms = Annotated[
    float,
    BeforeValidator(lambda value: quantities.quantity(value, quantities.WEIGHT)),
    Field(ge=0),
    WithJsonSchema(_WRITTEN | {"description": "Weight: 28kg, 1.2t"}),
]
Mebibytes = Annotated[
    int,
    BeforeValidator(lambda value: round(quantities.quantity(value, quantities.MEMORY))),
    Field(ge=0),
    WithJsonSchema(_WRITTEN | {"description": "Memory: 512MiB, 16GiB"}),
]
Gibibytes = Annotated[
    int,
    BeforeValidator(lambda value: round(quantities.quantity(value, quantities.DISK))),
    Field(ge=0),
    WithJsonSchema(_WRITTEN | {"description": "Disk: 40GiB, 4TiB"}),
]
Gigabits = Annotated[
    float,
    BeforeValidator(lambda value: quantities.quantity(value, quantities.BANDWIDTH)),
    Field(gt=0),
    WithJsonSchema(_WRITTEN | {"description": "Bandwidth in bits a second: 25G, 100G"}),
]
Seconds = Annotated[
    float,
    BeforeValidator(lambda value: quantities.quantity(value, quantities.DURATION)),
    Field(ge=0),
    WithJsonSchema(_WRITTEN | {"description": "A time: 30s, 5m, 4h"}),
]
