"""What the rules look at: the estate, its capacity graph, and what follows from them, each worked out when asked."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import TypeVar

from facility.chains.devices import DEVICE
from facility.estate_graph import CapacityGraph, capacity_graph
from facility.graph.at_rest import AtRest
from facility.graph.capacity_graph import Graph
from facility.graph.loss import Loss, lose
from facility.graph.ranking import carrying, compartment_losses, single_losses
from facility.limits import LimitsInForce
from facility.standards.point_of_use import PointsOfUse
from facility.standards.power_paths import PowerPaths
from inventory.model.cooling import CoolingComponent, CoolingKind
from inventory.model.estate import Estate
from inventory.model.power import PowerComponent, PowerKind
from inventory.model.sites import Rack, Site

Member = TypeVar("Member", PowerComponent, CoolingComponent)


class PlantFacts:
    """An estate with everything that several rules conclude from it."""

    def __init__(self, estate: Estate, today: date, limits: LimitsInForce) -> None:
        self.estate, self.today, self.limits = estate, today, limits
        self._tripped: dict[str | None, tuple[str, ...]] = {}

    @cached_property
    def capacity(self) -> CapacityGraph:
        """The capacity graph with its gaps."""
        return capacity_graph(self.estate, self.limits)

    @property
    def graph(self) -> Graph:
        """The capacity graph."""
        return self.capacity.graph

    @property
    def at_rest(self) -> AtRest:
        """What is wrong with nothing taken out."""
        return self.graph.at_rest

    @cached_property
    def single_losses(self) -> tuple[Loss, ...]:
        """Every component on which something depends, taken out on its own; a chassis is load, as its servers are."""
        kept = self.graph.components
        return single_losses(self.graph, [key for key in carrying(self.graph) if kept[key].kind != DEVICE])

    @cached_property
    def compartment_losses(self) -> Mapping[str, Loss]:
        """Every fire compartment, taken out with all that stands in it."""
        return compartment_losses(self.graph)

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """The sites that have racks: where there is nothing to supply, there is nothing to ask."""
        used = {rack.site for rack in self.estate.racks.values()}
        return tuple(site for site in self.estate.sites.values() if site.name in used)

    @cached_property
    def _power(self) -> Mapping[tuple[str, PowerKind], tuple[PowerComponent, ...]]:
        found: dict[tuple[str, PowerKind], list[PowerComponent]] = {}
        for one in self.estate.power.values():
            found.setdefault((one.site, one.kind), []).append(one)
        return {key: tuple(ones) for key, ones in found.items()}

    def power(self, site: str, kind: PowerKind) -> tuple[PowerComponent, ...]:
        """List a site's power components of one kind."""
        return self._power.get((site, kind), ())

    @cached_property
    def _cooling(self) -> Mapping[tuple[str, CoolingKind], tuple[CoolingComponent, ...]]:
        found: dict[tuple[str, CoolingKind], list[CoolingComponent]] = {}
        for one in self.estate.cooling.values():
            found.setdefault((one.site, one.kind), []).append(one)
        return {key: tuple(ones) for key, ones in found.items()}

    def cooling(self, site: str, kind: CoolingKind) -> tuple[CoolingComponent, ...]:
        """List a site's cooling components of one kind."""
        return self._cooling.get((site, kind), ())

    @cached_property
    def upstream(self) -> Mapping[str, frozenset[str]]:
        """Power component → itself and all that may feed it."""
        found: dict[str, frozenset[str]] = {}
        for key in self.estate.power:
            self._ascend(key, found)
        return found

    def _ascend(self, start: str, found: dict[str, frozenset[str]]) -> None:
        stack = [start]
        while stack:
            key = stack[-1]
            below = [source for source in self.sources(key) if source not in found and source not in stack]
            if key in found or not below:
                stack.pop()
                above = (found.get(source, frozenset((source,))) for source in self.sources(key))
                found.setdefault(key, frozenset((key,)).union(*above))
            else:
                stack.append(below[0])

    def sources(self, key: str) -> tuple[str, ...]:
        """Name what feeds a power component."""
        one = self.estate.power[key]
        return tuple(f"{one.site}/{name}" for name in one.fed_by)

    @cached_property
    def fed_by_it(self) -> Mapping[str, tuple[str, ...]]:
        """Power component → those that it feeds at first hand."""
        found: dict[str, list[str]] = {}
        for key in self.estate.power:
            for source in dict.fromkeys(self.sources(key)):
                found.setdefault(source, []).append(key)
        return {source: tuple(keys) for source, keys in found.items()}

    @cached_property
    def it_feeds(self) -> frozenset[str]:
        """Power components that feed racks with devices in them, at first hand."""
        racks = self.estate.racks
        return frozenset(
            f"{racks[key].site}/{racks[key].feeds[side]}"
            for key, standing in self.estate.standing.items()
            for side in {side for mounted in standing for side in mounted.cords}
            if side in racks[key].feeds
        )

    @cached_property
    def carrying_it(self) -> frozenset[str]:
        """Power components that devices depend on."""
        return frozenset().union(*(self.upstream[key] for key in self.it_feeds))

    @cached_property
    def paths(self) -> PowerPaths:
        """The power chain, seen from its ends."""
        return PowerPaths(self.estate, self.graph)

    @cached_property
    def points_of_use(self) -> PointsOfUse:
        """Which transfer switches are at the point of use."""
        return PointsOfUse(self.estate, self.paths)

    def lost_by_tripping(self, out: str | None) -> tuple[str, ...]:
        """List the servers that stop if what is above its rating trips, after a component is taken out."""
        if out not in self._tripped:
            loss = lose(self.graph, () if out is None else (out,), follow_trips=True)
            self._tripped[out] = loss.sinks
        return self._tripped[out]

    def load(self, key: str) -> float:
        """Return what a component carries with nothing taken out, in watts."""
        return self.graph.rest.load[self.graph.wiring.node_of[key]]

    def draws_unknown(self, site: str) -> tuple[str, ...]:
        """Name the device types at a site whose draw is not written."""
        types = self.estate.device_types
        return tuple(sorted(name for name in self._types_at.get(site, ()) if types[name].draw_watts is None))

    @cached_property
    def _types_at(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for mounted in self.estate.mounted:
            found.setdefault(mounted.rack.partition("/")[0], set()).add(mounted.type)
        return {site: frozenset(types) for site, types in found.items()}

    def draw(self, rack: str) -> float | None:
        """Sum what the devices of a rack draw at most; None where one of them does not say."""
        total = 0.0
        for mounted in self.estate.standing[rack]:
            draw = self.estate.device_types[mounted.type].draw_watts
            if draw is None:
                return None
            total += draw * len(mounted.names)
        return total

    def compartment_of(self, rack: Rack) -> str | None:
        """Name the fire compartment that a rack stands in."""
        room = self.estate.rooms.get(f"{rack.site}/{rack.room}")
        return None if room is None else room.compartment


def group_of(one: PowerComponent | CoolingComponent) -> str:
    """Name the redundancy group of a component: its own name where it has none."""
    return f"{one.site}/{one.group or one.name}"


def grouped(members: Iterable[Member]) -> Iterator[tuple[str, list[Member]]]:
    """Bring components together by redundancy group."""
    groups: dict[str, list[Member]] = {}
    for one in members:
        groups.setdefault(group_of(one), []).append(one)
    yield from groups.items()
