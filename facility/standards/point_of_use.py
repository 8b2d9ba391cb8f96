"""Transfer switches at the point of use: what stands with one rack and is maintained together with it.

Tier III wants IT equipment to be dual-powered, or to have a transfer switch at the point of use (Uptime Institute, *Tier
Standard: Topology*). The exemption is no wider than its reason: the switch, and what stands between it and the device,
serve that device's rack and nothing else. A switch for a room is a component of the distribution like any other.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from facility.standards.power_paths import PowerPaths
from inventory.model.blocks import Mounted
from inventory.model.component_names import feed_name
from inventory.model.estate import Estate
from inventory.model.power import PowerKind
from inventory.model.sites import Rack


class Consumer(NamedTuple):
    """What takes power from a component at first hand; names of racks and of components may be the same."""

    section: str
    key: str


class PointsOfUse:
    """Tells which transfer switches of an estate are at the point of use."""

    def __init__(self, estate: Estate, paths: PowerPaths) -> None:
        self._estate, self._paths = estate, paths

    def has_switch(self, rack: Rack, key: str) -> bool:
        """Return whether a rack's feed comes from a static transfer switch of its own that independent sources feed.

        The switch is the component itself, or right above it.
        """
        return self._switch(rack, key) is not None

    def serves_one_device(self, key: str, mounted: Mounted) -> bool:
        """Return whether a component is the transfer switch of a single-corded device, or stands between the two.

        They are maintained together with the device, like its power supply.
        """
        rack = self._estate.racks[mounted.rack]
        sides = {side for side in mounted.cords if side in rack.feeds}
        if len(sides) != 1:
            return False
        (side,) = sides
        last = f"{rack.site}/{rack.feeds[side]}"
        switch = self._switch(rack, last) if key in (feed_name(rack.key, side), last, *self._sources(last)) else None
        return switch is not None and key in (feed_name(rack.key, side), last, switch)

    def _sources(self, key: str) -> tuple[str, ...]:
        one = self._estate.power[key]
        return tuple(f"{one.site}/{name}" for name in one.fed_by)

    def _switch(self, rack: Rack, key: str) -> str | None:
        for near in (key, *self._sources(key)):
            sources = set(self._sources(near))
            is_static = self._estate.power[near].kind is PowerKind.STATIC_TRANSFER_SWITCH
            if (
                is_static
                and len(sources) > 1
                and not self._paths.common_distribution(sources)
                and self._serves_only(near, rack)
            ):
                return near
        return None

    def _serves_only(self, key: str, rack: Rack) -> bool:
        front, seen = [key], {key}
        while front:
            for consumer in self._consumers.get(front.pop(), ()):
                if consumer.section != "power":
                    if consumer != Consumer("racks", rack.key):
                        return False
                elif consumer.key not in seen:
                    seen.add(consumer.key)
                    front.append(consumer.key)
        return True

    @cached_property
    def _consumers(self) -> Mapping[str, tuple[Consumer, ...]]:
        found: dict[str, dict[Consumer, None]] = {}

        def takes(section: str, key: str, site: str, names: Iterable[str]) -> None:
            for name in names:
                found.setdefault(f"{site}/{name}", {})[Consumer(section, key)] = None

        estate = self._estate
        for one in estate.power.values():
            takes("power", one.key, one.site, (*one.fed_by, *one.ties))
        for rack in estate.racks.values():
            takes("racks", rack.key, rack.site, rack.feeds.values())
        for unit in estate.cooling.values():
            takes("cooling", unit.key, unit.site, unit.powered_by)
        for pump in estate.fuel.values():
            takes("fuel", pump.key, pump.site, pump.powered_by)
        return {key: tuple(consumers) for key, consumers in found.items()}
