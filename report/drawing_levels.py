"""A chain too large for one picture, as sheets: the site, its halls, their rows, their racks.

A component belongs to the smallest part of a site that holds all that it feeds: a row's busway to the row, a hall's
panel to the hall, a UPS for two halls to the site. On the sheet of a part stand what belongs to it, one box for each
part of it, and, from outside, what feeds these.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from report.layout import columns

FIT = 48
"""Boxes that a window shows at once; a part with no more of them needs no sheets for its own parts."""
DEEPEST = 2
"""Parts with sheets: halls and rows. What belongs to one rack is listed with its box."""
ALIKE = 3
"""From so many boxes on, those that are fed alike and feed alike are one."""
WIDE = 8
"""Boxes beside each other in a line; a longer line goes on below itself."""
PARTS = ("hall", "row", "rack")
ENDS = frozenset({*PARTS, "racks", "aisle", "room"})
"""What is fed stands below all that feeds, whatever of it belongs to the site."""
Path = tuple[str, ...]
SITE: Path = ()


@dataclass(frozen=True, slots=True)
class Box:
    """Something that is drawn: a component, racks, or a part of the site that has a sheet of its own."""

    label: str
    kind: str
    key: str = ""
    """Of the one component that it stands for; else empty."""
    details: Sequence[Sequence[object]] = ()
    racks: tuple[str, ...] = ()
    side: str = ""
    """The side of the racks' feeds that everything behind it belongs to; empty: both, or none."""
    keys: tuple[str, ...] = ()
    """Of all components that it stands for."""
    sheet: str | None = None
    """The sheet that shows what is inside."""
    is_outside: bool = False
    """It feeds this part of the site from outside."""


@dataclass(frozen=True, slots=True)
class Chain:
    """What feeds what at a site, by name; places are those of what is fed at the end: hall, row, rack."""

    boxes: dict[str, Box] = field(default_factory=dict)
    sources: dict[str, list[str]] = field(default_factory=dict)
    ways: dict[tuple[str, str], str] = field(default_factory=dict)
    places: dict[str, Path] = field(default_factory=dict)
    """Of the ends only."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One picture: boxes in columns, and edges between their numbers."""

    title: str
    parent: str | None
    boxes: list[list[object]]
    """Rows: column, row, label, kind, key, details, racks, side, sheet, keys, is outside."""
    edges: list[list[object]]
    """Rows: from, to, way."""


def sheets(chain: Chain, site: str) -> dict[str, Sheet]:
    """Map the names of a chain's sheets, the site's first, to what stands on them; the site's name is empty."""
    homes = _homes(chain)
    drawn: dict[str, Sheet] = {}
    open_paths = [SITE]
    for path in open_paths:
        inside = [name for name in chain.boxes if homes[name][: len(path)] == path]
        parts = _parts(homes, inside, path)
        shown = {name: _shown_as(name, homes[name], len(path)) if parts else name for name in inside}
        drawn[_sheet_name(path)] = _sheet(chain, shown, parts, path, site)
        open_paths += [part for part in parts if len(part) <= DEEPEST]
    return drawn


def _homes(chain: Chain) -> dict[str, Path]:
    consumers: dict[str, list[str]] = {name: [] for name in chain.boxes}
    for name, several in chain.sources.items():
        for source in several:
            if source in consumers:
                consumers[source].append(name)
    homes = dict(chain.places)
    # From the ends back; what feeds itself in a cycle is met from outside first and then belongs to the site.
    for column in reversed(columns(chain.sources)):
        for name in column:
            if name not in homes:
                homes[name] = _common([homes.get(one, SITE) for one in consumers[name]])
    return homes


def _common(paths: Sequence[Path]) -> Path:
    if not paths:
        return SITE
    least = 0
    while all(len(path) > least and path[least] == paths[0][least] for path in paths):
        least += 1
    return paths[0][:least]


def _parts(homes: Mapping[str, Path], inside: Sequence[str], path: Path) -> list[Path]:
    """List the parts of a place that get sheets of their own: none where everything fits on one."""
    if len(inside) <= FIT:
        return []
    return list(dict.fromkeys(homes[name][: len(path) + 1] for name in inside if len(homes[name]) > len(path)))


def _shown_as(name: str, home: Path, depth: int) -> str:
    return name if len(home) == depth else _sheet_name(home[: depth + 1])


def _sheet_name(path: Path) -> str:
    return "/".join(path)


def _sheet(chain: Chain, shown: Mapping[str, str], parts: Sequence[Path], path: Path, site: str) -> Sheet:
    boxes = {name: chain.boxes[name] for name in shown if shown[name] == name}
    for part in parts:
        name = _sheet_name(part)
        boxes[name] = _part_box([chain.boxes[one] for one in shown if shown[one] == name], part)
    boxes |= {name: replace(chain.boxes[name], is_outside=True) for name in _above(chain, shown)}
    ways: dict[tuple[str, str], str] = {}
    for (source, end), way in chain.ways.items():
        here, there = shown.get(source, source), shown.get(end, end)
        if here != there and here in boxes and there in boxes:
            ways.setdefault((here, there), way)
    return _drawn(*_stacked(boxes, ways), path, site)


