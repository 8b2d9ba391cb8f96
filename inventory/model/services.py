"""The bank's services and what they demand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from inventory.model.origin import Origin
from inventory.wording import counted


class Spread(StrEnum):
    """What instances of one tier do not share."""

    NONE = "none"
    HOST = "host"
    RACK = "rack"


@dataclass(frozen=True, slots=True)
class Recovery:
    """What a service promises after a loss: times in seconds."""

    standard: str
    level: int
    rto_seconds: float
    rpo_seconds: float


@dataclass(frozen=True, slots=True)
class Tier:
    """Equal instances of a service: so many at each site."""

    service: str
    name: str
    pool: str
    flavor: str
    instances: Mapping[str, int]
    spread: Spread
    networks: tuple[str, ...]
    origin: Origin

    def named_at(self, site: str) -> str:
        """Name it as what a change at a site hits: service mobile-banking tier api (10 instances elsewhere)."""
        elsewhere = sum(count for other, count in self.instances.items() if other != site)
        return f"service {self.service} tier {self.name} ({counted(elsewhere, 'instance')} elsewhere)"


@dataclass(frozen=True, slots=True)
class Service:
    """One service of the bank."""

    name: str
    description: str
    project: str
    recovery: Recovery
    tiers: tuple[Tier, ...]
    shed_order: int | None
    """Lower goes first when the sites that are left cannot hold everything; None: never shed."""
    origin: Origin
    label: str = ""
    """What it is called where people read it, in any script; empty: its name."""


@dataclass(frozen=True, slots=True)
class Peak:
    """A time in which services need a multiple of their instances."""

    name: str
    start: datetime
    end: datetime
    services: Mapping[str, float]
    origin: Origin
