"""Buildings, fire protection and climate as they are written."""

from typing import Annotated

from pydantic import Field

from inventory.document.fields import Bounds, Distance, Document, Integer, Metres, Seconds, Sites, Truth
from inventory.model.building import DoorGrade, FireAgent, Surrounding


class ClimateDocument(Document):
    """What is set for the air: the least and the most."""

    temperature: Bounds | None = Field(None, description="In °C: [18, 27].")
    dew_point: Bounds | None = Field(None, description="In °C: [5.5, 15].")
    humidity: Bounds | None = Field(None, description="Relative, in percent: [20, 60].")


class FireDocument(Document):
    """How a room is kept from fire."""

    walls: Seconds | None = Field(None, description="How long its walls hold: 2h.")
    slabs: Seconds | None = Field(None, description="How long its slabs hold: 1.5h.")
    doors: DoorGrade | None = Field(None, description="The grade of its fire doors: A, B or C.")
    detector_groups: Annotated[Integer, Field(ge=0)] | None = Field(
        None, description="How many groups of detectors work independently of each other."
    )
    agent: FireAgent | None = Field(None, description="What puts a fire out.")


class BuildingDocument(Document):
    """The building of one or several sites; what is not written counts as unknown."""

    sites: Sites
    converted: Truth | None = Field(None, description="true: built for something else; false: built for this.")
    fire_resistance_rating: Annotated[Integer, Field(ge=1, le=4)] | None = Field(
        None, description="1 is the best (GB 50016)."
    )
    distances: dict[Surrounding, Distance] = Field(
        default_factory=dict, description="How far things are: {railway: 1.2km, nuclear-plant: none}."
    )
    flood_area: Truth | None = None
    fault: Truth | None = Field(None, description="Whether it stands on a geological fault.")
    landslide_area: Truth | None = None
    roads: Annotated[Integer, Field(ge=0)] | None = Field(None, description="How many independent roads lead to it.")
    maintenance_holes_apart: Metres | None = Field(
        None, description="The least distance between the maintenance holes of two entries."
    )
