"""Everything that is said about a loss besides what is lost: its causes, for how long reserves carry, what is left."""

from dataclasses import dataclass

from facility.chains.endurance import Endurance, endurance
from facility.chains.failed_systems import FacilitySystem, SystemFailure, failed_systems
from facility.chains.remaining_redundancy import RemainingRedundancy, remaining_redundancy
from facility.graph.capacity_graph import Graph
from facility.graph.loss import Loss
from inventory.model.estate import Estate


@dataclass(frozen=True, slots=True)
class LossExplanation:
    """Why, for how long, and what is left."""

    failures: tuple[SystemFailure, ...]
    """Which system fails which servers, most servers first."""
    endurance: Endurance
    redundancy: tuple[RemainingRedundancy, ...]
    """The redundancy groups that have lost members."""

    @property
    def systems(self) -> tuple[FacilitySystem, ...]:
        """The systems in which it begins, those that take most servers first."""
        return tuple(dict.fromkeys(system for failure in self.failures for system in failure.root_systems))


def explain_loss(estate: Estate, graph: Graph, loss: Loss) -> LossExplanation:
    """Explain a loss in the graph that it was worked out in."""
    return LossExplanation(
        failed_systems(estate, graph, loss),
        endurance(estate, graph, loss),
        remaining_redundancy(estate, graph, loss),
    )
