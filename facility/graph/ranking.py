"""Every component, every room and every compartment taken out on its own, most harmful first."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import attrgetter

from facility.graph.capacity_graph import Graph
from facility.graph.component import Component
from facility.graph.loss import Loss, lose


def single_losses(graph: Graph, among: Iterable[str] | None = None, *, follow_trips: bool = False) -> tuple[Loss, ...]:
    """Take out each component on its own: all on which something depends, or those named.

    What nothing depends on takes only itself, so it is left out unless it is named.
    """
    chosen = carrying(graph) if among is None else among
    return most_harmful_first(each_loss(graph, ((key,) for key in chosen), follow_trips=follow_trips))


def each_loss(graph: Graph, several: Iterable[Iterable[str]], *, follow_trips: bool = False) -> Iterator[Loss]:
    """Take out each of several sets of components, one after the other, in their order.

    A loss that is not kept is let go of before the next: of a large estate, all of them would take much memory.
    """
    for keys in several:
        yield lose(graph, keys, follow_trips=follow_trips)


def room_losses(graph: Graph, *, follow_trips: bool = False) -> dict[str, Loss]:
    """Take out each room with all that stands in it; by site/room, most harmful first."""
    return _region_losses(graph, rooms(graph), follow_trips=follow_trips)


def compartment_losses(graph: Graph, *, follow_trips: bool = False) -> dict[str, Loss]:
    """Take out each fire compartment with all that stands in it; by site/compartment, most harmful first."""
    return _region_losses(graph, compartments(graph), follow_trips=follow_trips)


def rooms(graph: Graph) -> dict[str, tuple[str, ...]]:
    """Map each room, by site/room, to the components that stand in it."""
    return _regions(graph, attrgetter("room"))


def compartments(graph: Graph) -> dict[str, tuple[str, ...]]:
    """Map each fire compartment, by site/compartment, to the components that stand in it."""
    return _regions(graph, attrgetter("compartment"))


def carrying(graph: Graph) -> tuple[str, ...]:
    """Name the components on which something depends and that can be taken out, in the order of the graph."""
    wiring = graph.wiring
    return wiring.keys(node for node, lines in enumerate(wiring.feeds) if lines and not wiring.is_group[node])


def most_harmful_first(losses: Iterable[Loss]) -> tuple[Loss, ...]:
    """Rank losses by harm; equals stay in their order."""
    return tuple(sorted(losses, key=lambda loss: loss.harm, reverse=True))


def _regions(graph: Graph, region_of: Callable[[Component], str | None]) -> dict[str, tuple[str, ...]]:
    members: dict[tuple[str | None, str], list[str]] = {}
    for one in graph.components.kept:
        region = region_of(one)
        if region is not None:
            members.setdefault((one.site, region), []).extend(one.keys)
    return {region if site is None else f"{site}/{region}": tuple(keys) for (site, region), keys in members.items()}


def _region_losses(graph: Graph, regions: Mapping[str, tuple[str, ...]], *, follow_trips: bool) -> dict[str, Loss]:
    losses = zip(regions, each_loss(graph, regions.values(), follow_trips=follow_trips), strict=True)
    return dict(sorted(losses, key=lambda item: item[1].harm, reverse=True))
