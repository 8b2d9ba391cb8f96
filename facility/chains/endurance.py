"""For how long batteries, stored cold and fuel carry what is left to them after a loss.

**Batteries.** A UPS that loses its supply runs on its battery, and what depends on it runs on meanwhile. At a load P
other than the P₀ that the battery is written for, it lasts t = t₀ · (P₀/P)^k (W. Peukert, *Über die Abhängigkeit der
Kapazität von der Entladestromstärke*, ETZ 20, 1897). k is 1.1 to 1.3 for lead-acid and about 1.05 for lithium-ion; the
exponent that gives the shorter time is taken: 1 below P₀, 1.3 above it.

**Stored cold.** A store holds the energy Q = P₀ · t₀, its rating for its time; at a heat flow P it lasts t = Q / P.

**Fuel.** A generator burns q · (0.1 + 0.9 · P/P₀) litres an hour, q being its consumption at its rating P₀: the line
of P. W. Willans (*Economy trials of a non-condensing steam-engine*, 1888), with the tenth at no load that data sheets
of diesel sets show (at a quarter of the rating, a third of the consumption). Tanks last for what they hold over what
the generators burn that draw on them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from math import inf

from facility.graph.capacity_graph import Graph
from facility.graph.indexed_graph import TOLERANCE_WATTS
from facility.graph.loss import Loss, carried
from facility.graph.propagation import Propagation, propagate
from inventory.model.cooling import CoolingComponent, CoolingKind
from inventory.model.estate import Estate
from inventory.model.power import Battery, FuelComponent, FuelKind, PowerComponent
from inventory.model.redundancy import needed_of

PEUKERT_BELOW, PEUKERT_ABOVE = 1.0, 1.3
"""The exponents below and above the load that a battery is written for."""
NO_LOAD = 0.1
"""What a generator burns at no load, of its consumption at its rating."""


class ReserveKind(StrEnum):
    """What stands in for a while."""

    BATTERY = "battery"
    STORE = "cold store"
    FUEL = "fuel"


@dataclass(frozen=True, slots=True)
class Reserve:
    """Something that carries for a while after a loss."""

    kind: ReserveKind
    components: tuple[str, ...]
    """The UPS whose battery it is, the store, or the tanks."""
    carries: tuple[str, ...]
    """What draws on it: the UPS itself, the loops, the generators."""
    load_watts: float
    """What then depends on it; of fuel, what the generators carry."""
    minutes: float | None
    """How long it lasts at that load; None: the estate does not say enough."""
    is_reaching: bool = True
    """Whether it is of use: False for a store whose loops are lost themselves, so that nothing passes its cold on."""


@dataclass(frozen=True, slots=True)
class Endurance:
    """What carries for how long after a loss."""

    reserves: tuple[Reserve, ...]
    bridged: tuple[str, ...]
    """The servers that stop in the end, but run on while batteries and stores last."""
    minutes: float | None
    """How long those run on: the shortest of the batteries and stores in use; None: not at all, or not known."""


def battery_minutes(battery: Battery, load_watts: float) -> float:
    """Return how many minutes a battery carries a load in watts; infinite for none."""
    if load_watts <= 0:
        return inf
    ratio = battery.load_watts / load_watts
    return float(battery.autonomy_minutes * ratio ** (PEUKERT_BELOW if ratio >= 1 else PEUKERT_ABOVE))


def store_minutes(store: CoolingComponent, heat_watts: float) -> float | None:
    """Return how many minutes a store of cold takes a heat flow in watts; None: its time is not written."""
    if store.minutes is None or not store.rating_watts:
        return None
    return inf if heat_watts <= 0 else store.minutes * store.rating_watts / heat_watts


def endurance(estate: Estate, graph: Graph, loss: Loss) -> Endurance:
    """Return what carries for how long after a loss, in the graph whose loss it is."""
    return _Bridges(estate, graph, loss).endurance()


class _Bridges:
    """The moment after a loss in which batteries and stores stand in, and the end in which they do no more."""

    def __init__(self, estate: Estate, graph: Graph, loss: Loss) -> None:
        self._estate, self._graph, self._loss = estate, graph, loss
        self._out = {*loss.taken_out, *(key for step in loss.tripped for key in step)}
        self._down = {*self._out, *loss.failed, *graph.at_rest.failed}
        self._lines = dict(self._held())
        nodes = [graph.wiring.node_of[key] for key in self._out]
        # Of a class of servers, some may be out; they bring down nothing else.
        whole = [node for node in nodes if self._out.issuperset(graph.wiring.members[node])]
        self._meanwhile: Propagation = propagate(graph.wiring, graph.rest, whole, held=self._lines)

    def endurance(self) -> Endurance:
        """Put together what lasts how long."""
        batteries, stores = tuple(self._batteries()), tuple(self._stores())
        bridged = tuple(key for key in self._loss.sinks if self._runs(key))
        times = [one.minutes for one in (*batteries, *stores) if one.is_reaching and bridged]
        known = [minutes for minutes in times if minutes is not None]
        shortest = min(known, default=None) if len(known) == len(times) else None
        return Endurance((*batteries, *stores, *self._fuel()), bridged, shortest)

    def _held(self) -> Iterator[tuple[int, str]]:
        """Map the lines that a battery or a store stands in for to what stands in."""
        for one in self._estate.power.values():
            if self._battery(one) is not None and one.key not in self._out:
                yield from ((line, one.key) for line in self._lines_of(one.key, "fed_by"))
        for key in self._estate.cooling:
            for store in self._stores_of(key):
                if store not in self._down:
                    yield from ((line, store) for line in self._lines_of(key, "fed_by"))

    def _battery(self, one: PowerComponent) -> Battery | None:
        """Return the battery of a UPS, unless all that stands in its room or compartment is taken out."""
        battery = None if one.ups is None else one.ups.battery
        if battery is None or (one.site, battery.room) in self._gone or (one.site, battery.compartment) in self._gone:
            return None
        return battery

    @cached_property
    def _gone(self) -> frozenset[tuple[str | None, str | None]]:
        """The rooms and compartments of which everything is taken out, with their sites."""
        left, touched = set[tuple[str | None, str | None]](), set[tuple[str | None, str | None]]()
        for one in self._graph.components.kept:
            places = {(one.site, name) for name in (one.room, one.compartment) if name is not None}
            (touched if self._out.issuperset(one.keys) else left).update(places)
        return frozenset(touched - left)

    def _lines_of(self, key: str, label: str) -> Iterator[int]:
        wiring = self._graph.wiring
        needs = self._graph.components[key].needs
        for need, line in zip(needs, wiring.lines_of[wiring.node_of[key]], strict=True):
            if need.label == label:
                yield line

    def _stores_of(self, key: str) -> tuple[str, ...]:
        """Name the stores that bring a cooling component cold beside others."""
        one = self._estate.cooling[key]
        named = (f"{one.site}/{name}" for name in one.fed_by)
        return tuple(name for name in named if self._estate.cooling[name].kind is CoolingKind.STORE)

    def _runs(self, key: str) -> bool:
        return not self._is_off(key)

    def _is_off(self, key: str) -> bool:
        node = self._graph.wiring.node_of[key]
        return key in self._out or node in self._meanwhile.failed or self._graph.rest.failed[node]

    def _load(self, key: str) -> float:
        node = self._graph.wiring.node_of[key]
        return self._meanwhile.load.get(node, self._graph.rest.load[node])

    def _is_unmet(self, line: int) -> bool:
        one = self._graph.wiring.lines[line]
        return self._meanwhile.missing.get(line, self._graph.rest.missing[line]) > one.spare

    def _batteries(self) -> Iterator[Reserve]:
        for one in self._estate.power.values():
            battery = self._battery(one)
            if battery is None or self._is_off(one.key):
                continue
            load = self._load(one.key)
            if load > TOLERANCE_WATTS and any(map(self._is_unmet, self._lines_of(one.key, "fed_by"))):
                minutes = battery_minutes(battery, load)
                yield Reserve(ReserveKind.BATTERY, (one.key,), (one.key,), load, minutes)

    def _stores(self) -> Iterator[Reserve]:
        drawing: dict[str, list[str]] = {}
        for key in self._estate.cooling:
            for store in self._stores_of(key) if key in self._down else ():
                if store not in self._down:
                    drawing.setdefault(store, []).append(key)
        for store, keys in drawing.items():
            reached = tuple(key for key in keys if not self._is_off(key))
            there = reached or tuple(keys)
            heat = sum(self._heat(key, is_reached=bool(reached)) / self._sharing(key) for key in there)
            if heat > TOLERANCE_WATTS:
                minutes = store_minutes(self._estate.cooling[store], heat)
                yield Reserve(ReserveKind.STORE, (store,), there, heat, minutes, is_reaching=bool(reached))

    def _heat(self, key: str, *, is_reached: bool) -> float:
        return self._load(key) if is_reached else self._graph.rest.load[self._graph.wiring.node_of[key]]

    def _sharing(self, key: str) -> int:
        return sum(store not in self._down for store in self._stores_of(key)) or 1

    def _fuel(self) -> Iterator[Reserve]:
        after = carried(self._graph, self._loss)
        rest = self._graph.rest.load
        running = {
            one.key: load
            for one in self._estate.power.values()
            if one.generator is not None
            and one.generator.fuel
            and one.key not in self._down
            and (load := after.get(one.key, rest[self._graph.wiring.node_of[one.key]])) > TOLERANCE_WATTS
        }
        for tanks, generators in _together({key: self._tanks(key) for key in running}):
            minutes = _fuel_minutes(self._estate, tanks, {key: running[key] for key in generators})
            load = sum(running[key] for key in generators)
            yield Reserve(ReserveKind.FUEL, tanks, generators, load, minutes)

    def _tanks(self, generator: str) -> frozenset[str]:
        """Name the tanks that a generator still reaches, by whatever pumps work."""
        one = self._estate.power[generator]
        front = [f"{one.site}/{name}" for name in (one.generator.fuel if one.generator else ())]
        found: set[str] = set()
        while front:
            part = self._estate.fuel[front.pop()]
            if part.key in self._down or part.key in found:
                continue
            found.add(part.key)
            front += [f"{part.site}/{name}" for name in part.fed_by]
        return frozenset(key for key in found if self._estate.fuel[key].kind is FuelKind.TANK)


def _together(tanks_of: Mapping[str, frozenset[str]]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Bring together generators that draw on the same tanks, and those tanks; those that reach none are left out."""
    groups: list[tuple[frozenset[str], tuple[str, ...]]] = []
    for generator, tanks in tanks_of.items():
        joined = [one for one in groups if one[0] & tanks]
        groups = [one for one in groups if not one[0] & tanks]
        generators = (*(key for _, keys in joined for key in keys), generator)
        groups.append((tanks.union(*(others for others, _ in joined)), generators))
    for tanks, generators in groups:
        if tanks:
            yield tuple(sorted(tanks)), generators


