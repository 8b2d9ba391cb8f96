"""Which power components load their phases one by one, because something that they feed says which phase it is on."""

from collections.abc import Iterator
from typing import NamedTuple

from inventory.model.component_names import feed_name
from inventory.model.estate import Estate
from inventory.model.power import PowerKind
from inventory.model.sites import Phase

PHASES = (Phase.L1, Phase.L2, Phase.L3)
"""The three phases of a supply."""


class RackFeed(NamedTuple):
    """The feed of a rack, and what its cords could bring to it."""

    rack: str
    name: str
    phase: Phase | None
    watts: float
    """What the devices with a cord on it draw in full, as when all other feeds are gone."""


def feeds_by_component(estate: Estate) -> dict[str, list[RackFeed]]:
    """Map the power components whose phases are followed to the feeds of racks that load them."""
    phased = frozenset(phased_components(estate))
    found: dict[str, list[RackFeed]] = {key: [] for key in estate.power if key in phased}
    for rack in estate.racks.values() if phased else ():
        for side, name in rack.feeds.items():
            details = rack.feed_details.get(side)
            watts = sum(
                len(one.names) * float(estate.device_types[one.type].draw_watts or 0)
                for one in estate.standing[rack.key]
                if side in one.cords
            )
            feed = RackFeed(rack.key, feed_name(rack.key, side), None if details is None else details.phase, watts)
            for key in _above(estate, f"{rack.site}/{name}"):
                if key in found:
                    found[key].append(feed)
    return found


def _above(estate: Estate, key: str) -> tuple[str, ...]:
    """List a component and what its load comes from, up to a UPS."""
    found: dict[str, None] = {}
    front = [key]
    while front:
        key = front.pop()
        if key not in found:
            found[key] = None
            one = estate.power[key]
            front += [] if one.kind is PowerKind.UPS else [f"{one.site}/{name}" for name in (*one.fed_by, *one.ties)]
    return tuple(found)


def phased_components(estate: Estate) -> tuple[str, ...]:
    """List the power components whose phases may be loaded unevenly, in the order of the estate.

    They are those that feed a rack on a single phase, and what feeds these, up to a UPS: it is fed evenly whatever its
    output carries, for it converts twice (IEC 62040-3, VFI). Where one source of a load has phases, all of them have.
    """
    found: set[str] = set()
    front = list(_first(estate))
    beside = _sources_of_all(estate)
    while front:
        key = front.pop()
        if key in found:
            continue
        found.add(key)
        front += [*_above(estate, key), *beside.get(key, ())]
    return tuple(key for key in estate.power if key in found)


def _first(estate: Estate) -> Iterator[str]:
    for rack in estate.racks.values():
        for feed in rack.feed_details.values():
            if feed.phase in PHASES:
                yield f"{rack.site}/{feed.component}"


def _sources_of_all(estate: Estate) -> dict[str, set[str]]:
    """Map each power component to those that are sources of a load beside it."""
    found: dict[str, set[str]] = {}
    loads = [(one.site, one.fed_by) for one in estate.power.values()]
    loads += [(one.site, (one.name, *one.ties)) for one in estate.power.values() if one.ties]
    loads += [(one.site, one.powered_by) for one in estate.cooling.values()]
    for site, names in loads:
        keys = {f"{site}/{name}" for name in names}
        for key in keys if len(keys) > 1 else ():
            found.setdefault(key, set()).update(keys - {key})
    return found
