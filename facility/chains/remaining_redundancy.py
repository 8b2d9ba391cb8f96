"""Which redundancy remains after a loss: N+1 becomes N, 2N becomes N, two of three circuits are left."""

from collections.abc import Iterator
from dataclasses import dataclass

from facility.graph.capacity_graph import Graph
from facility.graph.loss import Loss
from inventory.model.component_names import circuit_name, outside_name
from inventory.model.cooling import CoolingComponent
from inventory.model.estate import Estate
from inventory.model.power import FuelComponent, PowerComponent
from inventory.model.redundancy import Redundancy, needed_of

GroupMember = PowerComponent | CoolingComponent | FuelComponent


@dataclass(frozen=True, slots=True)
class RemainingRedundancy:
    """A redundancy group of which something is lost."""

    group: str
    """Its name with its site: tianfu/generators; of circuits, the site's way outside."""
    scheme: str
    """As it is written: N+1, 2N; empty: none."""
    members: int
    lost: tuple[str, ...]
    needed: int | None
    """N; None where the scheme (distributed, reserve, or none) says no number."""

    @property
    def working(self) -> int:
        """How many members are left."""
        return self.members - len(self.lost)

    @property
    def left(self) -> str:
        """What the scheme has become: N, N+1, N-1 (one too few), or how many of how many where it has no number."""
        if self.needed is None:
            return f"{self.working} of {self.members}"
        more = self.working - self.needed
        return "N" if more == 0 else f"N{more:+d}"

    @property
    def is_short(self) -> bool:
        """Whether fewer are left than are needed."""
        return self.working < (1 if self.needed is None else self.needed)


def remaining_redundancy(estate: Estate, graph: Graph, loss: Loss) -> tuple[RemainingRedundancy, ...]:
    """Return the groups that have lost members, in the order of the estate; those that are whole are left out."""
    down = {*loss.taken_out, *loss.failed, *graph.at_rest.failed, *(key for step in loss.tripped for key in step)}
    return (*_groups(estate, down), *_circuits(estate, down))


def _groups(estate: Estate, down: set[str]) -> Iterator[RemainingRedundancy]:
    groups: dict[tuple[str, str], list[GroupMember]] = {}
    tables: tuple[tuple[GroupMember, ...], ...] = (
        tuple(estate.power.values()),
        tuple(estate.fuel.values()),
        tuple(estate.cooling.values()),
    )
    for one in (one for table in tables for one in table):
        if one.group is not None:
            groups.setdefault((one.site, one.group), []).append(one)
    for (site, group), members in groups.items():
        lost = tuple(one.key for one in members if one.key in down)
        if lost:
            scheme = members[0].redundancy
            text = "" if scheme is None else scheme.text
            yield RemainingRedundancy(f"{site}/{group}", text, len(members), lost, _needed(scheme, len(members)))


def _needed(scheme: Redundancy | None, members: int) -> int | None:
    return None if scheme is None or scheme.systems is None else needed_of(scheme, members)


def _circuits(estate: Estate, down: set[str]) -> Iterator[RemainingRedundancy]:
    of_site: dict[str, list[str]] = {}
    for circuit in estate.circuits.values():
        of_site.setdefault(circuit.site, []).append(circuit_name(circuit.key))
    for site, keys in of_site.items():
        lost = tuple(key for key in keys if key in down)
        if lost:
            yield RemainingRedundancy(outside_name(site), "", len(keys), lost, None)
