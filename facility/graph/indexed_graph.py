"""A capacity graph in numbers, and its state: which nodes have failed and what each carries.

A node is one component, or a class of components on which nothing depends and whose needs are alike but for the watts:
the servers of a rack on the same two feeds and leaves stand and fall together, so their watts are summed and they are
looked at once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from facility.graph.component import Component, Components, Need, Sharing

TOLERANCE_WATTS = 1e-6
"""Sums of thirds are not exact; what is closer than this is the same."""


@dataclass(frozen=True, slots=True)
class Line:
    """A need in numbers: from the node that needs to the nodes that it needs, with multiplicity."""

    owner: int
    sources: tuple[int, ...]
    spare: int
    """How many of the sources may be missing; below zero: never met."""
    capacity: float
    draw: float
    passes: float
    weights: tuple[float, ...] | None
    """Shares of the sources by rating; None: equal."""
    preferred: bool

    @property
    def is_only_load(self) -> bool:
        """Whether it is met without any of its sources."""
        return self.spare >= len(self.sources) and not self.capacity

    def parts(self, watts: float, down: Sequence[bool]) -> list[float]:
        """Share watts among the sources that are not down, in their order."""
        if self.preferred:
            first = next((place for place, is_down in enumerate(down) if not is_down), -1)
            return [watts if place == first else 0.0 for place in range(len(down))]
        if self.weights is None:
            working = len(down) - sum(down)
            each = watts / working if working else 0.0
            return [0.0 if is_down else each for is_down in down]
        total = sum(weight for weight, is_down in zip(self.weights, down, strict=True) if not is_down)
        return [0.0 if is_down else watts * weight / total for weight, is_down in zip(self.weights, down, strict=True)]


@dataclass(frozen=True, slots=True)
class IndexedGraph:
    """Nodes are numbered from 0 in the order of the components, lines in the order of their owners."""

    members: tuple[tuple[str, ...], ...]
    node_of: Mapping[str, int]
    lines: tuple[Line, ...]
    lines_of: tuple[tuple[int, ...], ...]
    """Node → what it needs."""
    feeds: tuple[tuple[int, ...], ...]
    """Node → the lines that it is a source of, as often as it is one."""
    limit: tuple[float, ...]
    rating: tuple[float, ...]
    sinks: tuple[int, ...]
    """Node → how many sinks it stands for."""
    watts: tuple[float, ...]
    """Node → what its sinks draw."""
    is_group: tuple[bool, ...]
    trips_with: tuple[int, ...]
    """Node → what trips if it does: mostly itself alone."""
    rank: tuple[int, ...]
    """Node → its place in an order in which load is passed on, consumers before their sources; -1: none, a cycle."""

    def keys(self, nodes: Iterable[int]) -> tuple[str, ...]:
        """Name the components that these nodes stand for, in the order of the graph."""
        return tuple(key for node in sorted(nodes) for key in self.members[node])


@dataclass(frozen=True, slots=True)
class State:
    """What has failed and what is carried; never changed once made."""

    failed: Sequence[bool]
    missing: Sequence[int]
    """Line → how many of its sources have failed."""
    load: Sequence[float]


@dataclass(slots=True)
class Whole:
    """A state while it is summed up, node by node and line by line."""

    failed: list[bool]
    missing: list[int]
    load: list[float]


def index_graph(components: Components) -> IndexedGraph:
    """Turn a graph whose sources are all there into numbers."""
    classes = _classes(components)
    members = [tuple(key for one in alike for key in one.keys) for alike in classes]
    node_of = {key: node for node, keys in enumerate(members) for key in keys}
    first = [alike[0] for alike in classes]
    lines: list[Line] = []
    lines_of: list[tuple[int, ...]] = []
    feeds: list[list[int]] = [[] for _ in members]
    for node, component in enumerate(first):
        lines_of.append(tuple(range(len(lines), len(lines) + len(component.needs))))
        for index, need in enumerate(component.needs):
            for source in need.sources:
                feeds[node_of[source]].append(len(lines))
            draw = sum(len(one.keys) * one.needs[index].draw_watts for one in classes[node])
            lines.append(_line(node, need, draw, node_of, components))
    return IndexedGraph(
        members=tuple(members),
        node_of=node_of,
        lines=tuple(lines),
        lines_of=tuple(lines_of),
        feeds=tuple(map(tuple, feeds)),
        limit=tuple(component.limit_watts for component in first),
        rating=tuple(float("inf") if one.rating_watts is None else one.rating_watts for one in first),
        sinks=tuple(len(keys) if one.is_sink else 0 for keys, one in zip(members, first, strict=True)),
        watts=tuple(
            sum(len(one.keys) * one.draw_watts for one in alike) if alike[0].is_sink else 0.0 for alike in classes
        ),
        is_group=tuple(component.is_group for component in first),
        trips_with=tuple(node_of.get(one.trips_with or "", node) for node, one in enumerate(first)),
        rank=_ranks(lines, lines_of),
    )


def load_cycle(wiring: IndexedGraph) -> tuple[str, ...]:
    """Name the components that pass load round in a cycle, or whose load comes out of one; empty if there is none."""
    return wiring.keys(node for node, rank in enumerate(wiring.rank) if rank < 0)


def _classes(components: Components) -> list[list[Component]]:
    """Bring together what is alike, with what it stands for; what others depend on is alone."""
    carrying = {source for one in components.kept for need in one.needs for source in need.sources}
    classes: dict[object, list[Component]] = {}
    for one in components.kept:
        if not one.needs or one.rating_watts is not None or not carrying.isdisjoint(one.keys):
            classes.update((key, [components[key]]) for key in one.keys)
        else:
            kind = one.is_sink, one.is_group, tuple(map(_alike, one.needs))
            classes.setdefault(kind, []).append(one)
    return list(classes.values())


def _alike(need: Need) -> tuple[object, ...]:
    return (need.sources, need.at_least, need.capacity_watts, need.sharing, need.draw_watts > 0, need.label)


def _line(owner: int, need: Need, draw: float, node_of: Mapping[str, int], components: Components) -> Line:
    weights = None
    if need.sharing is Sharing.PROPORTIONAL:
        weights = tuple(components[source].rating_watts or 0.0 for source in need.sources)
    return Line(
        owner=owner,
        sources=tuple(node_of[source] for source in need.sources),
        spare=len(need.sources) - need.at_least,
        capacity=need.capacity_watts,
        draw=draw,
        passes=need.passes,
        weights=weights,
        preferred=need.sharing is Sharing.PREFERRED,
    )


def _ranks(lines: Sequence[Line], lines_of: Sequence[Sequence[int]]) -> tuple[int, ...]:
    waiting = [0] * len(lines_of)
    for line in lines:
        if line.passes:
            for source in line.sources:
                waiting[source] += 1
    ready = [node for node, consumers in enumerate(waiting) if not consumers]
    ranks = [-1] * len(lines_of)
    for rank, node in enumerate(ready):
        ranks[node] = rank
        for line in (lines[number] for number in lines_of[node]):
            for source in line.sources if line.passes else ():
                waiting[source] -= 1
                if not waiting[source]:
                    ready.append(source)
    return tuple(ranks)
