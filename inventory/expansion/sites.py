"""Sites, paths and rooms."""

from inventory.document.building import FireDocument
from inventory.document.sites import PathDocument, RoomDocument, SiteDocument
from inventory.expansion.context import ALL_SITES, Expansion
from inventory.expansion.cooling import expand_climate
from inventory.expansion.labels import display_labels
from inventory.model.building import FireProtection
from inventory.model.sites import Room, Site, SitePath
from inventory.verdict import misread


def expand_sites(expansion: Expansion) -> dict[str, Site]:
    """Make the sites."""
    sites: dict[str, Site] = {}
    for name, document, origin in list(expansion.entries("sites", SiteDocument)):
        if name == ALL_SITES:
            advice = "Everywhere else the word stands for every site. Give the site another name."
            detail = f"A site cannot be called {ALL_SITES}."
            expansion.problems.append(misread("wrong-value", origin, detail, advice, at_key=True))
            expansion.written.lose("sites", name)
            continue
        sites[name] = Site(
            name, document.city, document.state, document.cloud, origin, document.label, document.description
        )
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
        climate = expand_climate(expansion, document.climate, origin.at("climate"))
        for site in expansion.sites(document.sites, origin.at("sites"), "The room"):
            names = expansion.new_names(document.names, origin.at("names"))
            shown = display_labels(expansion, document.label, names, {"site": site}, origin.at("label"))
            for name, label in zip(names, shown, strict=True):
                room = Room(
                    site=site,
                    name=name,
                    compartment=document.compartment or name,
                    origin=origin,
                    kind=document.kind,
                    floor_load_kilonewtons=document.floor_load,
                    clear_height_metres=document.clear_height,
                    equipment_aisle_metres=document.equipment_aisle,
                    fire=_fire(document.fire),
                    climate=climate,
                    label=label,
                    description=document.description,
                )
                expansion.add(rooms, room.key, room, origin.at("names"), "room")
    return rooms


def _fire(document: FireDocument | None) -> FireProtection | None:
    if document is None:
        return None
    return FireProtection(
        walls_hours=None if document.walls is None else document.walls / 3600,
        slabs_hours=None if document.slabs is None else document.slabs / 3600,
        doors=document.doors,
        detector_groups=document.detector_groups,
        agent=document.agent,
    )