def _fuel_minutes(estate: Estate, tanks: Iterable[str], loads: Mapping[str, float]) -> float | None:
    generators = [estate.power[key] for key in loads]
    rates = [one.generator.litres_per_hour if one.generator else None for one in generators]
    known = [rate for rate in rates if rate]
    if len(known) < len(rates) and known:
        return None
    # Where no consumption is written, but hours are, the unit is what one generator burns at its rating.
    burnt = {one.key: rate or 1.0 for one, rate in zip(generators, rates, strict=True)}
    held = [_litres(estate, estate.fuel[tank], is_in_litres=bool(known)) for tank in tanks]
    if None in held:
        return None
    flow = sum(burnt[one.key] * _willans(loads[one.key], one) for one in generators)
    return 60 * sum(litres or 0.0 for litres in held) / flow


def _willans(load_watts: float, one: PowerComponent) -> float:
    share = load_watts / one.rating_watts if one.rating_watts else 1.0
    return NO_LOAD + (1 - NO_LOAD) * share


def _litres(estate: Estate, tank: FuelComponent, *, is_in_litres: bool) -> float | None:
    """Return what a tank holds: the hours that are written, at N generators in full, else its litres."""
    if tank.hours is None:
        return tank.litres if is_in_litres else None
    of_site = [one for one in estate.power.values() if one.site == tank.site and one.generator is not None]
    rates = sorted((one.generator.litres_per_hour or 1.0 for one in of_site if one.generator), reverse=True)
    return tank.hours * sum(rates[: needed_units(of_site)])


def needed_units(members: Iterable[PowerComponent]) -> int:
    """Count N: all units less those that their redundancy groups have to spare, at least one."""
    groups: dict[str, list[PowerComponent]] = {}
    for one in members:
        groups.setdefault(one.group or one.key, []).append(one)
    return max(1, sum(needed_of(ones[0].redundancy, len(ones)) for ones in groups.values()))
