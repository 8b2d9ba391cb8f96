"""What a scenario does to racks, switches, links and servers: the answer of the capacity graph, read as an estate."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from facility.chains.missing_data import Gap
from facility.estate_graph import CapacityGraph
from facility.graph.at_rest import AtRest, Overload
from facility.graph.capacity_graph import Graph
from facility.graph.indexed_graph import TOLERANCE_WATTS
from facility.graph.loss import Loss, Moves, carried, lose
from facility.loss_explanation import LossExplanation, explain_loss
from facility.standards.point_of_use import PointsOfUse
from facility.standards.power_paths import PowerPaths
from inventory.model.component_names import circuit_name, feed_name
from inventory.model.estate import Estate
from inventory.model.fabric import Switch
from inventory.model.sites import CableKind, Mount, ServerRole


@dataclass(frozen=True, slots=True)
class Carried:
    """What a component carries after the loss, in watts."""

    component: str
    load_watts: float
    rating_watts: float
    limit_watts: float

    @property
    def share(self) -> float:
        """The load over the rating."""
        return self.load_watts / self.rating_watts


@dataclass(frozen=True, slots=True)
class FeedLoss:
    """Racks of a site that lose the same feeds."""

    site: str
    sides: tuple[str, ...]
    racks: tuple[str, ...]
    left: tuple[str, ...]
    """The sides that still have power; empty: the racks are dark."""


@dataclass(frozen=True, slots=True)
class FabricLoss:
    """Switches, links and lines that are lost or have lost half of what they had."""

    switches: tuple[str, ...]
    one_supply: tuple[str, ...]
    """Switches that run on with fewer supplies."""
    one_leaf: tuple[str, ...]
    """Servers that run on with fewer switches."""
    links: Mapping[str, int]
    """Kind of cable → how many have lost an end; those of lost servers are not counted."""
    circuits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Infrastructure:
    """What is left of power, cooling, fabric and hosts."""

    taken_out: tuple[str, ...]
    failed: tuple[str, ...]
    """Components and devices that fail with it."""
    feeds: tuple[FeedLoss, ...]
    fullest: Carried | None
    """Of what carries more than before, the component nearest to its rating; None: nothing carries more."""
    overloaded: tuple[Overload, ...]
    tripped: tuple[tuple[str, ...], ...]
    """Step by step."""
    trips_by_moves: int
    """How many of these steps, the last ones, instances that are placed again or wanted more have caused."""
    moved: Mapping[str, float]
    """Server that is up → the watts that it draws more for what comes to run on it, or less for what leaves it."""
    moved_by_site: Mapping[str, float]
    fabric: FabricLoss
    hosts: tuple[str, ...]
    """Compute servers that are down."""
    bare_metal: tuple[str, ...]
    with_own_switch: tuple[str, ...]
    """Of the servers that are down, those that are maintained together with their own switch, which is taken out."""
    at_rest: AtRest
    """What is wrong without the scenario: what does not work anyway, and what is above its limit already."""
    explanation: LossExplanation
    """Which system fails what, for how long reserves carry, and which redundancy remains."""
    gaps: tuple[Gap, ...]
    """What the estate does not say about the sites concerned, so that more may be lost than is known."""

    @property
    def unforeseen(self) -> tuple[str, ...]:
        """The servers among what fails, besides what is taken out itself and what is maintained together with it."""
        out = {*self.taken_out, *self.with_own_switch}
        return tuple(name for name in (*self.hosts, *self.bare_metal) if name not in out)

    @property
    def overloaded_before(self) -> tuple[Overload, ...]:
        """What is above its limit already, and carries no more in the end than it does now."""
        after = {one.component for one in self.overloaded}
        return tuple(one for one in self.at_rest.overloaded if one.component not in after)

    @property
    def tripped_at_once(self) -> tuple[str, ...]:
        """What trips before anything has moved."""
        return tuple(key for step in self.tripped[: self._steps_at_once] for key in step)

    @property
    def tripped_by_moves(self) -> tuple[str, ...]:
        """What trips because of instances that are placed again or wanted more, and what trips after it."""
        return tuple(key for step in self.tripped[self._steps_at_once :] for key in step)

    @property
    def _steps_at_once(self) -> int:
        return len(self.tripped) - self.trips_by_moves


def infrastructure(
    estate: Estate, capacity: CapacityGraph, out: Sequence[str], moves: Moves | None = None
) -> Infrastructure:
    """Take out components by key and follow it to the end, trips and moves included; raises NotInGraph."""
    graph = capacity.graph
    loss = lose(graph, out, follow_trips=True, moves=moves)
    gone = frozenset((*loss.taken_out, *loss.failed))
    moved_by_site = _by_site(estate, loss.moved)
    sites = _sites_in_doubt(estate, graph, gone) | {site for site, watts in moved_by_site.items() if watts > 0}
    return Infrastructure(
        taken_out=loss.taken_out,
        failed=loss.failed,
        feeds=tuple(_feeds(estate, gone)) if gone else (),
        fullest=_fullest(graph, loss),
        overloaded=loss.overloaded,
        tripped=loss.tripped,
        trips_by_moves=loss.trips_by_moves,
        moved=loss.moved,
        moved_by_site=moved_by_site,
        fabric=_fabric(estate, gone),
        hosts=hosts_lost(estate, loss),
        bare_metal=_servers(estate, gone, ServerRole.BARE_METAL),
        with_own_switch=tuple(_with_own_switch(estate, graph, loss)),
        at_rest=loss.at_rest,
        explanation=explain_loss(estate, graph, loss),
        gaps=tuple(gap for gap in capacity.gaps if _concerns(estate, gap, sites)),
    )


def _with_own_switch(estate: Estate, graph: Graph, loss: Loss) -> Iterator[str]:
    points = PointsOfUse(estate, PowerPaths(estate, graph))
    for name in loss.sinks:
        standing = estate.block_of[name].mounted
        if any(points.serves_one_device(key, standing) for key in loss.taken_out):
            yield name


def hosts_lost(estate: Estate, loss: Loss) -> tuple[str, ...]:
    """List the compute servers that a loss takes."""
    return _servers(estate, frozenset((*loss.taken_out, *loss.failed)), ServerRole.COMPUTE)


def _by_site(estate: Estate, watts: Mapping[str, float]) -> dict[str, float]:
    total: dict[str, float] = {}
    for name, more in watts.items():
        site = estate.servers[name].site
        total[site] = total.get(site, 0.0) + more
    return {site: total[site] for site in estate.sites if abs(total.get(site, 0.0)) > TOLERANCE_WATTS}


def _servers(estate: Estate, gone: frozenset[str], role: ServerRole) -> tuple[str, ...]:
    return tuple(name for name, server in estate.servers.items() if name in gone and server.role is role)


def _sites_in_doubt(estate: Estate, graph: Graph, gone: frozenset[str]) -> frozenset[str]:
    """List the sites that have lost something of power or cooling, and on which not everything is gone anyway."""
    chains = (estate.power, estate.fuel, estate.cooling)
    hit = {chain[key].site for chain in chains for key in gone if key in chain}
    left = {one.site for one in graph.components.kept if hit and not gone.issuperset(one.keys)}
    return frozenset(hit & left)


def _concerns(estate: Estate, gap: Gap, sites: frozenset[str]) -> bool:
    """Return whether a gap is at one of the sites; what is not known of a device type is missing everywhere."""
    return bool(sites) and (gap.subject.partition("/")[0] in sites or gap.subject in estate.device_types)


def _feeds(estate: Estate, gone: frozenset[str]) -> Iterator[FeedLoss]:
    groups: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for rack in estate.racks.values():
        lost = tuple(side for side in rack.feeds if feed_name(rack.key, side) in gone)
        if lost:
            left = tuple(side for side in rack.feeds if side not in lost)
            groups.setdefault((rack.site, lost, left), []).append(rack.key)
    for (site, lost, left), racks in groups.items():
        yield FeedLoss(site, lost, tuple(racks), left)


def _fullest(graph: Graph, loss: Loss) -> Carried | None:
    before, node_of = graph.rest.load, graph.wiring.node_of
    more = [
        Carried(key, load, rating, graph.components[key].limit_watts)
        for key, load in carried(graph, loss).items()
        if load > before[node_of[key]] and (rating := graph.components[key].rating_watts)
    ]
    return max(more, key=lambda one: one.load_watts / one.limit_watts, default=None)


def _fabric(estate: Estate, gone: frozenset[str]) -> FabricLoss:
    alive = [switch for switch in estate.switches.values() if switch.name not in gone]
    lost = {name for name in estate.switches if name in gone}
    down: dict[str, int] = {}
    for cable in estate.cables:
        if cable.kind is CableKind.SERVER and cable.b.device in gone:
            continue
        if cable.a.device in lost or cable.b.device in lost:
            down[cable.kind.value] = down.get(cable.kind.value, 0) + 1
    return FabricLoss(
        switches=tuple(name for name in estate.switches if name in lost),
        one_supply=tuple(switch.name for switch in alive if _has_lost_a_supply(switch, gone)),
        one_leaf=tuple(_with_fewer_switches(estate, gone, lost)),
        links=down,
        circuits=tuple(key for key in estate.circuits if circuit_name(key) in gone),
    )


def _has_lost_a_supply(switch: Switch, gone: frozenset[str]) -> bool:
    mount: Mount = switch.mount
    return any(feed_name(mount.rack, side) in gone for side in mount.cords)


def _with_fewer_switches(estate: Estate, gone: frozenset[str], lost: Iterable[str]) -> Iterator[str]:
    lost = frozenset(lost)
    for server in estate.servers.values() if lost else ():
        if server.name not in gone and any(nic.switch in lost for nic in server.nics):
            yield server.name
