"""All single losses and all pairs, most harmful first, with what becomes of the pools.

Everything counts with its full draw, which no instance that moves can raise, so that thousands of losses are ranked
without placing a single instance.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from continuity.whatif.answer import PoolAnswer
from continuity.whatif.current_placement import CurrentPlacement
from continuity.whatif.infrastructure import hosts_lost
from continuity.whatif.question import World, pools_after
from facility.chains.missing_data import Gap
from facility.graph.at_rest import AtRest, Overload
from facility.graph.component import Component
from facility.graph.loss import Loss, lose
from facility.graph.pairs import pair_losses
from facility.graph.ranking import carrying, compartments, each_loss, rooms
from inventory.model.component_names import compartment_name, room_name


class Domain(StrEnum):
    """Which components are taken out."""

    ALL = "all"
    POWER = "power"
    COOLING = "cooling"
    NETWORK = "network"
    ROOMS = "rooms"
    """Whole rooms and fire compartments."""


@dataclass(frozen=True, slots=True)
class Harm:
    """What one loss leads to."""

    taken_out: tuple[str, ...]
    """Names: one component, two, or a room."""
    servers: tuple[str, ...]
    watts: float
    """What the lost servers draw."""
    overloaded: tuple[Overload, ...]
    tripped: tuple[str, ...]
    pools: tuple[PoolAnswer, ...] | None
    """What becomes of the pools; None: not followed so far down the ranking."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Losses, most harmful first; those that harm nothing are only counted."""

    examined: int
    harmful: int
    worst: tuple[Harm, ...]
    gaps: tuple[Gap, ...]
    """What the estate does not say, so that there may be more."""
    at_rest: AtRest
    """What is wrong with nothing taken out."""

    @property
    def holds(self) -> bool:
        """Whether all is well with nothing taken out, no loss does harm, and nothing is unknown."""
        return self.at_rest.is_sound and not self.harmful and not self.gaps


Keys = Callable[[Component], bool]


def rank_single(world: World, domain: Domain, worst: int) -> Ranking:
    """Take out every component of a domain on its own; follow the worst down to the pools."""
    graph = world.graph.graph
    outages = dict(_outages(world, domain))
    same: dict[tuple[str, ...], tuple[str, ...]] = {}
    found: list[tuple[tuple[int, float, float], Harm]] = []
    for name, loss in zip(outages, each_loss(graph, outages.values(), follow_trips=True), strict=True):
        servers = _servers(world, loss)
        if servers or loss.does_harm:
            # Many a loss takes the same servers, half a site for instance: they are kept once.
            found.append((loss.harm, _harm(world, name, loss, same.setdefault(servers, servers))))
    found.sort(key=lambda one: (len(one[1].servers), one[0]), reverse=True)
    harms = [harm for _, harm in found]
    for place, harm in enumerate(harms[:worst]):
        loss = lose(graph, outages[harm.taken_out[0]], follow_trips=True)
        harms[place] = replace(harm, pools=_pools(world, loss))
    return Ranking(len(outages), len(harms), tuple(harms), world.graph.gaps, graph.at_rest)


def _outages(world: World, domain: Domain) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Map what is taken out, by its name, to the components that go."""
    graph = world.graph.graph
    if domain is not Domain.ROOMS:
        yield from ((key, (key,)) for key in _among(world, domain))
    if domain in (Domain.ROOMS, Domain.ALL):
        yield from ((room_name(name), keys) for name, keys in rooms(graph).items())
        shared = Counter(f"{room.site}/{room.compartment}" for room in world.estate.rooms.values())
        yield from ((compartment_name(name), keys) for name, keys in compartments(graph).items() if shared[name] > 1)


def _harm(world: World, name: str, loss: Loss, servers: tuple[str, ...]) -> Harm:
    components = world.graph.graph.components
    out = sum(components[key].draw_watts for key in loss.taken_out if key in world.estate.block_of)
    tripped = tuple(key for step in loss.tripped for key in step)
    return Harm((name,), servers, loss.sink_watts + out, loss.overloaded, tripped, None)


def rank_pairs(world: World, domain: Domain, worst: int) -> Ranking:
    """Take out every two components of a domain: what they do together that neither does alone.

    Overloads are not followed until they trip.
    """
    graph = world.graph.graph
    losses = pair_losses(graph, _among(world, domain), worst=worst)
    followed = (lose(graph, one.components, follow_trips=True) for one in losses.worst)
    found = tuple(
        Harm(one.components, one.sinks, one.sink_watts, one.overloaded, (), _pools(world, loss))
        for one, loss in zip(losses.worst, followed, strict=True)
    )
    return Ranking(losses.examined, losses.harmful, found, world.graph.gaps, graph.at_rest)


def _servers(world: World, loss: Loss) -> tuple[str, ...]:
    """List the servers that go, those that stand in the room that is taken out among them."""
    return (*(key for key in loss.taken_out if key in world.estate.block_of), *loss.sinks)


def _pools(world: World, loss: Loss) -> tuple[PoolAnswer, ...]:
    """Return what becomes of the pools; where each instance is, is not kept: a large estate has many."""
    found = pools_after(world, world.estate, hosts_lost(world.estate, loss))
    return tuple(
        replace(pool, fate=replace(pool.fate, placement=CurrentPlacement(pool.fate.pool, {}, {}, {}, {})))
        for pool in found
    )


def _among(world: World, domain: Domain) -> tuple[str, ...]:
    is_of = DOMAINS[domain](world)
    return tuple(key for key in carrying(world.graph.graph) if is_of(world.graph.graph.components[key]))


def _power(world: World) -> Keys:
    estate = world.estate
    return lambda one: one.key in estate.power or one.key in estate.fuel or one.kind in ("feed", "incomer")


def _cooling(world: World) -> Keys:
    return lambda one: one.key in world.estate.cooling


def _network(world: World) -> Keys:
    return lambda one: one.key in world.estate.switches or one.kind in ("carrier", "entry", "circuit")


def _all(world: World) -> Keys:
    parts = (_power(world), _cooling(world), _network(world))
    return lambda one: any(is_of(one) for is_of in parts)


DOMAINS: dict[Domain, Callable[[World], Keys]] = {
    Domain.ALL: _all,
    Domain.POWER: _power,
    Domain.COOLING: _cooling,
    Domain.NETWORK: _network,
}