def _above(chain: Chain, shown: Mapping[str, str]) -> list[str]:
    """List all that feeds what is shown, from the nearest to the furthest."""
    found: dict[str, None] = {}
    front = list(shown)
    for name in front:
        for source in chain.sources[name]:
            if source in chain.boxes and source not in shown and source not in found:
                found[source] = None
                front.append(source)
    return list(found)


def _part_box(inside: Sequence[Box], part: Path) -> Box:
    racks = tuple(rack for box in inside for rack in box.racks)
    kind = PARTS[len(part) - 1]
    details = [["racks", len(racks)], ["components", sum(len(box.keys) for box in inside)]]
    keys = tuple(key for box in inside for key in box.keys)
    return Box(
        part[-1],
        kind,
        details=details,
        racks=racks,
        keys=keys,
        sheet=_sheet_name(part) if len(part) <= DEEPEST else None,
    )


Ways = Mapping[tuple[str, str], str]


def _stacked(boxes: Mapping[str, Box], ways: Ways) -> tuple[dict[str, Box], Ways]:
    """Draw components that are alike as one box until all fit: with the same neighbours, then with the same sources."""
    for is_coarse in (False, True):
        if len(boxes) > FIT:
            boxes, ways = _merged(boxes, ways, _alike(boxes, ways, is_coarse=is_coarse))
    return dict(boxes), ways


def _alike(boxes: Mapping[str, Box], ways: Ways, *, is_coarse: bool) -> dict[str, str]:
    """Map each box to the first one that is like it."""
    fed: dict[str, set[str]] = {name: set() for name in boxes}
    for source, end in ways:
        fed[source].add(end)
    sources = _sources(boxes, ways)
    first: dict[str, str] = {}
    known: dict[object, str] = {}
    # From the sources on: what is fed by boxes that are one now is fed alike.
    for column in columns(sources):
        for name in column:
            box = boxes[name]
            above = frozenset(first.get(one, one) for one in sources[name])
            own = (box.kind, box.side, box.is_outside, above, frozenset(() if is_coarse else fed[name]))
            first[name] = known.setdefault(own if box.keys and box.kind not in PARTS else name, name)
    return first


def _merged(boxes: Mapping[str, Box], ways: Ways, first: Mapping[str, str]) -> tuple[dict[str, Box], Ways]:
    groups: dict[str, list[str]] = {}
    for name in boxes:
        groups.setdefault(first[name], []).append(name)
    one_of = {name: head if len(group) >= ALIKE else name for head, group in groups.items() for name in group}
    made: dict[str, Box] = {}
    for head, group in groups.items():
        if len(group) >= ALIKE:
            made[head] = _stack([boxes[name] for name in group])
        else:
            made.update({name: boxes[name] for name in group})
    merged: dict[tuple[str, str], str] = {}
    for (source, end), way in ways.items():
        if one_of[source] != one_of[end]:
            merged.setdefault((one_of[source], one_of[end]), way)
    return made, merged


def _stack(boxes: Sequence[Box]) -> Box:
    keys = tuple(key for box in boxes for key in box.keys)
    return replace(boxes[0], label=f"{len(keys)} × {boxes[0].kind}", key="", details=[], keys=keys)


def _sources(boxes: Mapping[str, Box], ways: Ways) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {name: [] for name in boxes}
    for (source, end), way in ways.items():
        if way != "tie":
            found[end].append(source)
    return found


def _drawn(boxes: Mapping[str, Box], ways: Ways, path: Path, site: str) -> Sheet:
    rows: list[list[object]] = []
    numbers: dict[str, int] = {}
    for number, column in enumerate(_wrapped(columns(_sources(boxes, ways)), boxes)):
        for row, name in enumerate(column):
            box = boxes[name]
            numbers[name] = len(rows)
            rows.append([
                number, row, box.label, box.kind, box.key, list(box.details), list(box.racks), box.side, box.sheet,
                list(box.keys), box.is_outside,
            ])  # fmt: skip
    edges: list[list[object]] = [[numbers[source], numbers[end], way] for (source, end), way in ways.items()]
    title = " / ".join((site, *path))
    return Sheet(title, _sheet_name(path[:-1]) if path else None, rows, edges)


def _wrapped(found: Iterable[list[str]], boxes: Mapping[str, Box]) -> Iterable[list[str]]:
    """Keep the sides apart in each column, the first above what serves both, and cut lines that are too long."""
    sides = sorted({box.side for box in boxes.values()} - {""})
    lanes = {side: 0 if number == 0 else 2 for number, side in enumerate(sides)} if len(sides) > 1 else {}
    ends = [name for name, box in boxes.items() if box.kind in ENDS]
    for column in [*([name for name in column if boxes[name].kind not in ENDS] for column in found), ends]:
        ordered = sorted(column, key=lambda name: lanes.get(boxes[name].side, 1))
        pieces = -(-len(ordered) // WIDE)
        height = -(-len(ordered) // max(1, pieces))
        for piece in range(pieces):
            yield ordered[piece * height : (piece + 1) * height]
