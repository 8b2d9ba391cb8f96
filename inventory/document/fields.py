"""Field types that the sections share."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from ipaddress import AddressValueError, IPv4Address, IPv4Network, NetmaskValueError
from typing import Annotated, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    Strict,
    WithJsonSchema,
)

from inventory import quantities
from inventory.wording import shown


class Document(BaseModel):
    """A part of the estate as it is written: unknown keys are errors."""

    model_config = ConfigDict(
        defer_build=True,
        extra="forbid",
        frozen=True,
        strict=False,
        validate_default=False,
        allow_inf_nan=False,
        use_enum_values=False,
    )


def is_name(text: str) -> bool:
    """Return whether a text can be a `Name`."""
    return len(text) <= NAME_MAXIMUM and re.fullmatch(NAME_PATTERN, text) is not None


def one_or_many(value: object) -> object:
    """Take one value for a list of one."""
    return value if isinstance(value, list | tuple) else [value]


def _text(value: object) -> object:
    """Take a number for a name, because `names: 7` and `position: 7` are what people write."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _label(value: object) -> object:
    """Take a text of any script that can be shown on one line."""
    if isinstance(value, str):
        hidden = next((char for char in value if not char.isprintable() and char not in _JOINERS), None)
        if hidden is not None:
            raise ValueError(f"{shown(value)} holds U+{ord(hidden):04X}, which cannot be shown on one line")
    return _text(value)


def _address(value: object) -> IPv4Address:
    if isinstance(value, str):
        try:
            return IPv4Address(value)
        except AddressValueError:
            pass
    raise ValueError(f"{shown(value)} is not an IPv4 address such as 10.20.0.1")


def _network(value: object) -> IPv4Network:
    if isinstance(value, str) and "/" in value:
        try:
            network = IPv4Network(value, strict=False)
        except (AddressValueError, NetmaskValueError):
            pass
        else:
            if value.partition("/")[0] == str(network.network_address):
                return network
            raise ValueError(f"{shown(value)} is an address inside the network {network}; write {network}")
    raise ValueError(f"{shown(value)} is not an IPv4 network such as 10.20.0.0/22")


def _time(value: object) -> object:
    if isinstance(value, str):
        return value
    raise ValueError(f"{shown(value)} is not a time such as 2026-11-10T18:00+08:00")


def _day(value: object) -> date:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise ValueError(f"{shown(value)} is not a day such as 2027-06-30")


def _distance(value: object) -> float | None:
    return None if value == "none" else quantities.quantity(value, quantities.LENGTH)


_JOINERS = "\u200c\u200d"
"""Characters that cannot be seen and that some scripts cannot do without."""
POSITION_PATTERN = r"^ *[0-9]{1,3} *([+-] *[0-9]{1,2})?$"
MAC_PATTERN = r"^([0-9a-f]{2}:){5}[0-9a-f]{2}$"
FEED_PATTERN = r"^([ab]|sts)[1-9]?$"
REDUNDANCY_PATTERN = r"^([1-9]?N|N\+[1-9]|[1-9]\(N\+[1-9]\)|DR|RR)$"
SLUG_PATTERN = r"^[-a-zA-Z0-9_.]+$"
NAME_MAXIMUM = 63
"""RFC 1123 gives one label of a host's name no more."""
NAME_PATTERN = r"^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$"
PATTERNS_IN_WORDS: Mapping[str, str] = {
    NAME_PATTERN: "a name: up to 63 letters, digits, dots, dashes and underscores, at both ends a letter or digit",
    SLUG_PATTERN: "a slug: letters, digits, dashes, dots and underscores",
    POSITION_PATTERN: "a position such as 7, or 1+2 for the places 1, 3, 5, …",
    FEED_PATTERN: "a, b, or sts for a static transfer switch, with a number where there are several: a1",
    REDUNDANCY_PATTERN: "a scheme such as N, N+1, 2N, 2(N+1), DR or RR",
    MAC_PATTERN: "a MAC address such as 00:1c:73:00:00:99, in small letters",
}
_RANGE_SCHEMA = {"type": ["string", "integer"]}


def _many(item: Mapping[str, object], least: int) -> dict[str, object]:
    """Write the JSON Schema of one or a list of something."""
    return {"anyOf": [item, {"type": "array", "items": item, "minItems": least}]}


_NAME_SCHEMA = {"type": "string", "pattern": NAME_PATTERN, "maxLength": NAME_MAXIMUM}

