"""What the estate does not say, so that what is concluded from its chains is not certain."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from facility.chains.power import SOURCES
from inventory.model.component_names import row_name
from inventory.model.cooled_rows import Cooled
from inventory.model.cooling import CoolingKind
from inventory.model.estate import Estate
from inventory.model.origin import Origin
from inventory.model.phases import PHASES, feeds_by_component
from inventory.model.sites import Phase
from inventory.wording import a_type

POWERED = frozenset({CoolingKind.CHILLER, CoolingKind.PUMP, CoolingKind.UNIT, CoolingKind.TOWER})
"""Kinds of cooling components that do not work without power."""


class GapKind(StrEnum):
    """What cannot be concluded for want of data: what depends on what, or who carries how much."""

    DEPENDENCY = "dependency"
    LOAD = "load"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is not written."""

    kind: GapKind
    subject: str
    origin: Origin
    detail: str


def gaps(estate: Estate, cooled: Cooled, share: float) -> tuple[Gap, ...]:
    """List everything that is missing from the chains, each thing once; `share` of a rating is carried for long."""
    return (*_power(estate), *_cooling(estate, cooled), *_devices(estate), *_phases(estate, share))


def _power(estate: Estate) -> Iterator[Gap]:
    for one in estate.power.values():
        if not one.fed_by and one.kind not in SOURCES:
            detail = f"Nothing says what feeds {one.key}."
            yield Gap(GapKind.DEPENDENCY, one.key, one.origin, detail)
        if one.generator is not None and not one.generator.fuel:
            yield Gap(GapKind.DEPENDENCY, one.key, one.origin, f"Nothing says what fuel {one.key} runs on.")
    for rack in estate.racks.values():
        if not rack.feeds:
            yield Gap(GapKind.DEPENDENCY, rack.key, rack.origin, f"Nothing says what feeds the rack {rack.key}.")


def _cooling(estate: Estate, cooled: Cooled) -> Iterator[Gap]:
    for one in estate.cooling.values():
        if one.kind in POWERED and not one.powered_by:
            yield Gap(GapKind.DEPENDENCY, one.key, one.origin, f"Nothing says what powers {one.key}.")
        if one.kind is CoolingKind.UNIT and one.room is None and not one.serves:
            yield Gap(GapKind.DEPENDENCY, one.key, one.origin, f"Nothing says what {one.key} cools.")
        if one.kind is CoolingKind.LOOP and not one.fed_by:
            yield Gap(GapKind.DEPENDENCY, one.key, one.origin, f"Nothing says what brings {one.key} cold.")
    rows: dict[tuple[str, str], Origin] = {}
    for rack in estate.racks.values():
        rows.setdefault((f"{rack.site}/{rack.room}", rack.row), rack.origin)
    for (room, row), units in cooled.items():
        if not units:
            detail = f"Nothing says what cools row {row} of {room}."
            yield Gap(GapKind.DEPENDENCY, row_name(room, row), rows[room, row], detail)


def _devices(estate: Estate) -> Iterator[Gap]:
    used = {mounted.type for mounted in estate.mounted}
    for name, kind in estate.device_types.items():
        if name in used and kind.draw_watts is None:
            yield Gap(GapKind.LOAD, name, kind.origin, f"Nothing says what {a_type(name)} draws.")


def _phases(estate: Estate, share: float) -> Iterator[Gap]:
    """Find feeds of which it matters which phase they are on: what feeds them has others on single phases.

    It matters where a phase would be above its limit if all of them were on one, and everything drew in full.
    """
    below = feeds_by_component(estate)
    told: set[str] = set()
    for key, feeds in below.items():
        silent = [feed for feed in feeds if feed.phase is None]
        single = [feed for feed in feeds if feed.phase in PHASES]
        limit = estate.power[key].usable_watts * share / len(PHASES)
        even = sum(feed.watts for feed in feeds if feed.phase is Phase.THREE) / len(PHASES)
        fullest = max(sum(feed.watts for feed in single if feed.phase is phase) for phase in PHASES)
        worst = even + fullest + sum(feed.watts for feed in silent)
        for feed in silent if single and worst > limit else ():
            if feed.name not in told:
                told.add(feed.name)
                detail = f"Nothing says on which phase {feed.name} is, and one phase of {key} could be overloaded."
                yield Gap(GapKind.LOAD, feed.rack, estate.racks[feed.rack].origin, detail)
