"""Racks: units, power and cords."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

from inventory.model.blocks import Mounted
from inventory.model.estate import Estate
from inventory.model.power import FuelComponent, PowerComponent
from inventory.model.sites import DeviceType, Face, Rack, units_taken
from inventory.verdict import Verdict, broken

_FACES = tuple(Face)
_Standing = tuple[Mounted, int]
"""One device: its block and its number there."""


def rack_unit_overlap(estate: Estate) -> Iterator[Verdict]:
    """Two devices cannot share a rack unit on the same face, nor on any face if one is of full depth."""
    for rack, standing in estate.standing.items():
        if _may_clash(estate, standing):
            yield from _overlaps(estate, estate.racks[rack])


def _may_clash(estate: Estate, standing: Iterable[Mounted]) -> bool:
    # A bit a unit: almost always nothing clashes, and then who stands where is of no interest.
    taken = dict.fromkeys(_FACES, 0)
    for mounted in standing:
        kind = estate.device_types[mounted.type]
        if _takes_no_unit(mounted, kind):
            continue
        units, one = 0, (1 << kind.u_height) - 1
        for unit in mounted.units:
            if unit < 1:
                return True
            units |= one << unit
        if units.bit_count() < kind.u_height * len(mounted.units):
            return True
        for face in _FACES if kind.is_full_depth else (mounted.face,):
            if taken[face] & units:
                return True
            taken[face] |= units
    return False


def _overlaps(estate: Estate, rack: Rack) -> Iterator[Verdict]:
    placed: list[_Standing] = []
    taken: set[tuple[int, Face]] = set()
    for mounted in estate.standing[rack.key]:
        kind = estate.device_types[mounted.type]
        for number, unit in enumerate(mounted.units):
            if not _takes_no_unit(mounted, kind) and not _is_beyond(unit, kind, rack.u_height):
                standing = mounted, number
                places = set(_places(estate, standing))
                if taken & places:
                    yield _overlap(estate, rack, standing, placed)
                taken |= places
                placed.append(standing)


def _overlap(estate: Estate, rack: Rack, standing: _Standing, before: Sequence[_Standing]) -> Verdict:
    own = set(_places(estate, standing))
    other, place = next(one for one in reversed(before) if own.intersection(_places(estate, one)))
    mounted, number = standing
    kind = estate.device_types[mounted.type]
    return broken(
        mounted.names[number],
        mounted.origin.at("positions"),
        f"{_named(standing)} stands on units {_span(mounted.units[number], kind)} of {rack.key}, "
        f"which {other.names[place]} already takes.",
        lambda: (
            f"Two devices cannot share a rack unit. Move one of them: {_free(estate, rack, kind.u_height)}. "
            "Nodes of one chassis stand in its bays: see devices, chassis and bays in sddc schema."
        ),
    )


def _places(estate: Estate, standing: _Standing) -> Iterator[tuple[int, Face]]:
    mounted, number = standing
    kind = estate.device_types[mounted.type]
    for unit in units_taken(mounted.units[number], kind):
        for face in _FACES if kind.is_full_depth else (mounted.face,):
            yield unit, face


def rack_unit_beyond_rack(estate: Estate) -> Iterator[Verdict]:
    """A device must stand within the units of its rack."""
    for rack, standing in estate.standing.items():
        height = estate.racks[rack].u_height
        for mounted in standing:
            kind = estate.device_types[mounted.type]
            if _takes_no_unit(mounted, kind):
                continue
            if not (_is_beyond(min(mounted.units), kind, height) or _is_beyond(max(mounted.units), kind, height)):
                continue
            for number, unit in enumerate(mounted.units):
                if _is_beyond(unit, kind, height):
                    yield broken(
                        mounted.names[number],
                        mounted.origin.at("positions"),
                        f"{_named((mounted, number))} stands on units {_span(unit, kind)}; "
                        f"the rack {rack} has 1–{height}.",
                        "Nothing can be mounted there. Choose a position within the rack.",
                    )


def cord_without_feed(estate: Estate) -> Iterator[Verdict]:
    """Each cord of a device goes to a feed that its rack has."""
    for rack, standing in estate.standing.items():
        feeds = estate.racks[rack].feeds
        there = ", ".join(sorted(feeds)) or "none"
        for mounted in standing:
            missing = [side for side in mounted.cords if side not in feeds]
            for (number, _), side in product(enumerate(mounted.names if missing else ()), missing):
                yield broken(
                    mounted.names[number],
                    mounted.origin.at("cords"),
                    f"{_named((mounted, number))} has a cord to feed {side}, which the rack {rack} does not have.",
                    f"A cord that goes nowhere gives no power. The rack has: {there}.",
                )


def power_loop(estate: Estate) -> Iterator[Verdict]:
    """No component of a power chain feeds itself, not even by way of others."""
    advice = "Power comes from outside. Take one of these out of the other's fed_by."
    yield from _loops(estate.power, "power chain", advice)


def fuel_loop(estate: Estate) -> Iterator[Verdict]:
    """No tank or pump is fed by itself, not even by way of others."""
    advice = "Fuel comes from a bulk tank. Take one of these out of the other's fed_by."
    yield from _loops(estate.fuel, "fuel chain", advice)


def _loops(
    components: Mapping[str, PowerComponent] | Mapping[str, FuelComponent], chain: str, advice: str
) -> Iterator[Verdict]:
    done: set[str] = set()
    for start in components:
        trail: list[str] = []
        stack = [(start, False)]
        while stack:
            key, leaving = stack.pop()
            if leaving:
                done.add(trail.pop())
            elif key in trail:
                loop = " → ".join([*trail[trail.index(key) :], key])
                yield broken(key, components[key].origin.at("fed_by"), f"The {chain} is a loop: {loop}.", advice)
            elif key not in done:
                trail.append(key)
                component = components[key]
                stack.append((key, True))
                stack.extend((f"{component.site}/{name}", False) for name in component.fed_by)


RULES = (
    rack_unit_overlap,
    rack_unit_beyond_rack,
    cord_without_feed,
    power_loop,
    fuel_loop,
)


def _takes_no_unit(mounted: Mounted, kind: DeviceType) -> bool:
    """Return whether devices stand in a chassis, or hang at the rack's side."""
    return mounted.chassis is not None or kind.u_height == 0


def _is_beyond(unit: int, kind: DeviceType, height: int) -> bool:
    return unit < 1 or unit + kind.u_height - 1 > height


def _span(unit: int, kind: DeviceType) -> str:
    return f"{unit}–{unit + kind.u_height - 1}" if kind.u_height > 1 else f"{unit}"


def _named(standing: _Standing) -> str:
    mounted, number = standing
    return f"{mounted.noun} {mounted.names[number]}"


def _free(estate: Estate, rack: Rack, height: int) -> str:
    taken = {
        taken
        for mounted in estate.standing[rack.key]
        for unit in mounted.units
        for taken in units_taken(unit, estate.device_types[mounted.type])
    }
    for bottom in range(1, rack.u_height - height + 2):
        if not taken.intersection(range(bottom, bottom + height)):
            place = f"{bottom}–{bottom + height - 1} are" if height > 1 else f"{bottom} is"
            return f"{place} free in this rack"
    return "this rack has no place left for it"
