"""One-line diagrams of the chains of power and cooling: what stands where, and what feeds what."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from typing import TypeVar

from inventory.model.cooling import Aisle, CoolingComponent, CoolingKind
from inventory.model.estate import Estate
from inventory.model.power import FuelComponent, PowerComponent
from inventory.model.sites import Rack
from report.drawing_levels import Box, Chain, sheets
from report.facts import Facts
from report.layout import columns

Row = list[object]
KILOWATT, MEGAWATT = 1_000, 1_000_000
Sited = TypeVar("Sited", PowerComponent, FuelComponent, CoolingComponent, Aisle, Rack)
AnyComponent = PowerComponent | FuelComponent | CoolingComponent


def diagrams(facts: Facts) -> dict[str, dict[str, object]]:
    """Map each site to its diagrams, power and cooling: each the sheets of `report.drawing_levels` by name."""
    estate = facts.estate
    return {
        site: {
            which: {name: asdict(sheet) for name, sheet in sheets(chain(estate, site), site).items()}
            for which, chain in (("power", power_chain), ("cooling", cooling_chain))
        }
        for site in estate.sites
    }


def power_chain(estate: Estate, site: str) -> Chain:
    """Join power and fuel of a site with the racks that they feed; without power, the chain is empty."""
    several: list[FuelComponent | PowerComponent] = [
        *_at(site, estate.fuel.values()),
        *_at(site, estate.power.values()),
    ]
    chain = Chain()
    for one in several:
        chain.boxes[one.name], chain.sources[one.name] = _component(one), [*_feeds(one)]
        chain.ways.update({(source, one.name): way for source, way in _feeds(one).items()})
    sides: dict[str, set[str]] = {}
    for name, box, rack in _rack_groups(_at(site, estate.racks.values()) if several else ()):
        chain.boxes[name], chain.sources[name] = box, list(dict.fromkeys(rack.feeds.values()))
        chain.ways.update({(feed, name): "feeds" for feed in rack.feeds.values()})
        chain.places[name] = (rack.room, rack.row, rack.name)[: 3 if len(box.racks) == 1 else 2]
        for side, feed in rack.feeds.items():
            sides.setdefault(feed, set()).add(side)
    for tie in ((tie, one.name) for one in several if isinstance(one, PowerComponent) for tie in one.ties):
        if tie[::-1] not in chain.ways:
            chain.ways.setdefault(tie, "tie")
    for name, side in _sides(chain.sources, sides):
        chain.boxes[name] = replace(chain.boxes[name], side=side)
    return chain


def _sides(sources: Mapping[str, list[str]], fed: Mapping[str, set[str]]) -> Iterator[tuple[str, str]]:
    """Yield what feeds racks on one side only, with that side."""
    sides = {name: set(several) for name, several in fed.items()}
    for column in reversed(columns(sources)):
        for name in column:
            own = sides.get(name, set())
            if own and name in sources:
                for source in sources[name]:
                    sides.setdefault(source, set()).update(own)
    return ((name, min(several)) for name, several in sides.items() if name in sources and len(several) == 1)


def cooling_chain(estate: Estate, site: str) -> Chain:
    """Join what cools at a site with the aisles and rooms that it cools."""
    several = list(_at(site, estate.cooling.values()))
    chain = Chain()
    for one in several:
        chain.boxes[one.name] = _component(one)
        chain.sources[one.name] = [*one.fed_by, *(name for want in one.requires for name in want.names)]
    for name, box, units, room in _cooled(estate, site, several):
        chain.boxes[name], chain.sources[name], chain.places[name] = box, units, (room,)
    chain.ways.update({(source, name): "feeds" for name, sources in chain.sources.items() for source in sources})
    return chain


def _cooled(estate: Estate, site: str, several: list[CoolingComponent]) -> Iterator[tuple[str, Box, list[str], str]]:
    units = [one for one in several if one.kind is CoolingKind.UNIT]
    for aisle in _at(site, estate.aisles.values()):
        serving = [one.name for one in units if aisle.name in one.serves]
        if serving:
            details: list[Row] = [["kind", aisle.kind.value], ["rows", ", ".join(aisle.rows)]]
            yield f"aisle {aisle.name}", Box(aisle.name, "aisle", details=details), serving, aisle.room
    for room in dict.fromkeys(one.room for one in units if one.room and not one.serves):
        serving = [one.name for one in units if one.room == room and not one.serves]
        yield f"room {room}", Box(str(room), "room", details=[["units", len(serving)]]), serving, str(room)


def _at(site: str, several: Iterable[Sited]) -> Iterator[Sited]:
    return (one for one in several if one.site == site)


def _feeds(one: PowerComponent | FuelComponent) -> dict[str, str]:
    found = dict.fromkeys(one.fed_by, "feeds")
    if isinstance(one, PowerComponent):
        found |= dict.fromkeys(one.generator.fuel if one.generator else (), "fuel")
    else:
        found = dict.fromkeys(found, "fuel")
    return found


def _component(one: AnyComponent) -> Box:
    details: list[Row] = []
    rating = getattr(one, "rating_watts", 0)
    if rating:
        details.append(["rating", _watts(rating)])
    for title, value in (
        ("room", one.room),
        ("compartment", one.compartment),
        ("group", one.group),
        ("scheme", one.redundancy.text if one.redundancy else None),
        ("fed by", ", ".join(one.fed_by)),
        ("needs of these", one.least if one.least > 1 else None),
        ("power from", ", ".join(getattr(one, "powered_by", ()))),
        ("battery", _battery(one)),
    ):
        if value:
            details.append([title, value])
    return Box(one.name, one.kind.value, one.key, details, keys=(one.key,))


def _battery(one: AnyComponent) -> str:
    ups = one.ups if isinstance(one, PowerComponent) else None
    return f"{ups.battery.autonomy_minutes:g} min at {_watts(ups.battery.load_watts)}" if ups and ups.battery else ""


def _watts(watts: float) -> str:
    return f"{watts / MEGAWATT:g} MW" if watts >= MEGAWATT else f"{watts / KILOWATT:g} kW"


def _rack_groups(racks: Iterable[Rack]) -> Iterator[tuple[str, Box, Rack]]:
    # Racks of a row with the same feeds stand and fall together: one box, and the first of them.
    groups: dict[tuple[str, str, tuple[str, ...]], list[Rack]] = {}
    for rack in racks:
        groups.setdefault((rack.room, rack.row, tuple(dict.fromkeys(rack.feeds.values()))), []).append(rack)
    for (room, row, feeds), members in groups.items():
        names = tuple(rack.name for rack in members)
        label = names[0] if len(names) == 1 else f"{names[0]} … {names[-1]}"
        details: list[Row] = [["room", room], ["row", row], ["racks", len(names)], ["feeds", ", ".join(feeds)]]
        yield f"racks {room}/{row}/{names[0]}", Box(label, "racks", details=details, racks=names), members[0]
