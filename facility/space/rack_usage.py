"""What each rack holds: units, power, weight and switch ports, and what its feeds carry when one side is gone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from facility.limits import limits_in_force
from inventory.model.estate import Estate
from inventory.model.sites import DeviceType, Mount, Rack, units_taken


@dataclass(frozen=True, slots=True)
class RackSums:
    """One rack; None where the data of a device in it is not known."""

    rack: Rack
    units_used: int | None
    allocated_watts: int | None
    weight_kilograms: float | None
    switch_ports: int | None
    switch_ports_used: int
    failover_load: Mapping[str, float]
    """Side (a, b) → load on its feed when the other is gone, over what it may carry for long; without unknown sides."""


@dataclass(frozen=True, slots=True)
class _Mounted:
    name: str
    mount: Mount
    type: DeviceType | None
    is_switch: bool


def rack_sums(estate: Estate) -> tuple[RackSums, ...]:
    """Sum up every rack of the estate, in its order; raises ProfileInvalid."""
    in_rack = _mounted(estate)
    cabled: dict[str, set[str]] = {}
    for cable in estate.cables:
        for end in (cable.a, cable.b):
            cabled.setdefault(end.device, set()).add(end.port)
    loads = _feed_loads(estate, in_rack)
    share = limits_in_force(estate).continuous_share
    return tuple(_sums(estate, rack, in_rack.get(rack.key, []), cabled, loads, share) for rack in estate.racks.values())


def _mounted(estate: Estate) -> dict[str, list[_Mounted]]:
    types = estate.device_types
    found: dict[str, list[_Mounted]] = {}
    for server in estate.servers.values():
        device = _Mounted(server.name, server.mount, types.get(server.type), is_switch=False)
        found.setdefault(server.mount.rack, []).append(device)
    for one in estate.devices.values():
        device = _Mounted(one.name, one.mount, types.get(one.type), is_switch=False)
        found.setdefault(one.mount.rack, []).append(device)
    for switch in estate.switches.values():
        device = _Mounted(switch.name, switch.mount, types.get(switch.type), is_switch=True)
        found.setdefault(switch.mount.rack, []).append(device)
    return found


def _sums(
    estate: Estate,
    rack: Rack,
    devices: list[_Mounted],
    cabled: Mapping[str, set[str]],
    loads: Mapping[str, int | None],
    share: float,
) -> RackSums:
    types = [device.type for device in devices]
    known = [kind for kind in types if kind is not None]
    complete = len(known) == len(types)
    switches = [device for device in devices if device.is_switch]
    return RackSums(
        rack=rack,
        units_used=len(_units(devices)) if complete else None,
        allocated_watts=_whole(kind.draw_watts for kind in known) if complete else None,
        weight_kilograms=_weight(known) if complete else None,
        switch_ports=sum(len(device.type.ports) for device in switches if device.type) if complete else None,
        switch_ports_used=sum(len(cabled.get(device.name, ())) for device in switches),
        failover_load=_failover(estate, rack, loads, share),
    )


def _units(devices: list[_Mounted]) -> set[int]:
    return {
        unit
        for device in devices
        if device.type is not None
        for unit in units_taken(device.mount.position, device.type)
    }


def _whole(amounts: Iterable[int | None]) -> int | None:
    total = 0
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total


def _weight(types: list[DeviceType]) -> float | None:
    weights = [kind.weight_kilograms for kind in types if kind.weight_kilograms is not None]
    return sum(weights) if len(weights) == len(types) else None


def _feed_loads(estate: Estate, in_rack: Mapping[str, list[_Mounted]]) -> dict[str, int | None]:
    # A device with a cord on a feed draws all of its power there once the other side is gone.
    loads: dict[str, int | None] = {}
    for rack in estate.racks.values():
        for side, feed in rack.feeds.items():
            corded = [item for item in in_rack.get(rack.key, ()) if side in item.mount.cords]
            here = _whole(item.type.draw_watts if item.type else None for item in corded)
            key = f"{rack.site}/{feed}"
            before = loads.get(key, 0)
            loads[key] = None if before is None or here is None else before + here
    return loads


def _failover(estate: Estate, rack: Rack, loads: Mapping[str, int | None], share: float) -> dict[str, float]:
    found = {}
    for side, feed in rack.feeds.items():
        key = f"{rack.site}/{feed}"
        component, load = estate.power.get(key), loads.get(key)
        if component is not None and load is not None and component.rating_watts > 0:
            found[side] = load / (component.rating_watts * share)
    return found
