"""Small worlds for questions: sites, racks and hosts of `tests.capacity.estates`, with services."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from capacity.snapshot import Snapshot
from continuity.whatif.answer import WhatIf
from continuity.whatif.question import World, what_if, world_of
from facility.estate_graph import capacity_graph
from inventory.model.estate import Estate
from inventory.model.services import Recovery, Service, Spread, Tier
from inventory.model.sites import SitePath
from inventory.scenario.parse import parse_scenario
from tests.capacity.estates import HERE, Plan, estate_of

CITIES = {"tianfu": "chengdu", "gaoxin": "chengdu", "chongqing": "chongqing"}


@dataclass(frozen=True)
class Wants:
    """A service with one tier."""

    name: str
    instances: Mapping[str, int]
    flavor: str = "small"
    pool: str = "retail"
    spread: Spread = Spread.NONE
    shed_order: int | None = None
    rpo_seconds: float = 60.0


def bank(wants: Sequence[Wants], plan: Plan | None = None) -> Estate:
    """Three sites, the first two of them in one city and 1 ms apart, the third 6 ms away."""
    estate = estate_of(plan or Plan(sites=CITIES, racks=2, hosts=1, cpu_ratio=1.0, size=(8, 65536, 4000)))
    services = {
        one.name: Service(
            one.name,
            "",
            "p",
            Recovery("GB/T 20988-2025", 5, 300.0, one.rpo_seconds),
            (Tier(one.name, "t", one.pool, one.flavor, one.instances, one.spread, (), HERE),),
            one.shed_order,
            HERE,
        )
        for one in wants
    }
    paths = {
        f"{a}-{b}": SitePath(f"{a}-{b}", (a, b), milliseconds, 2, 100.0, HERE)
        for a, b, milliseconds in (
            ("tianfu", "gaoxin", 1.0),
            ("tianfu", "chongqing", 6.0),
            ("gaoxin", "chongqing", 6.0),
        )
        if a in estate.sites and b in estate.sites
    }
    return replace(estate, services=services, paths=paths)


def world(estate: Estate, snapshot: Snapshot | None = None) -> World:
    return world_of(estate, capacity_graph(estate), snapshot)


def ask(estate: Estate, text: str, snapshot: Snapshot | None = None) -> WhatIf:
    return what_if(world(estate, snapshot), parse_scenario(text, estate))
