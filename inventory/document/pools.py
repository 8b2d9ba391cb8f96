"""Flavors, pools and projects as they are written."""

from typing import Annotated

from pydantic import Field

from inventory.document.fields import (
    Document,
    Gibibytes,
    Integer,
    Label,
    Mebibytes,
    Name,
    Names,
    Number,
    Patterns,
    Sites,
)

Ratio = Annotated[Number, Field(gt=0, le=64)]


class FlavorDocument(Document):
    """A size of instance."""

    vcpus: Annotated[Integer, Field(ge=1)]
    memory: Mebibytes
    disk: Gibibytes = 0
    extra_specs: dict[str, str] = Field(default_factory=dict)


class HostSelectorDocument(Document):
    """Which compute servers of the pool's zone belong to it."""

    racks: Patterns = Field(("*",), description="Globs over racks: a*, tianfu/a0[12].")
    labels: Names = ()


class PoolDocument(Document):
    """Hosts with one purpose."""

    zone: Name
    sites: Sites = ("all",)
    hosts: HostSelectorDocument = HostSelectorDocument()
    cpu_ratio: Ratio = 1.0
    memory_ratio: Ratio = 1.0
    disk_ratio: Ratio = 1.0
    flavors: Annotated[tuple[Name, ...], Field(min_length=1)]
    lends_to: Names = ()
    label: Label = Field("", description="What it is called where people read it, in any script.")
    description: str = ""


class QuotaDocument(Document):
    """What a project may use at each site."""

    instances: Annotated[Integer, Field(ge=0)]
    vcpus: Annotated[Integer, Field(ge=0)]
    memory: Mebibytes


class ProjectDocument(Document):
    """A tenant of the clouds."""

    label: Label = Field("", description="What it is called where people read it, in any script.")
    description: str = ""
    sites: Sites = ("all",)
    pools: Annotated[tuple[Name, ...], Field(min_length=1)]
    quota: QuotaDocument
