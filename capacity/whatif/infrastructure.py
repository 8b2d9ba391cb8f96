"""What a scenario does to racks, switches, links and servers: the answer of the capacity graph, read as an estate."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from inventory.chains.gaps import Gap
from inventory.chains.power import feed_key
from inventory.model.estate import Estate
from inventory.model.fabric import Switch
from inventory.model.sites import CableKind, Mount, ServerRole
from inventory.resilience.graph import Graph
from inventory.resilience.loss import Loss, Overload, lose
from inventory.resilience.shift import shift
from inventory.resilience_graph import CapacityGraph


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
    fabric: FabricLoss
    hosts: tuple[str, ...]
    """Compute servers that are down."""
    bare_metal: tuple[str, ...]
    gaps: tuple[Gap, ...]
    """What the estate does not say about the sites concerned, so that more may be lost than is known."""

    @property
    def unforeseen(self) -> tuple[str, ...]:
        """The servers among what fails, besides what is taken out itself."""
        out = set(self.taken_out)
        return tuple(name for name in (*self.hosts, *self.bare_metal) if name not in out)


def infrastructure(estate: Estate, capacity: CapacityGraph, out: Sequence[str]) -> Infrastructure:
    """Take out components by key and follow it to the end, trips included; raises NotInGraph."""
    graph = capacity.graph
    loss = lose(graph, out, follow_trips=True)
    gone = frozenset((*loss.taken_out, *loss.failed))
    sites = _sites_in_doubt(estate, graph, gone)
    return Infrastructure(
        taken_out=loss.taken_out,
        failed=loss.failed,
        feeds=tuple(_feeds(estate, gone)) if gone else (),
        fullest=_fullest(graph, loss),
        overloaded=loss.overloaded,
        tripped=loss.tripped,
        fabric=_fabric(estate, gone),
        hosts=_servers(estate, gone, ServerRole.COMPUTE),
        bare_metal=_servers(estate, gone, ServerRole.BARE_METAL),
        gaps=tuple(gap for gap in capacity.gaps if _concerns(estate, gap, sites)),
    )


def _servers(estate: Estate, gone: frozenset[str], role: ServerRole) -> tuple[str, ...]:
    return tuple(name for name, server in estate.servers.items() if name in gone and server.role is role)


def _sites_in_doubt(estate: Estate, graph: Graph, gone: frozenset[str]) -> frozenset[str]:
    """List the sites that have lost something of power or cooling, and on which not everything is gone anyway."""
    chains = (estate.power, estate.fuel, estate.cooling)
    hit = {chain[key].site for chain in chains for key in gone if key in chain}
    left = {one.site for key, one in graph.components.items() if hit and key not in gone}
    return frozenset(hit & left)


def _concerns(estate: Estate, gap: Gap, sites: frozenset[str]) -> bool:
    """Say whether a gap is at one of the sites; what is not known of a device type is missing everywhere."""
    return bool(sites) and (gap.subject.partition("/")[0] in sites or gap.subject in estate.device_types)


def _feeds(estate: Estate, gone: frozenset[str]) -> Iterator[FeedLoss]:
    groups: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for rack in estate.racks.values():
        lost = tuple(side for side in rack.feeds if feed_key(rack.key, side) in gone)
        if lost:
            left = tuple(side for side in rack.feeds if side not in lost)
            groups.setdefault((rack.site, lost, left), []).append(rack.key)
    for (site, lost, left), racks in groups.items():
        yield FeedLoss(site, lost, tuple(racks), left)


def _fullest(graph: Graph, loss: Loss) -> Carried | None:
    wiring = graph.wiring
    gone = set(loss.taken_out) | set(loss.failed)
    nodes = dict.fromkeys(wiring.node_of[key] for key in (*loss.taken_out, *loss.failed))
    whole = [node for node in nodes if gone.issuperset(wiring.members[node])]
    carried = [
        Carried(wiring.members[node][0], load, wiring.rating[node], wiring.limit[node])
        for node, load in shift(wiring, graph.rest, whole).load.items()
        if load > graph.rest.load[node] and 0 < wiring.rating[node] < float("inf")
    ]
    return max(carried, key=lambda one: one.load_watts / one.limit_watts, default=None)


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
        circuits=tuple(key for key in estate.circuits if f"circuit {key}" in gone),
    )


def _has_lost_a_supply(switch: Switch, gone: frozenset[str]) -> bool:
    mount: Mount = switch.mount
    return any(feed_key(mount.rack, side) in gone for side in mount.cords)


def _with_fewer_switches(estate: Estate, gone: frozenset[str], lost: Iterable[str]) -> Iterator[str]:
    lost = frozenset(lost)
    for server in estate.servers.values() if lost else ():
        if server.name not in gone and any(nic.switch in lost for nic in server.nics):
            yield server.name
