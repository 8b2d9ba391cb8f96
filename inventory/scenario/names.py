"""The names that a scenario may use, and what they mean in an estate."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from inventory.model.component_names import air_name, feed_name, incomer_name, outside_name, phase_name, row_name
from inventory.model.cooled_rows import cooled_by
from inventory.model.estate import Estate
from inventory.model.phases import PHASES, phased_components
from inventory.scenario.scenario import Target, TargetKind
from inventory.suggestions import closest, did_you_mean

Names = Mapping[TargetKind, Mapping[str, object]]


class ScenarioInvalid(ValueError):  # noqa: N818 - what is wrong with it
    """A scenario that means nothing in this estate; says what to write instead."""

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(message)
        self.message, self.advice = message, advice


def names_of(estate: Estate) -> Names:
    """Map each kind of target to the full names that the estate has of it."""
    components: tuple[Mapping[str, object], ...] = (estate.power, estate.fuel, estate.cooling)
    tied = [f"{one.site}/{name}" for one in estate.power.values() if one.ties for name in (one.name, *one.ties)]
    phased = phased_components(estate)
    followed = (*phased, *(incomer_name(key) for key in phased if key in tied))
    return {
        TargetKind.SITE: estate.sites,
        TargetKind.CITY: dict.fromkeys(site.city for site in estate.sites.values()),
        TargetKind.ROOM: estate.rooms,
        TargetKind.COMPARTMENT: dict.fromkeys(_compartments(estate)),
        TargetKind.ROW: {row_name(f"{one.site}/{one.room}", one.row): one for one in estate.racks.values()},
        TargetKind.RACK: estate.racks,
        TargetKind.FEED: {feed_name(one.key, side): one for one in estate.racks.values() for side in one.feeds},
        TargetKind.COMPONENT: dict.fromkeys(chain.from_iterable(components)),
        TargetKind.INCOMER: {incomer_name(panel): panel for panel in tied},
        TargetKind.PHASE: {phase_name(key, one): key for key in followed for one in PHASES},
        TargetKind.AIR: {air_name(room, units): room for (room, _), units in cooled_by(estate).items() if units},
        TargetKind.OUTSIDE: {outside_name(circuit.site): circuit.site for circuit in estate.circuits.values()},
        TargetKind.CIRCUIT: estate.circuits,
        TargetKind.ENTRY: estate.entries,
        TargetKind.CARRIER: estate.carriers,
        TargetKind.SWITCH: estate.switches,
        TargetKind.SERVER: estate.servers,
        TargetKind.DEVICE: estate.devices,
        TargetKind.PEAK: estate.peaks,
        TargetKind.POOL: estate.pools,
        TargetKind.SERVICE: estate.services,
    }


def _compartments(estate: Estate) -> Iterator[str]:
    """Name the fire compartments: those of rooms, and those of components that say their own."""
    yield from (f"{room.site}/{room.compartment}" for room in estate.rooms.values())
    standing = (estate.power, estate.fuel, estate.cooling, estate.entries)
    for one in (one for table in standing for one in table.values()):
        if one.compartment is not None:
            yield f"{one.site}/{one.compartment}"


def find_target(names: Names, kinds: Sequence[TargetKind], name: str) -> Target:
    """Find what a name means among some kinds; raises ScenarioInvalid if that is nothing, or several things.

    The name is whole (tianfu/pdu-a), or without its site where only one site has it (pdu-a), or the label that people
    read. What may be meant by a wider name too is taken for the narrower: a site before its city, what stands in a room
    before the room.
    """
    found = [Target(kind, name) for kind in kinds if name in names[kind]]
    if not found and "/" not in name:
        found = [Target(kind, whole) for kind in kinds for whole in names[kind] if whole.partition("/")[2] == name]
    if not found:
        found = [Target(kind, whole) for kind in kinds for whole, one in names[kind].items() if _label(one) == name]
    found = _without_namesakes(found)
    if len(found) == 1:
        return found[0]
    if found:
        raise _ambiguous(name, found)
    known = chain.from_iterable(names[kind] for kind in kinds)
    raise ScenarioInvalid(f"The estate has no {_spelt(kinds)} {name}.", _advice(name, tuple(dict.fromkeys(known))))


def _label(one: object) -> str | None:
    """Return what a thing is called where people read it; None: as it is named."""
    return getattr(one, "label", None) or None


def _without_namesakes(found: list[Target]) -> list[Target]:
    for weaker in (TargetKind.CITY, TargetKind.COMPARTMENT, TargetKind.ROOM):
        others = [target for target in found if target.kind is not weaker]
        named = {target.name for target in others}
        found = [target for target in found if target.kind is not weaker or target.name not in named]
    return found


def _ambiguous(name: str, found: Sequence[Target]) -> ScenarioInvalid:
    kinds = {target.kind for target in found}
    written = [target.name if len(kinds) == 1 else f"{target.kind.value}:{target.name}" for target in found]
    return ScenarioInvalid(f"{name} may be any of {len(found)} things.", f"Write one of {', '.join(written)}.")


def _spelt(kinds: Sequence[TargetKind]) -> str:
    several = len(kinds) > 2  # noqa: PLR2004 - a list of kinds helps nobody
    return "place, component or device" if several else " or ".join(kind.value for kind in kinds)


def _advice(name: str, known: Sequence[str]) -> str:
    """Compare with names of about this length only: a hundred thousand names would take seconds."""
    near = [other for other in known if abs(len(other) - len(name)) <= 2]  # noqa: PLR2004 - two letters
    close = closest(name, near)
    if close is None and "/" not in name:
        short = {other.partition("/")[2]: other for other in reversed(known)}
        close = short.get(closest(name, short) or "")
    if close is not None:
        return f"Did you mean {close}?"
    return did_you_mean(name, known[:100])
