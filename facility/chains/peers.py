"""What could stand in for a component of a chain: its peers, and which of them suits whom best."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from inventory.model.cooling import CoolingComponent
from inventory.model.estate import Estate
from inventory.model.power import FuelComponent, PowerComponent

PlantPeer = PowerComponent | CoolingComponent | FuelComponent
_WORD = re.compile(r"[a-z]+|[0-9]+")


class PlantPeers:
    """Components of one site that do the same work, in the order of the estate.

    They are of one kind and one redundancy group. Of those in no group, the ones that are meant for the same load and
    fed by the same kinds of components: a panel behind a UPS does not do the work of one behind a generator.
    """

    def __init__(self, estate: Estate) -> None:
        self._estate = estate
        self._by_work: dict[tuple[object, ...], list[str]] = {}
        for one in self._all():
            self._by_work.setdefault(self._work(one), []).append(one.key)

    def of(self, key: str) -> tuple[str, ...]:
        """Name the peers of a component, itself left out."""
        one = self.get(key)
        return () if one is None else tuple(peer for peer in self._by_work[self._work(one)] if peer != key)

    def get(self, key: str) -> PlantPeer | None:
        """Find a component of power, cooling or fuel; None: it is something else."""
        estate = self._estate
        return estate.power.get(key) or estate.cooling.get(key) or estate.fuel.get(key)

    def _all(self) -> Iterator[PlantPeer]:
        yield from self._estate.power.values()
        yield from self._estate.cooling.values()
        yield from self._estate.fuel.values()

    def _work(self, one: PlantPeer) -> tuple[object, ...]:
        place = (type(one), one.site, one.kind, one.group)
        if one.group is not None:
            return place
        above = frozenset(source.kind for name in one.fed_by if (source := self.get(f"{one.site}/{name}")))
        return (*place, above, one.carries if isinstance(one, PowerComponent) else None)


def misfit(owner: Iterable[str], candidate: str, present: str) -> tuple[int, int]:
    """Return how much worse a name suits its owner's than that of what is there, and how far the two differ.

    Estates name the sides and rows of a plant. Between candidates that are as good, pdu-b-07 is fed by panel-b-07.
    """
    wanted = frozenset[str]().union(*map(words, owner))
    new, old = words(candidate), words(present)
    return len(wanted & old) - len(wanted & new), -len(old & new)


@cache
def words(name: str) -> frozenset[str]:
    """Return the words and numbers of a name, its site left out: pdu-b-07 has pdu, b and 07."""
    return frozenset(_WORD.findall(name.rpartition("/")[2].lower()))
