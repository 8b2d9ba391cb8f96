"""Good engineering of racks: phases, depth, weight and airflow."""

from collections.abc import Iterator

from facility.standards.facts import PlantFacts
from facility.standards.rule import Limits, Verdict, all_hold, broken, holds, judged, unknown
from inventory.model.blocks import Mounted
from inventory.model.phases import PHASES
from inventory.model.sites import Face, Rack
from inventory.wording import a_type

GRAVITY = 9.80665
"""Metres a second squared: turns kilograms into newtons."""
REVERSED = {"front-to-rear": "rear-to-front", "rear-to-front": "front-to-rear"}


def balanced_phases(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """Single-phase feeds of one component load its phases evenly: none differs from the mean by more than a fifth."""
    loads: dict[str, dict[str, float]] = {}
    silent: dict[str, str] = {}
    for rack in facts.estate.racks.values():
        draw = facts.draw(rack.key)
        for side, feed in rack.feed_details.items():
            if feed.phase not in PHASES or feed.phase is None:
                continue
            key = f"{rack.site}/{feed.component}"
            phases = loads.setdefault(key, dict.fromkeys(("L1", "L2", "L3"), 0.0))
            if draw is None:
                silent[key] = rack.key
            else:
                phases[feed.phase.value] += _of_side(facts, rack, side)
    for key, phases in loads.items():
        origin = facts.estate.power[key].origin
        mean = sum(phases.values()) / len(phases)
        apart = max(abs(load - mean) for load in phases.values())
        if key in silent:
            yield unknown(key, origin, f"Nothing says what the devices in {silent[key]} draw.")
            continue
        shown = ", ".join(f"{phase} {load / 1000:.1f} kW" for phase, load in phases.items())
        is_kept = apart <= limits["share"] * mean
        yield judged(
            key, origin, is_kept, f"{key} is loaded unevenly: {shown}.", "Move feeds of racks to other phases."
        )


def _of_side(facts: PlantFacts, rack: Rack, side: str) -> float:
    types = facts.estate.device_types
    return sum(
        len(one.names) * (types[one.type].draw_watts or 0) * one.cords.count(side) / len(one.cords)
        for one in facts.estate.standing[rack.key]
        if one.cords
    )


def depth(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """Devices are no deeper than their rack."""
    del limits
    told: set[tuple[str, int | None]] = set()
    for key, standing in facts.estate.standing.items():
        rack = facts.estate.racks[key]
        for mounted in standing:
            kind = facts.estate.device_types[mounted.type]
            if kind.depth_millimetres is not None and rack.depth_millimetres is not None:
                yield from _deep(mounted, kind.depth_millimetres, rack.depth_millimetres)
            elif (mounted.type, rack.depth_millimetres) not in told:
                told.add((mounted.type, rack.depth_millimetres))
                of_rack = rack.depth_millimetres is None
                detail = f"Nothing says how deep {f'the rack {key}' if of_rack else a_type(mounted.type)} is."
                yield unknown(key if of_rack else mounted.type, rack.origin if of_rack else kind.origin, detail)


def _deep(mounted: Mounted, depth: int, rack_depth: int) -> Iterator[Verdict]:
    if depth <= rack_depth:
        yield all_hold(mounted.names, mounted.origin)
        return
    for name in mounted.names:
        detail = f"{name} is {depth} mm deep, the rack {mounted.rack} {rack_depth} mm."
        yield broken(name, mounted.origin, detail, "The door would not close. Use a deeper rack.")


def weight(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """What stands in a rack weighs no more than it carries, and rack and devices no more than the floor carries.

    The floor's share is the rack's footprint and the aisle before it, as deep as half of the aisles on both sides.
    """
    for key, standing in facts.estate.standing.items():
        rack = facts.estate.racks[key]
        weights = {one.type: facts.estate.device_types[one.type].weight_kilograms for one in standing}
        silent = next((name for name, found in weights.items() if found is None), None)
        room = facts.estate.rooms.get(f"{rack.site}/{rack.room}")
        carries = None if room is None else room.floor_load_kilonewtons
        if silent is not None:
            origin = facts.estate.device_types[silent].origin
            yield unknown(silent, origin, f"Nothing says what {a_type(silent)} weighs.")
        elif rack.width_millimetres is None or rack.depth_millimetres is None or rack.empty_kilograms is None:
            yield unknown(key, rack.origin, f"Nothing says how wide, how deep and how heavy the rack {key} is.")
        elif carries is None:
            yield unknown(key, rack.origin, f"Nothing says what the floor under the rack {key} carries.")
        else:
            load = sum((weights[one.type] or 0.0) * len(one.names) for one in standing)
            area = rack.width_millimetres * (rack.depth_millimetres + 1000 * limits["aisle"]) / 1e6
            yield _weighed(rack, load, (load + rack.empty_kilograms) * GRAVITY / 1000 / area, carries)


def _weighed(rack: Rack, load: float, pressure: float, carries: float) -> Verdict:
    if load > rack.weight_kilograms:
        detail = f"The devices in {rack.key} weigh {load:g} kg; the rack carries {rack.weight_kilograms} kg."
        return broken(rack.key, rack.origin, detail, "It may give way. Move devices to another rack.")
    detail = f"The rack {rack.key} puts {pressure:.1f} kN/m² on a floor that carries {carries:g} kN/m²."
    return judged(rack.key, rack.origin, pressure <= carries, detail, "Spread the weight over more racks.")


def one_airflow(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """All devices of a rack take in air from the same side."""
    del limits
    for key, standing in facts.estate.standing.items():
        rack = facts.estate.racks[key]
        flows: dict[str, Mounted] = {}
        silent = None
        for mounted in standing:
            airflow = facts.estate.device_types[mounted.type].airflow
            if airflow is None:
                silent = silent or mounted
            elif airflow != "passive":
                flow = airflow if mounted.face is Face.FRONT else REVERSED.get(airflow, airflow)
                flows.setdefault(flow, mounted)
        if len(flows) > 1:
            (flow, one), (other_flow, other) = list(flows.items())[:2]
            detail = f"In {key}, {one.names[0]} blows {flow} and {other.names[0]} {other_flow}."
            yield broken(key, other.origin, detail, "One breathes the other's hot air. Turn it, or order other fans.")
        elif silent is not None:
            kind = facts.estate.device_types[silent.type]
            yield unknown(silent.type, kind.origin, f"Nothing says from which side {a_type(silent.type)} takes in air.")
        else:
            yield holds(key, rack.origin)


def rack_power(facts: PlantFacts, limits: Limits) -> Iterator[Verdict]:
    """What stands in a rack draws no more than the rack is built for, and gives off no more heat than it is cooled for.

    Nameplates say what a device can draw at most, and seldom do all of a rack at the same time: a diversity below 1, of
    the rack's type or else of the profile, says how much of their sum counts.
    """
    del limits
    types = facts.estate.device_types
    for key, standing in facts.estate.standing.items():
        rack, nameplates = facts.estate.racks[key], facts.draw(key)
        if nameplates is None:
            silent = next(types[one.type] for one in standing if types[one.type].draw_watts is None)
            yield unknown(key, silent.origin, f"Nothing says what {a_type(silent.name)} draws.")
            continue
        drawn = facts.limits.drawn_together(rack, nameplates)
        detail = f"The devices in {key} draw up to {round(drawn / 1000, 2):g} kW; the rack is built for {rack.power_watts / 1000:g} kW."
        if drawn < nameplates:
            detail += f" Their nameplates say {round(nameplates / 1000, 2):g} kW together."
        advice = (
            "Its feeds may trip, and its air heat up. Move devices to another rack, give the rack more power, or write the "
            "diversity that was measured."
        )
        if rack.cooling_watts < drawn <= rack.power_watts:
            detail = (
                f"The devices in {key} give off up to {round(drawn / 1000, 2):g} kW of heat; the rack is cooled for "
                f"{rack.cooling_watts / 1000:g} kW."
            )
        is_kept = drawn <= min(rack.power_watts, rack.cooling_watts)
        yield judged(key, rack.origin, is_kept, detail, advice)
