"""Racks and their feeds."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from inventory.document.sites import FeedDocument, RackDocument, RackTypeDocument
from inventory.expansion.context import Expansion
from inventory.expansion.labels import display_labels
from inventory.expansion.power import watts_of
from inventory.expansion.templates import Wording
from inventory.model.origin import Origin
from inventory.model.power import PowerComponent
from inventory.model.sites import Feed, Rack, Room


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of racks with its type."""

    document: RackDocument
    type: RackTypeDocument
    origin: Origin


def expand_racks(
    expansion: Expansion, rooms: Mapping[str, Room], components: Mapping[str, PowerComponent]
) -> dict[str, Rack]:
    """Make the racks, by key."""
    racks: dict[str, Rack] = {}
    types = {name: document for name, document, _ in expansion.entries("rack_types", RackTypeDocument)}
    for _, document, origin in expansion.entries("racks", RackDocument):
        names = expansion.new_names(document.names, origin.at("names"))
        rack_type = types.get(document.type)
        if rack_type is None:
            who = f"The rack {names[0] if names else ''}"
            expansion.unknown("rack_types", document.type, types, origin.at("type"), who)
            expansion.written.spoil(origin)
            continue
        entry = _Entry(document, rack_type, origin)
        for site in expansion.sites(document.sites, origin.at("sites"), "The rack"):
            if f"{site}/{document.room}" not in rooms:
                known = [key.partition("/")[2] for key in rooms if key.startswith(f"{site}/")]
                expansion.unknown("rooms", document.room, known, origin.at("room"), f"A rack of {site}")
                expansion.written.spoil(origin)
                continue
            words = {"site": site, "room": document.room, "row": document.row}
            shown = display_labels(expansion, document.label, names, words, origin.at("label"))
            for index, name in enumerate(names):
                feeds = _feeds(expansion, entry, (site, name, index), components)
                rack = replace(_rack(entry, site, name, feeds), label=shown[index])
                expansion.add(racks, rack.key, rack, origin.at("names"), "rack")
    return racks


def _rack(entry: _Entry, site: str, name: str, feeds: dict[str, Feed]) -> Rack:
    document, rack_type = entry.document, entry.type
    return Rack(
        site=site,
        room=document.room,
        row=document.row,
        name=name,
        type=document.type,
        u_height=rack_type.u_height,
        feeds={side: feed.component for side, feed in feeds.items()},
        power_watts=rack_type.power,
        cooling_watts=rack_type.power if rack_type.cooling is None else rack_type.cooling,
        weight_kilograms=round(rack_type.weight),
        origin=entry.origin,
        feed_details=feeds,
        width_millimetres=rack_type.width,
        depth_millimetres=rack_type.depth,
        empty_kilograms=rack_type.empty_weight,
        diversity=rack_type.diversity,
        description=document.description,
        has_descending_units=rack_type.desc_units,
    )


def _feeds(
    expansion: Expansion, entry: _Entry, which: tuple[str, str, int], components: Mapping[str, PowerComponent]
) -> dict[str, Feed]:
    """Resolve the feeds of one rack: `which` is its site, name, and number in its entry."""
    document, (site, rack, index) = entry.document, which
    own = document.feeds is not None
    written = document.feeds if document.feeds is not None else entry.type.feeds
    wording = Wording(expansion, {"site": site, "room": document.room, "row": document.row, "rack": rack})
    there: dict[str, Feed] = {}
    for side, feed in written.items():
        place = entry.origin.at("feeds", side) if own else entry.origin.at("type")
        name = wording.filled(feed.component, place)
        if name is None:
            continue
        if f"{site}/{name}" in components:
            there[side] = _feed(expansion, feed, components[f"{site}/{name}"], index, place)
        else:
            expansion.unknown(
                "power",
                name,
                lambda: [other.name for other in components.values() if other.site == site],
                place,
                f"Feed {side} of the racks at {site}",
            )
    return there


def _feed(expansion: Expansion, document: FeedDocument, component: PowerComponent, index: int, origin: Origin) -> Feed:
    phase = document.phase[index % len(document.phase)] if document.phase else None
    rating = watts_of(document.rating, component.supply, is_single=phase is not None)
    if rating is None and document.rating is not None:
        detail = f"The feed from {component.name} is rated in amperes, and {component.name} has no voltage."
        advice = f"Write voltage and phases at {component.name}: 'voltage: 400V, phases: 3'."
        expansion.report("missing-key", origin, detail, advice)
    return Feed(component.name, rating, phase)
