"""Compute pools, flavors and the projects that use them; words as OpenStack uses them."""

from collections.abc import Mapping
from dataclasses import dataclass

from inventory.model.origin import Origin


@dataclass(frozen=True, slots=True)
class Flavor:
    """A size of instance."""

    name: str
    vcpus: int
    memory_mebibytes: int
    disk_gibibytes: int
    extra_specs: Mapping[str, str]
    origin: Origin


@dataclass(frozen=True, slots=True)
class HostSelector:
    """Which compute servers of the pool's zone belong to it: racks by glob and all of the labels."""

    racks: tuple[str, ...]
    """Globs over rack keys (tianfu/a*) or rack names (a*)."""
    labels: frozenset[str]


@dataclass(frozen=True, slots=True)
class Pool:
    """Hosts with one purpose: an aggregate and availability zone in the cloud of each of its sites."""

    name: str
    zone: str
    sites: tuple[str, ...]
    hosts: HostSelector
    cpu_ratio: float
    memory_ratio: float
    disk_ratio: float
    flavors: tuple[str, ...]
    lends_to: tuple[str, ...]
    origin: Origin
    label: str = ""
    """What it is called where people read it, in any script; empty: its name."""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Quota:
    """What a project may use in the cloud of one site."""

    instances: int
    vcpus: int
    memory_mebibytes: int


@dataclass(frozen=True, slots=True)
class Project:
    """A tenant of the clouds, in the cloud of each of its sites."""

    name: str
    description: str
    sites: tuple[str, ...]
    pools: tuple[str, ...]
    quota: Quota
    origin: Origin
    label: str = ""
    """What it is called where people read it, in any script; empty: its name."""
