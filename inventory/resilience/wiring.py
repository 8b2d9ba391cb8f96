"""A capacity graph in numbers, and its state: which nodes have failed and what each carries.

A node is one component, or a class of sinks on which nothing hangs and whose needs are alike but for the watts: the
servers of a rack on the same two feeds and leaves stand and fall together, so their watts are summed and they are looked at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inventory.resilience.graph import Component, Need


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


@dataclass(frozen=True, slots=True)
class Wiring:
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
    rank: tuple[int, ...]
    """Node → its place in an order in which load is passed on: consumers before their sources."""

    def keys(self, nodes: Sequence[int]) -> tuple[str, ...]:
        """Name the components that these nodes stand for, in the order of the graph."""
        return tuple(key for node in sorted(nodes) for key in self.members[node])


@dataclass(frozen=True, slots=True)
class State:
    """What has failed and what is carried; never changed once made."""

    failed: Sequence[bool]
    missing: Sequence[int]
    """Line → how many of its sources have failed."""
    load: Sequence[float]


def wire(components: Mapping[str, "Component"]) -> tuple[Wiring, tuple[str, ...]]:
    """Number a graph; also name the components around which load goes in a circle: empty if it is sound."""
    members, node_of = _classes(components)
    first = [components[keys[0]] for keys in members]
    lines: list[Line] = []
    lines_of: list[tuple[int, ...]] = []
    feeds: list[list[int]] = [[] for _ in members]
    for node, component in enumerate(first):
        lines_of.append(tuple(range(len(lines), len(lines) + len(component.needs))))
        for index, need in enumerate(component.needs):
            draw = sum(components[key].needs[index].draw_watts for key in members[node])
            for source in need.sources:
                feeds[node_of[source]].append(len(lines))
            lines.append(_line(node, need, draw, node_of, components))
    order = _load_order(lines, lines_of)
    rank = [0] * len(members)
    for place, node in enumerate(order):
        rank[node] = place
    circle = [keys[0] for keys, node in zip(members, range(len(members)), strict=True) if node not in set(order)] if (
        len(order) < len(members)
    ) else []
    wiring = Wiring(
        members=tuple(members),
        node_of=node_of,
        lines=tuple(lines),
        lines_of=tuple(lines_of),
        feeds=tuple(map(tuple, feeds)),
        limit=tuple(component.limit_watts for component in first),
        rating=tuple(float("inf") if one.rating_watts is None else one.rating_watts for one in first),
        sinks=tuple(len(keys) if one.is_sink else 0 for keys, one in zip(members, first, strict=True)),
        watts=tuple(sum(components[key].draw_watts for key in keys if components[key].is_sink) for keys in members),
        rank=tuple(rank),
    )
    return wiring, tuple(circle)
