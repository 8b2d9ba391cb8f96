"""Racks: units, power, weight and cords."""

from collections.abc import Iterator, Sequence

from inventory.model.estate import Device, Estate
from inventory.model.fabric import Switch
from inventory.model.sites import DeviceType, Face, Rack
from inventory.problem import Problem

_FACES = tuple(Face)


def rack_unit_overlap(estate: Estate) -> Iterator[Problem]:
    """Two devices cannot share a rack unit on the same face, nor on any face if one is of full depth."""
    for rack, standing in estate.standing.items():
        taken, placed = dict.fromkeys(_FACES, 0), list[Device]()
        for device in standing:
            kind = estate.device_types[device.type]
            if _is_beyond(device, kind, estate.racks[rack]):
                continue
            # A bit a unit: almost always nothing clashes, and then who stands where is of no interest.
            units = ((1 << kind.u_height) - 1) << device.mount.position
            faces = _FACES if kind.is_full_depth else (device.mount.face,)
            clash = 0
            for face in faces:
                clash |= taken[face] & units
                taken[face] |= units
            if clash:
                yield _overlap(estate, estate.racks[rack], device, placed)
            placed.append(device)


def _overlap(estate: Estate, rack: Rack, device: Device, before: Sequence[Device]) -> Problem:
    own = set(_places(estate, device))
    clash = next(other for other in reversed(before) if own.intersection(_places(estate, other)))
    kind = estate.device_types[device.type]
    return Problem(
        "rack-unit-overlap",
        device.origin.at("positions"),
        f"{_named(device)} stands on units {_span(device, kind)} of {rack.key}, which {clash.name} already takes.",
        f"Two devices cannot share a rack unit. Move one of them: {_free(estate, rack, kind.u_height)}.",
    )


def _places(estate: Estate, device: Device) -> Iterator[tuple[int, Face]]:
    kind = estate.device_types[device.type]
    for unit in _units(device, kind):
        for face in _FACES if kind.is_full_depth else (device.mount.face,):
            yield unit, face


def rack_unit_beyond_rack(estate: Estate) -> Iterator[Problem]:
    """A device must stand within the units of its rack."""
    for rack, standing in estate.standing.items():
        height = estate.racks[rack].u_height
        for device in standing:
            kind = estate.device_types[device.type]
            if _is_beyond(device, kind, estate.racks[rack]):
                yield Problem(
                    "rack-unit-beyond-rack",
                    device.origin.at("positions"),
                    f"{_named(device)} stands on units {_span(device, kind)}; the rack {rack} has 1–{height}.",
                    "Nothing can be mounted there. Choose a position within the rack.",
                )


def cord_without_feed(estate: Estate) -> Iterator[Problem]:
    """Each cord of a device goes to a feed that its rack has."""
    for rack, standing in estate.standing.items():
        feeds = estate.racks[rack].feeds
        for device in standing:
            for side in device.mount.cords:
                if side not in feeds:
                    yield Problem(
                        "cord-without-feed",
                        device.origin.at("cords"),
                        f"{_named(device)} has a cord to feed {side}, which the rack {rack} does not have.",
                        f"A cord that goes nowhere gives no power. The rack has: {', '.join(sorted(feeds)) or 'none'}.",
                    )


def rack_power_exceeded(estate: Estate) -> Iterator[Problem]:
    """What stands in a rack may draw no more than the rack is built for."""
    for key, standing in estate.standing.items():
        rack = estate.racks[key]
        draw = sum(estate.device_types[device.type].draw_watts or 0 for device in standing)
        if draw > rack.power_watts:
            yield Problem(
                "rack-power-exceeded",
                rack.origin,
                f"The devices in {key} draw up to {draw / 1000:g} kW; the rack is built for {rack.power_watts / 1000:g} kW.",
                "A feed that is overloaded trips. Move devices to another rack, or give the rack more power.",
            )


def rack_weight_exceeded(estate: Estate) -> Iterator[Problem]:
    """What stands in a rack may weigh no more than the rack carries."""
    for key, standing in estate.standing.items():
        rack = estate.racks[key]
        weight = sum(estate.device_types[device.type].weight_kilograms or 0 for device in standing)
        if weight > rack.weight_kilograms:
            yield Problem(
                "rack-weight-exceeded",
                rack.origin,
                f"The devices in {key} weigh {weight:g} kg; the rack carries {rack.weight_kilograms} kg.",
                "It may give way, or its floor. Move devices to another rack.",
            )


def feeds_on_one_component(estate: Estate) -> Iterator[Problem]:
    """The feeds a and b of a rack must be different components."""
    for rack in estate.racks.values():
        if len(rack.feeds) > 1 and len(set(rack.feeds.values())) == 1:
            component = next(iter(rack.feeds.values()))
            yield Problem(
                "feeds-on-one-component",
                rack.origin,
                f"Both feeds of {rack.key} come from {component}.",
                "One failure would take both. Feed the sides from components of their own.",
            )


def power_loop(estate: Estate) -> Iterator[Problem]:
    """No component of a power chain feeds itself, not even by way of others."""
    done: set[str] = set()
    for start in estate.power:
        trail: list[str] = []
        stack = [(start, False)]
        while stack:
            key, leaving = stack.pop()
            if leaving:
                done.add(trail.pop())
            elif key in trail:
                component = estate.power[key]
                loop = " → ".join([*trail[trail.index(key) :], key])
                advice = "Power comes from outside. Take one of these out of the other's fed_by."
                yield Problem(
                    "power-loop", component.origin.at("fed_by"), f"The power chain is a loop: {loop}.", advice
                )
            elif key not in done:
                trail.append(key)
                component = estate.power[key]
                stack.append((key, True))
                stack.extend((f"{component.site}/{name}", False) for name in component.fed_by)


RULES = (
    rack_unit_overlap,
    rack_unit_beyond_rack,
    cord_without_feed,
    feeds_on_one_component,
    rack_power_exceeded,
    rack_weight_exceeded,
    power_loop,
)


def _units(device: Device, kind: DeviceType) -> range:
    return range(device.mount.position, device.mount.position + kind.u_height)


def _is_beyond(device: Device, kind: DeviceType, rack: Rack) -> bool:
    return device.mount.position < 1 or device.mount.position + kind.u_height - 1 > rack.u_height


def _span(device: Device, kind: DeviceType) -> str:
    last = device.mount.position + kind.u_height - 1
    return f"{device.mount.position}–{last}" if kind.u_height > 1 else f"{device.mount.position}"


def _named(device: Device) -> str:
    return f"{'Switch' if isinstance(device, Switch) else 'Server'} {device.name}"


def _free(estate: Estate, rack: Rack, height: int) -> str:
    standing = estate.standing[rack.key]
    taken = {unit for device in standing for unit in _units(device, estate.device_types[device.type])}
    for bottom in range(1, rack.u_height - height + 2):
        if not taken.intersection(range(bottom, bottom + height)):
            place = f"{bottom}–{bottom + height - 1} are" if height > 1 else f"{bottom} is"
            return f"{place} free in this rack"
    return "this rack has no place left for it"
