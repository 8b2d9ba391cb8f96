"""Sites, paths, rooms, racks and power chains."""

from inventory.document.power import PowerDocument
from inventory.document.sites import PathDocument, RackDocument, RackTypeDocument, RoomDocument, SiteDocument
from inventory.expansion.context import ALL_SITES, Expansion
from inventory.model.origin import Origin
from inventory.model.power import PowerComponent
from inventory.model.sites import Rack, Room, Site, SitePath
from inventory.problem import Problem


def expand_sites(expansion: Expansion) -> dict[str, Site]:
    """Make the sites."""
    sites: dict[str, Site] = {}
    for name, document, origin in list(expansion.entries("sites", SiteDocument)):
        if name == ALL_SITES:
            advice = "Everywhere else the word stands for every site. Give the site another name."
            detail = f"A site cannot be called {ALL_SITES}."
            expansion.problems.append(Problem("wrong-value", origin, detail, advice, at_key=True))
            expansion.written.lose("sites", name)
            continue
        sites[name] = Site(name, document.city, document.state, document.cloud, origin)
    return sites


def expand_paths(expansion: Expansion) -> dict[str, SitePath]:
    """Make the connections between sites, each named by its sites: gaoxin-tianfu."""
    paths: dict[str, SitePath] = {}
    for _, document, origin in expansion.entries("paths", PathDocument):
        between = expansion.sites(document.between, origin.at("between"), "The path")
        if len(document.between) != len(set(document.between)):
            detail = f"The path joins {document.between[0]} with itself."
            expansion.report("path-to-itself", origin.at("between"), detail, "A path joins two different sites.")
        elif len(between) == len(document.between):
            first, second = sorted(between)
            path = SitePath(
                name=f"{first}-{second}",
                sites=(first, second),
                round_trip_milliseconds=document.rtt_ms,
                fibres=document.fibres,
                bandwidth_gigabits=document.bandwidth,
                origin=origin,
            )
            expansion.add(paths, path.name, path, origin, "path")
    return paths


def expand_rooms(expansion: Expansion) -> dict[str, Room]:
    """Make the rooms, by key."""
    rooms: dict[str, Room] = {}
    for _, document, origin in expansion.entries("rooms", RoomDocument):
        for site in expansion.sites(document.sites, origin.at("sites"), "The room"):
            for name in expansion.new_names(document.names, origin.at("names")):
                room = Room(site, name, document.compartment or name, origin)
                expansion.add(rooms, room.key, room, origin.at("names"), "room")
    return rooms


def expand_power(expansion: Expansion, rooms: dict[str, Room]) -> dict[str, PowerComponent]:
    """Make the components of the power chains, by key, and check what they name."""
    components: dict[str, PowerComponent] = {}
    for _, document, origin in expansion.entries("power", PowerDocument):
        for site in expansion.sites(document.sites, origin.at("sites"), "The power component"):
            room = document.room
            if room is not None and f"{site}/{room}" not in rooms:
                known = [key.partition("/")[2] for key in rooms if key.startswith(f"{site}/")]
                expansion.unknown("rooms", room, known, origin.at("room"), f"A power component of {site}")
                room = None
            for name in expansion.new_names(document.names, origin.at("names")):
                made = PowerComponent(site, name, document.kind, document.fed_by, document.rating, room, origin)
                expansion.add(components, made.key, made, origin.at("names"), "power component")
    return {key: _feeding(expansion, made, components) for key, made in components.items()}


def _feeding(expansion: Expansion, made: PowerComponent, components: dict[str, PowerComponent]) -> PowerComponent:
    there = [name for name in made.fed_by if f"{made.site}/{name}" in components]
    if len(there) == len(made.fed_by):
        return made
    known = [other.name for other in components.values() if other.site == made.site]
    expansion.known("power", made.fed_by, known, made.origin.at("fed_by"), f"The power component {made.key}")
    return PowerComponent(made.site, made.name, made.kind, tuple(there), made.rating_watts, made.room, made.origin)


def expand_racks(
    expansion: Expansion, rooms: dict[str, Room], components: dict[str, PowerComponent]
) -> dict[str, Rack]:
    """Make the racks, by key."""
    racks: dict[str, Rack] = {}
    types = {name: document for name, document, _ in expansion.entries("rack_types", RackTypeDocument)}
    for _, document, origin in expansion.entries("racks", RackDocument):
        names = expansion.new_names(document.names, origin.at("names"))
        rack_type = types.get(document.type)
        if rack_type is None:
            expansion.unknown(
                "rack_types", document.type, types, origin.at("type"), f"The rack {names[0] if names else ''}"
            )
            expansion.written.spoil(origin)
            continue
        for site in expansion.sites(document.sites, origin.at("sites"), "The rack"):
            if f"{site}/{document.room}" not in rooms:
                known = [key.partition("/")[2] for key in rooms if key.startswith(f"{site}/")]
                expansion.unknown("rooms", document.room, known, origin.at("room"), f"A rack of {site}")
                expansion.written.spoil(origin)
                continue
            feeds = _feeds(expansion, document, rack_type, site, components, origin)
            for name in names:
                rack = Rack(
                    site=site,
                    room=document.room,
                    row=document.row,
                    name=name,
                    type=document.type,
                    u_height=rack_type.u_height,
                    feeds=feeds,
                    power_watts=rack_type.power,
                    cooling_watts=rack_type.power if rack_type.cooling is None else rack_type.cooling,
                    weight_kilograms=round(rack_type.weight),
                    origin=origin,
                )
                expansion.add(racks, rack.key, rack, origin.at("names"), "rack")
    return racks


def _feeds(
    expansion: Expansion,
    document: RackDocument,
    rack_type: RackTypeDocument,
    site: str,
    components: dict[str, PowerComponent],
    origin: Origin,
) -> dict[str, str]:
    own = document.feeds is not None
    feeds = document.feeds if document.feeds is not None else rack_type.feeds
    there: dict[str, str] = {}
    for side, name in feeds.items():
        if f"{site}/{name}" in components:
            there[side] = name
        else:
            known = [other.name for other in components.values() if other.site == site]
            place = origin.at("feeds", side) if own else origin.at("type")
            expansion.unknown("power", name, known, place, f"Feed {side} of the racks at {site}")
    return there
