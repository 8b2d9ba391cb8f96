"""In which order changes are carried out, and which of them together; pure.

Changes go in waves. All changes of a wave are carried out at once; the next wave begins when the wave's gate is
passed. How carefully a kind of change goes is its `Pace`: the first wave that holds a change of that kind holds only
one, the canary; later ones hold at most a share of what changes at a site. Kinds with a pace of their own go side by
side, as long as no change waits for another (`Change.after`, `Pace.after`).
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from orchestration.change import Action, Address, Change


@dataclass(frozen=True, slots=True)
class Pace:
    """How carefully the changes of one kind are carried out."""

    canary: bool = True
    """The first wave of this kind holds one change of it: the one that the least depends on."""
    site_by_site: bool = True
    """A wave holds changes of one site only, among all kinds that go site by site."""
    share: float = 0.5
    """At most this part of a site's changes of this kind goes in one wave (one always may); 0 < share ≤ 1."""
    at_once: int = 16
    """At most so many changes of this kind go in one wave."""
    after: frozenset[str] = frozenset()
    """Kinds that are carried out before this one."""


CAREFUL = Pace()
"""For what carries traffic: a canary, then one site after the other, never more than half of it at once."""
BATCHED = Pace(site_by_site=False, share=0.25, at_once=50)
"""For what there is a lot of, such as hosts: a canary, then a quarter of each site at once."""
FREE = Pace(canary=False, site_by_site=False, share=1.0, at_once=50)
"""For what takes nothing away while it changes, such as definitions in a cloud: only dependencies count."""


@dataclass(frozen=True, slots=True)
class Wave:
    """Changes that are carried out together; numbered from 1."""

    number: int
    changes: tuple[Change, ...]


class DependencyCycle(Exception):  # noqa: N818 - what it is
    """Changes wait for each other; `cycle` names them in order, the first again at the end."""

    def __init__(self, cycle: tuple[Address, ...]) -> None:
        self.cycle = cycle
        super().__init__(
            "Changes wait for each other: " + " waits for ".join(map(str, cycle)) + ". No order can carry them out."
        )


def waves(changes: Iterable[Change], paces: Mapping[str, Pace] | None = None) -> tuple[Wave, ...]:
    """Order changes into waves; the same changes in any order give the same waves.

    No wave holds two members of a redundancy group. What a change waits for stands in an earlier wave; an address in
    `after` that does not change counts as done. Deletes come last, except those that something else waits for. A kind
    without an entry in `paces` goes `CAREFUL`.

    Raises DependencyCycle, and ValueError when an address is in it twice.
    """
    ordered = sorted(changes, key=_order)
    _refuse_duplicates(ordered)
    paces = paces or {}
    graph = _graph(ordered, paces)
    groups: list[tuple[Change, ...]] = []
    for phase in _phases(ordered, graph):
        groups.extend(_Schedule.of(phase, paces).run(graph))
    return tuple(Wave(number, group) for number, group in enumerate(groups, start=1))


Graph = Mapping[Address, frozenset[Address]]
"""What each changing address waits for, among the changing ones."""


def _order(change: Change) -> tuple[str, Address]:
    return change.site, change.address


def _refuse_duplicates(changes: list[Change]) -> None:
    twice = [str(address) for address, count in Counter(change.address for change in changes).items() if count > 1]
    if twice:
        raise ValueError(f"one thing cannot be changed twice in one plan: {', '.join(twice)}")


def _graph(changes: list[Change], paces: Mapping[str, Pace]) -> dict[Address, frozenset[Address]]:
    by_kind: dict[str, set[Address]] = {}
    for change in changes:
        by_kind.setdefault(change.address.kind, set()).add(change.address)
    changing = frozenset(change.address for change in changes)
    graph = {}
    for change in changes:
        kinds = paces.get(change.address.kind, CAREFUL).after - {change.address.kind}
        # A delete comes last anyway; what is to be built up first must not wait for what is torn down.
        earlier = set().union(*(by_kind.get(kind, ()) for kind in kinds)) if change.action is not Action.DELETE else ()
        graph[change.address] = (change.after & changing) | frozenset(earlier)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        # graphlib lists a cycle so that each is waited for by the next.
        raise DependencyCycle(tuple(reversed(error.args[1]))) from None
    return graph


def _phases(changes: list[Change], graph: Graph) -> tuple[list[Change], list[Change]]:
    """Part the deletes that nothing else waits for from everything before them."""
    early: set[Address] = set()
    pending = [change.address for change in changes if change.action is not Action.DELETE]
    while pending:
        address = pending.pop()
        if address not in early:
            early.add(address)
            pending.extend(graph[address])
    return (
        [change for change in changes if change.address in early],
        [change for change in changes if change.address not in early],
    )


@dataclass(slots=True)
class _Schedule:
    """The filling of waves, one after the other, from what is ready."""

    changes: Mapping[Address, Change]
    paces: Mapping[str, Pace]
    limits: Mapping[tuple[str, str], int]
    """How many changes of a kind may go at once at a site."""
    begun: set[str] = field(default_factory=set)
    """The kinds whose canary has gone."""

    @classmethod
    def of(cls, changes: list[Change], paces: Mapping[str, Pace]) -> "_Schedule":
        paces = {change.address.kind: paces.get(change.address.kind, CAREFUL) for change in changes}
        counts = Counter((change.address.kind, change.site) for change in changes)
        limits = {key: max(1, math.ceil(paces[key[0]].share * count)) for key, count in counts.items()}
        return cls({change.address: change for change in changes}, paces, limits)

    def run(self, graph: Graph) -> list[tuple[Change, ...]]:
        sorter = TopologicalSorter({address: graph[address] & self.changes.keys() for address in self.changes})
        sorter.prepare()
        ready: set[Address] = set()
        groups = []
        while sorter.is_active():
            ready.update(sorter.get_ready())
            group = self._pick(sorted((self.changes[address] for address in ready), key=_order))
            taken = [change.address for change in group]
            ready.difference_update(taken)
            self.begun.update(address.kind for address in taken)
            sorter.done(*taken)
            groups.append(group)
        return groups

    def _pick(self, ready: list[Change]) -> tuple[Change, ...]:
        """Take as much as may go together; the first of all always may, so that every wave holds something."""
        site = next((change.site for change in ready if self._pace(change).site_by_site), None)
        ready = [change for change in ready if change.site == site or not self._pace(change).site_by_site]
        canaries = self._canaries(ready)
        picked: list[Change] = []
        groups: set[str | None] = set()
        sites: Counter[tuple[str, str]] = Counter()
        kinds: Counter[str] = Counter()
        for change in ready:
            kind, key = change.address.kind, (change.address.kind, change.site)
            if change.redundancy_group is not None and change.redundancy_group in groups:
                continue
            if canaries.get(kind, change.address) != change.address:
                continue
            if sites[key] >= self.limits[key] or kinds[kind] >= max(1, self._pace(change).at_once):
                continue
            picked.append(change)
            groups.add(change.redundancy_group)
            sites[key] += 1
            kinds[kind] += 1
        return tuple(picked)

    def _canaries(self, ready: list[Change]) -> dict[str, Address]:
        """Choose for each new kind the change whose failure would hurt least: backed by its group, little on it."""
        canaries: dict[str, Address] = {}
        for change in sorted(ready, key=lambda one: (one.redundancy_group is None, len(one.hits), _order(one))):
            if self._pace(change).canary and change.address.kind not in self.begun:
                canaries.setdefault(change.address.kind, change.address)
        return canaries

    def _pace(self, change: Change) -> Pace:
        return self.paces[change.address.kind]
