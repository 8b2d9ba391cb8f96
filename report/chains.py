"""One-line diagrams of the chains of power and cooling: what stands where, and what feeds what."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from inventory.model.cooling import Aisle, CoolingComponent, CoolingKind
from inventory.model.estate import Estate
from inventory.model.power import FuelComponent, PowerComponent
from inventory.model.sites import Rack
from report.facts import Facts
from report.layout import columns

Row = list[object]
KILOWATT, MEGAWATT = 1_000, 1_000_000
Sited = TypeVar("Sited", PowerComponent, FuelComponent, CoolingComponent, Aisle)
AnyComponent = PowerComponent | FuelComponent | CoolingComponent


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A box of a diagram."""

    label: str
    kind: str
    key: str
    """Of the component; empty for racks that are drawn together."""
    details: list[Row]
    racks: tuple[str, ...] = ()


def diagrams(facts: Facts) -> dict[str, dict[str, object]]:
    """Map each site to its diagrams, power and cooling; a site without a chain has an empty one.

    A diagram has boxes (column, row, label, kind, key, details, racks) and edges (from, to, way) between their numbers.
    """
    estate = facts.estate
    return {site: {"power": _power(estate, site), "cooling": _cooling(estate, site)} for site in estate.sites}


def _power(estate: Estate, site: str) -> dict[str, object]:
    chain: list[FuelComponent | PowerComponent] = [*_at(site, estate.fuel.values()), *_at(site, estate.power.values())]
    drawn = {one.name: _component(one) for one in chain}
    sources = {one.name: [*_feeds(one)] for one in chain}
    ways = {(source, one.name): way for one in chain for source, way in _feeds(one).items()}
    if chain:
        for name, box, feeds in _rack_groups(rack for rack in estate.racks.values() if rack.site == site):
            drawn[name], sources[name] = box, feeds
            ways.update({(feed, name): "feeds" for feed in feeds})
    for tie in ((tie, one.name) for one in chain if isinstance(one, PowerComponent) for tie in one.ties):
        if tie[::-1] not in ways:
            ways.setdefault(tie, "tie")
    return _diagram(drawn, sources, ways)


def _cooling(estate: Estate, site: str) -> dict[str, object]:
    chain = list(_at(site, estate.cooling.values()))
    drawn = {one.name: _component(one) for one in chain}
    sources = {one.name: [*one.fed_by, *(name for want in one.requires for name in want.names)] for one in chain}
    ways = {(source, one.name): "feeds" for one in chain for source in sources[one.name]}
    for name, box, units in _cooled(estate, site, chain):
        drawn[name], sources[name] = box, units
        ways.update({(unit, name): "feeds" for unit in units})
    return _diagram(drawn, sources, ways)


def _cooled(estate: Estate, site: str, chain: list[CoolingComponent]) -> Iterator[tuple[str, _Drawn, list[str]]]:
    units = [one for one in chain if one.kind is CoolingKind.UNIT]
    for aisle in _at(site, estate.aisles.values()):
        serving = [one.name for one in units if aisle.name in one.serves]
        if serving:
            details: list[Row] = [["kind", aisle.kind.value], ["rows", ", ".join(aisle.rows)]]
            yield f"aisle {aisle.name}", _Drawn(aisle.name, "aisle", "", details), serving
    for room in dict.fromkeys(one.room for one in units if one.room and not one.serves):
        serving = [one.name for one in units if one.room == room and not one.serves]
        yield f"room {room}", _Drawn(str(room), "room", "", [["units", len(serving)]]), serving


def _at(site: str, several: Iterable[Sited]) -> Iterator[Sited]:
    return (one for one in several if one.site == site)


def _feeds(one: PowerComponent | FuelComponent) -> dict[str, str]:
    found = dict.fromkeys(one.fed_by, "feeds")
    if isinstance(one, PowerComponent):
        found |= dict.fromkeys(one.generator.fuel if one.generator else (), "fuel")
    else:
        found = dict.fromkeys(found, "fuel")
    return found


def _component(one: AnyComponent) -> _Drawn:
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
    return _Drawn(one.name, one.kind.value, one.key, details)


def _battery(one: AnyComponent) -> str:
    ups = one.ups if isinstance(one, PowerComponent) else None
    return f"{ups.battery.autonomy_minutes:g} min at {_watts(ups.battery.load_watts)}" if ups and ups.battery else ""


def _watts(watts: float) -> str:
    return f"{watts / MEGAWATT:g} MW" if watts >= MEGAWATT else f"{watts / KILOWATT:g} kW"


def _rack_groups(racks: Iterable[Rack]) -> Iterable[tuple[str, _Drawn, list[str]]]:
    # Racks of a row with the same feeds stand and fall together: one box.
    groups: dict[tuple[str, str, tuple[str, ...]], list[Rack]] = {}
    for rack in racks:
        groups.setdefault((rack.room, rack.row, tuple(dict.fromkeys(rack.feeds.values()))), []).append(rack)
    for (room, row, feeds), members in groups.items():
        names = tuple(rack.name for rack in members)
        label = names[0] if len(names) == 1 else f"{names[0]} … {names[-1]}"
        details: list[Row] = [["room", room], ["row", row], ["racks", len(names)], ["feeds", ", ".join(feeds)]]
        yield f"racks {room}/{row}/{names[0]}", _Drawn(label, "racks", "", details, names), list(feeds)


def _diagram(
    drawn: dict[str, _Drawn], sources: dict[str, list[str]], ways: dict[tuple[str, str], str]
) -> dict[str, object]:
    boxes: list[Row] = []
    numbers: dict[str, int] = {}
    for number, column in enumerate(columns(sources)):
        for row, name in enumerate(column):
            box = drawn[name]
            numbers[name] = len(boxes)
            boxes.append([number, row, box.label, box.kind, box.key, box.details, list(box.racks)])
    edges = [
        [numbers[source], numbers[end], way]
        for (source, end), way in ways.items()
        if source in numbers and end in numbers
    ]
    return {"boxes": boxes, "edges": edges}
