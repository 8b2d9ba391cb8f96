"""The names that a scenario may use, and what they mean in an estate."""

from collections.abc import Mapping, Sequence
from itertools import chain

from inventory.model.estate import Estate
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
    return {
        TargetKind.SITE: estate.sites,
        TargetKind.CITY: dict.fromkeys(site.city for site in estate.sites.values()),
        TargetKind.ROOM: estate.rooms,
        TargetKind.COMPARTMENT: dict.fromkeys(f"{room.site}/{room.compartment}" for room in estate.rooms.values()),
        TargetKind.RACK: estate.racks,
        TargetKind.COMPONENT: dict.fromkeys(chain.from_iterable(components)),
        TargetKind.CIRCUIT: estate.circuits,
        TargetKind.ENTRY: estate.entries,
        TargetKind.CARRIER: estate.carriers,
        TargetKind.SWITCH: estate.switches,
        TargetKind.SERVER: estate.servers,
        TargetKind.PEAK: estate.peaks,
        TargetKind.POOL: estate.pools,
        TargetKind.SERVICE: estate.services,
    }


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