Name = Annotated[str, Field(pattern=NAME_PATTERN, max_length=NAME_MAXIMUM)]
"""A name in the estate: letters, digits, dot, dash and underscore; it ends up in hostnames and labels."""
Pattern = Annotated[str, BeforeValidator(_text), Field(min_length=1, max_length=255), WithJsonSchema(_RANGE_SCHEMA)]
"""A name or a range of names: a[01-12], leaf-01{a,b}."""
Patterns = Annotated[
    tuple[Pattern, ...],
    BeforeValidator(one_or_many),
    Field(min_length=1),
    WithJsonSchema(_many(_RANGE_SCHEMA, 1)),
]
"""One pattern or a list of them."""
References = Annotated[tuple[Pattern, ...], BeforeValidator(one_or_many), WithJsonSchema(_many(_RANGE_SCHEMA, 0))]
"""One pattern, a list of them, or none: []."""
Names = Annotated[tuple[Name, ...], BeforeValidator(one_or_many), WithJsonSchema(_many(_NAME_SCHEMA, 0))]
"""One name or a list of them."""
Label = Annotated[str, BeforeValidator(_label), Field(min_length=1, max_length=120)]
"""What something is called where people read it: a text of any script, on one line."""
Labels = Annotated[
    tuple[Label, ...],
    BeforeValidator(one_or_many),
    Field(description="What they are called where people read it, in any script: one text for all, or one for each."),
    WithJsonSchema(_many({"type": "string", "minLength": 1, "maxLength": 120}, 1)),
]
"""One label for every name, with {name} in it where they differ, or one for each."""
Sites = Annotated[
    tuple[Name, ...], BeforeValidator(one_or_many), Field(min_length=1), WithJsonSchema(_many(_NAME_SCHEMA, 1))
]
"""The word all, one site or a list of sites."""
Position = Annotated[
    str,
    BeforeValidator(_text),
    Field(pattern=POSITION_PATTERN),
    WithJsonSchema(_RANGE_SCHEMA | {"description": "Rack units: 7, or 1+2 for the places 1, 3, 5, …"}),
]
"""Rack units: 7, or 1+2 for the places 1, 3, 5, …"""
Integer = Annotated[int, Strict(), Field(ge=-(10**15), le=10**15)]
"""A whole number: neither true nor "7" nor 7.0, and exact in JSON."""
Number = Annotated[float, Strict(), Field(ge=-1e9, le=1e9)]
"""A number: neither true nor "7", and finite."""
Truth = Annotated[bool, Strict()]
"""Either true or false, and no other word for it."""
Address = Annotated[IPv4Address, BeforeValidator(_address)]
"""An IPv4 address, written as a text: a number would count as one too."""
Network = Annotated[IPv4Network, BeforeValidator(_network)]
"""An IPv4 network with its length; host bits are zero."""
Moment = Annotated[AwareDatetime, BeforeValidator(_time)]
"""A time with its offset from UTC."""
Day = Annotated[date, BeforeValidator(_day)]
"""A day, such as 2027-06-30."""
RedundancyText = Annotated[str, Field(pattern=REDUNDANCY_PATTERN)]
"""A scheme of redundancy: N, N+1, 2N, 2(N+1), DR, RR."""
Airflow = Literal[
    "front-to-rear",
    "rear-to-front",
    "left-to-right",
    "right-to-left",
    "side-to-rear",
    "rear-to-side",
    "bottom-to-top",
    "top-to-bottom",
    "passive",
    "mixed",
]
"""NetBox's words for where a device takes air in and blows it out."""
WeightUnit = Literal["kg", "g", "lb", "oz"]
Bounds = Annotated[tuple[Number, ...], Field(min_length=2, max_length=2)]
"""The least and the most, both included: [18, 27]."""


@dataclass(frozen=True, slots=True)
class Amperes:
    """A rating as breakers have it."""

    amperes: float


def _rating(value: object) -> int | Amperes:
    if isinstance(value, str) and value.strip().endswith("A"):
        return Amperes(quantities.quantity(value, quantities.CURRENT))
    try:
        return round(quantities.quantity(value, quantities.POWER))
    except ValueError as error:
        raise ValueError(f"{error}, or 32A" if "such as" in str(error) else str(error)) from None


def _measure(units: dict[str, float]) -> Callable[[object], float]:
    return lambda value: quantities.quantity(value, units)


def _whole(units: dict[str, float]) -> Callable[[object], int]:
    return lambda value: round(quantities.quantity(value, units))


def _measure_schema(description: str) -> WithJsonSchema:
    return WithJsonSchema({"type": ["string", "integer"], "description": description})


Watts = Annotated[
    int, BeforeValidator(_whole(quantities.POWER)), Field(ge=0), _measure_schema("Power: 800W, 8kW, 2.5MW")
]
Rating = Annotated[
    int | Amperes,
    PlainValidator(_rating, json_schema_input_type=str | int),
    WithJsonSchema({"type": ["string", "integer"], "description": "Power or current: 800W, 8kW, 2.5MW, 32A"}),
]
"""Watts, or amperes, which become watts by the voltage beside them."""
Volts = Annotated[
    float, BeforeValidator(_measure(quantities.VOLTAGE)), Field(gt=0), _measure_schema("Voltage: 230V, 400V, 10kV")
]
Kilograms = Annotated[
    float, BeforeValidator(_measure(quantities.WEIGHT)), Field(ge=0), _measure_schema("Weight: 28kg, 1.2t, 62lb")
]
Mebibytes = Annotated[
    int, BeforeValidator(_whole(quantities.MEMORY)), Field(ge=0), _measure_schema("Memory: 512MiB, 16GiB")
]
Gibibytes = Annotated[int, BeforeValidator(_whole(quantities.DISK)), Field(ge=0), _measure_schema("Disk: 40GiB, 4TiB")]
Gigabits = Annotated[
    float,
    BeforeValidator(_measure(quantities.BANDWIDTH)),
    Field(gt=0),
    _measure_schema("Bandwidth in bits a second: 25G, 100G"),
]
Seconds = Annotated[
    float, BeforeValidator(_measure(quantities.DURATION)), Field(ge=0), _measure_schema("A time: 30s, 5m, 4h")
]
Metres = Annotated[
    float,
    BeforeValidator(_measure(quantities.LENGTH)),
    Field(ge=0),
    _measure_schema("A length: 1.5m, 800mm, 3km"),
]
Millimetres = Annotated[
    int,
    BeforeValidator(lambda value: round(quantities.quantity(value, quantities.LENGTH) * 1000)),
    Field(ge=0),
    _measure_schema("A length: 1200mm, 1.2m"),
]
Distance = Annotated[
    float | None,
    BeforeValidator(_distance),
    _measure_schema("A distance, 800m or 3km, or the word none where there is no such thing"),
]
Litres = Annotated[
    float, BeforeValidator(_measure(quantities.VOLUME)), Field(ge=0), _measure_schema("A volume: 12000L, 12m3")
]
