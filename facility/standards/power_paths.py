"""Paths of power, and whether they are independent: no component stands on all of them."""

from collections.abc import Iterable
from functools import cached_property

from facility.chains.power import SOURCES
from facility.graph.capacity_graph import Graph
from facility.graph.dominators import Forest
from inventory.model.estate import Estate


class PowerPaths:
    """The power chain of an estate, seen from its ends."""

    def __init__(self, estate: Estate, graph: Graph) -> None:
        self._estate, self._graph = estate, graph
        self._shared: dict[frozenset[str], tuple[str, ...]] = {}

    def in_common(self, ends: Iterable[str]) -> tuple[str, ...]:
        """List the power components without any of which all of these fail, nearest first.

        Where there is none, two of the paths to these ends have no component in common (Menger, 1927).
        """
        wanted = frozenset(ends)
        if wanted not in self._shared:
            self._shared[wanted] = self._in_common(wanted)
        return self._shared[wanted]

    def common_distribution(self, ends: Iterable[str]) -> tuple[str, ...]:
        """List what these have in common of the distribution, nearest first; independent paths have nothing.

        Utilities and generators are where paths begin: how many of these there must be, other rules say.
        """
        power = self._estate.power
        return tuple(key for key in self.in_common(ends) if power[key].kind not in SOURCES)

    def _in_common(self, ends: frozenset[str]) -> tuple[str, ...]:
        wiring = self._graph.wiring
        above = [self._forest.dominators(wiring.node_of[key]) for key in sorted(ends)]
        common = above[0].intersection(*above[1:]) if above else frozenset[int]()
        keys = [key for key in wiring.keys(common) if key in self._estate.power]
        # What lives on most stands nearest.
        return tuple(sorted(keys, key=lambda key: (-len(self._forest.dominators(wiring.node_of[key])), key)))

    @cached_property
    def _forest(self) -> Forest:
        return Forest(self._graph.wiring, self._graph.rest)
