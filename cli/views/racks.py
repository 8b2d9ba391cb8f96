"""Racks drawn for the terminal: one line a unit, several racks beside each other where there is width."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from facility.space.rack_usage import RackSums
from inventory.model.blocks import Device
from inventory.model.estate import Estate
from inventory.model.fabric import Switch
from inventory.model.sites import Face, units_taken

if TYPE_CHECKING:
    from rich.console import Console

WIDTH = 34
"""Of one rack, in characters, with its frame and unit numbers."""
GAP = "  "


@dataclass(frozen=True, slots=True)
class Standing:
    """A device in a rack as it is seen from one side."""

    name: str
    label: str
    type: str
    position: int
    u_height: int
    purpose: str
    cords: tuple[str, ...]
    is_behind: bool
    """It is mounted on the other side and deep enough to be seen from this one."""
    chassis: str = ""
    """The device in whose bay it stands; empty: in none."""
    bay: str = ""


@dataclass(frozen=True, slots=True)
class Elevation:
    """One rack from one side."""

    sums: RackSums
    face: Face
    devices: tuple[Standing, ...]


def elevations(estate: Estate, racks: Iterable[RackSums], face: Face) -> list[Elevation]:
    """Find what is seen of racks from one side, from the top down."""
    pools = estate.pools_of
    wanted: dict[str, list[Standing]] = {}
    chosen = {sums.rack.key: sums for sums in racks}
    devices: tuple[Device, ...] = (*estate.switches.values(), *estate.devices.values(), *estate.servers.values())
    for device in devices:
        standing = _standing(estate, device, face, pools.get(device.name, ())) if device.mount.rack in chosen else None
        if standing is not None:
            wanted.setdefault(device.mount.rack, []).append(standing)
    return [
        Elevation(sums, face, tuple(sorted(wanted.get(key, ()), key=lambda one: (-one.position, one.name))))
        for key, sums in chosen.items()
    ]


def _standing(estate: Estate, device: Device, face: Face, pools: tuple[str, ...]) -> Standing | None:
    kind = estate.device_types[device.type]
    is_behind = device.mount.face is not face
    takes_units = bool(units_taken(device.mount.position, kind))
    if is_behind and takes_units and not kind.is_full_depth:
        return None
    purpose = f"pool {pools[0]}" if pools else str(device.role)
    mount = device.mount
    label = "" if isinstance(device, Switch) else device.label
    height = kind.u_height if takes_units else 0
    chassis = mount.chassis or ""
    return Standing(
        device.name, label, kind.name, mount.position, height, purpose, mount.cords, is_behind, chassis, mount.bay
    )


def show_racks(console: "Console", drawn: list[Elevation]) -> None:
    """Draw the racks, beside each other as far as the terminal is wide."""
    beside = max(1, (console.width + len(GAP)) // (WIDTH + len(GAP)))
    for start in range(0, len(drawn), beside):
        group = [list(_lines(one)) for one in drawn[start : start + beside]]
        tallest = max(len(lines) for lines in group)
        padded = [[" " * WIDTH] * (tallest - len(lines)) + lines for lines in group]
        for row in zip(*padded, strict=True):
            console.print(GAP.join(row).rstrip(), markup=False)
        console.print()


def _lines(one: Elevation) -> Iterator[str]:
    sums, rack = one.sums, one.sums.rack
    inner = WIDTH - 5
    yield _fitted(f"{rack.key}, {one.face.value}", WIDTH)
    if rack.label:
        yield _fitted(rack.label, WIDTH)
    yield _fitted(f"{_known(sums.units_used)} of {rack.u_height} units, {_kilowatts(sums.allocated_watts)} of "
                  f"{_kilowatts(rack.power_watts)}", WIDTH)  # fmt: skip
    yield _fitted("feeds " + ", ".join(f"{side}: {name}" for side, name in rack.feeds.items()), WIDTH)
    yield "   ┌" + "─" * inner + "┐"
    downwards = rack.has_descending_units
    tops = {
        device.position if downwards else device.position + device.u_height - 1: device
        for device in one.devices
        if device.u_height
    }
    units = {unit: device for device in one.devices for unit in _units(device)}
    for unit in range(1, rack.u_height + 1) if downwards else range(rack.u_height, 0, -1):
        device = units.get(unit)
        text = "" if device is None else _text(device, rack.site, inner, is_top=tops.get(unit) is device)
        yield f"{unit:>2} │{_fitted(text, inner)}│"
    yield "   └" + "─" * inner + "┘"
    for device in one.devices:
        if not device.u_height:
            where = (
                f"{device.chassis.removeprefix(f'{rack.key}-'.replace('/', '-'))}:{device.bay}"
                if device.chassis
                else "0U"
            )
            yield _fitted(f"{where} {_named(device, rack.site)}, {device.purpose}", WIDTH)


def _units(device: Standing) -> range:
    return range(device.position, device.position + device.u_height)


def _text(device: Standing, site: str, width: int, *, is_top: bool) -> str:
    edge = "▒" if device.is_behind else "█"
    if not is_top:
        return edge
    purpose = f" {device.purpose}"
    name = _named(device, site)
    return f"{edge} {_fitted(name, width - 2 - cell_len(purpose))}{purpose}"


def _named(device: Standing, site: str) -> str:
    return device.label or device.name.removeprefix(f"{site}-")


def _fitted(text: str, width: int) -> str:
    """Cut or fill a text to a width in cells of the terminal: characters of Chinese take two."""
    if cell_len(text) > width:
        # A wide character that does not fit whole leaves a space behind.
        return set_cell_size(text, width - 1) + "…"
    return set_cell_size(text, width)


def _known(value: int | None) -> str:
    return "?" if value is None else str(value)


def _kilowatts(watts: int | None) -> str:
    return "? kW" if watts is None else f"{watts / 1000:g} kW"
