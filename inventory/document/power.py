"""The power chain and the fuel as they are written."""

from typing import Annotated, Literal

from pydantic import Field

from inventory.document.fields import (
    Document,
    Integer,
    Litres,
    Name,
    Number,
    Pattern,
    Patterns,
    Rating,
    RedundancyText,
    References,
    Seconds,
    Sites,
    Volts,
    Watts,
)
from inventory.model.power import FuelKind, GeneratorGrade, Load, PowerKind, RatingClass

Count = Annotated[Integer, Field(ge=1, le=1000)]
Each = Annotated[
    dict[Name, Patterns],
    Field(
        description="Words that stand for others in this entry: with {side: [a, b]}, ups-{side} is ups-a, then ups-b."
    ),
]


class GeneratorDocument(Document):
    """What only a generator has."""

    grade: GeneratorGrade | None = Field(None, description="Performance class, G1 to G4.")
    rating_class: RatingClass | None = Field(None, description="What the rating is valid for.")
    hours_limit: Annotated[Number, Field(gt=0)] | None = Field(
        None, description="Hours a year that it may run at its rating; without it as the rating class says."
    )
    fuel: References = Field((), description="Tanks or pumps; any one is enough.")
    litres_per_hour: Annotated[Number, Field(gt=0)] | None = Field(None, description="Consumption at its rating.")


class BatteryDocument(Document):
    """The battery of a UPS."""

    autonomy: Seconds = Field(description="How long it carries the load: 15m.")
    at: Watts | None = Field(None, description="The load; without it the basic capacity of the UPS.")
    strings: Count = 1
    room: Pattern | None = Field(None, description="Without it the room of the UPS.")


class UpsDocument(Document):
    """The modules of a UPS and its battery."""

    modules: Count = 1
    module_rating: Watts | None = Field(None, description="Without it the rating of the whole, divided.")
    redundant: Annotated[Integer, Field(ge=0, le=1000)] = Field(
        0, description="How many of the modules the basic capacity does not count."
    )
    battery: BatteryDocument | None = None


class PowerDocument(Document):
    """Components of a power chain, by range."""

    sites: Sites
    each: Each = Field(default_factory=dict)
    kind: PowerKind
    names: Patterns
    fed_by: References = Field((), description="Any one of these is enough, or as many as `least` says.")
    least: Count = Field(1, description="How many of those in fed_by must work.")
    ties: References = Field((), description="Panels whose bus it can be tied to when it loses its own feed.")
    rating: Rating | None = Field(
        None, description="Needed, except for a UPS whose modules say it; in amperes with voltage and phases."
    )
    voltage: Volts | None = Field(None, description="Between the lines of three phases, or of the one: 400V, 230V.")
    phases: Literal[1, 3] | None = Field(None, description="1, or 3 whose lines the voltage is between.")
    power_factor: Annotated[Number, Field(gt=0, le=1)] | None = Field(
        None, description="Of a rating in amperes (cos φ); without it 1."
    )
    derating: Annotated[Number, Field(gt=0, le=1)] = Field(1.0, description="The part of the rating that is left here.")
    room: Pattern | None = None
    compartment: Pattern | None = Field(None, description="Without it the room's.")
    carries: tuple[Load, ...] = Field((), description="What it is meant for: it, cooling, building.")
    group: Pattern | None = Field(None, description="The name of those that are redundant to each other.")
    redundancy: RedundancyText | None = Field(None, description="The scheme of the group: N+1, 2N, 2(N+1), DR, RR.")
    substation: Pattern | None = Field(None, description="Of a utility: where the supply comes from.")
    generator: GeneratorDocument | None = None
    ups: UpsDocument | None = None


class FuelDocument(Document):
    """Fuel tanks and pumps, by range."""

    sites: Sites
    each: Each = Field(default_factory=dict)
    kind: FuelKind
    names: Patterns
    fed_by: References = Field(
        (),
        description="Of a pump: the tanks; of a day tank: the pumps that fill it. Any one, or as many as `least` says.",
    )
    least: Count = 1
    powered_by: References = Field((), description="Of a pump: power components; any one is enough.")
    litres: Litres | None = None
    hours: Annotated[Number, Field(gt=0)] | None = Field(
        None, description="How long this tank alone keeps N generators running."
    )
    room: Pattern | None = None
    compartment: Pattern | None = Field(None, description="Without it the room's.")
    group: Pattern | None = Field(None, description="The name of those that are redundant to each other.")
    redundancy: RedundancyText | None = None
