"""The capacity graph in numbers, and what its nodes carry: what the page needs to take components out by itself."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from capacity.hosts import ComputeHost
from capacity.packing.slots import slots_in
from capacity.resources import needs
from facility.estate_graph import CapacityGraph
from facility.graph.capacity_graph import Graph
from facility.graph.indexed_graph import Line
from facility.graph.loss import Loss
from facility.graph.ranking import carrying, single_losses
from inventory.model.component_names import feed_name
from report.facts import Facts
from report.string_table import Strings

Row = list[object]
INFINITE = float("inf")
LOGICAL = frozenset({"air", "outside"})
"""Kinds of nodes that stand for what several components bring together: nobody can take them out."""
WORST_MOST = 60
"""How many of the most harmful losses the page lists."""


@dataclass(frozen=True, slots=True)
class Contingency:
    """The graph as rows; nodes and lines are numbered from 0 in their order."""

    nodes: list[Row]
    """Rows: name, members, kind, site, limit, rating, sinks, the node that trips with it; None: no limit."""
    kinds: list[str]
    areas: list[Row]
    """Rooms and compartments; rows: name, site, nodes that stand in it."""
    lines: list[Row]
    """Rows: owner, sources, spare, capacity, draw, passes, weights or None, preferred."""
    ranks: list[int]
    hosts: list[Row]
    """Servers on a node: node, [rack, count] for each rack."""
    switches: list[Row]
    """Switches that are a node: node, numbers of switches."""
    slots: list[Row]
    """Flavor slots on a node: node, [pool at a site, hosts, slots per flavor]."""
    tiers: list[Row]
    """Instances on a node: node, [tier, instances] for each tier."""
    pool_sites: list[Row]
    """Rows: pool, site, hosts, flavors, slots per flavor."""
    tier_names: list[Row]
    """Rows: service, tier, site, instances wanted."""
    racks: list[Row]
    """Rows: site, name, nodes of its feeds."""
    at_rest: Row
    """Servers that do not work with nothing taken out, and components above their limit."""
    worst: list[Row]
    """The most harmful losses of single components; rows: component, servers, their watts, overloads, trips."""
    tried: int
    """How many components were taken out on their own."""
    harmful: int
    """How many of them cannot be taken out without loss."""
    gaps: list[Row]
    """What the estate does not say about its chains; rows: kind, subject, what is missing."""
    is_placed: bool
    """Whether it is known where instances run."""


def contingency(facts: Facts, chains: CapacityGraph) -> Contingency:
    """Write a graph down with everything that depends on it."""
    graph = chains.graph
    physical = [key for key in carrying(graph) if graph.components[key].kind not in LOGICAL]
    losses = single_losses(graph, physical, follow_trips=True)
    harmful = [loss for loss in losses if loss.does_harm]
    rest = graph.at_rest
    sites = {name: number for number, name in enumerate(facts.estate.sites)}
    kinds = Strings()
    effects = _Effects(facts, graph)
    return Contingency(
        nodes=node_rows(graph, sites, kinds),
        kinds=kinds.texts(),
        areas=_areas(graph, sites),
        lines=line_rows(graph),
        ranks=list(graph.wiring.rank),
        hosts=effects.servers(),
        switches=effects.switches(),
        slots=effects.slots(),
        tiers=effects.tiers(),
        pool_sites=effects.pool_sites,
        tier_names=effects.tier_names,
        racks=_racks(facts, graph),
        at_rest=[list(rest.sinks), [one.component for one in rest.overloaded]],
        worst=[_loss(loss) for loss in harmful[:WORST_MOST]],
        tried=len(losses),
        harmful=len(harmful),
        gaps=[[gap.kind.value, gap.subject, gap.detail] for gap in chains.gaps],
        is_placed=facts.placed is not None,
    )


def node_rows(graph: Graph, sites: Mapping[str, int], kinds: Strings) -> list[Row]:
    """List the nodes as `Contingency.nodes` has them."""
    wiring = graph.wiring
    return [
        [
            keys[0],
            len(keys),
            kinds.number(graph.components[keys[0]].kind),
            sites.get(graph.components[keys[0]].site or "", -1),
        ]
        + [None if watts == INFINITE else watts for watts in (limit, rating)]
        + [sinks, trips]
        for keys, limit, rating, sinks, trips in zip(
            wiring.members, wiring.limit, wiring.rating, wiring.sinks, wiring.trips_with, strict=True
        )
    ]


def line_rows(graph: Graph) -> list[Row]:
    """List the lines as `Contingency.lines` has them."""
    return [_line(line) for line in graph.wiring.lines]


def _areas(graph: Graph, sites: Mapping[str, int]) -> list[Row]:
    """List what stands in each room and compartment, unless a part of a node stands elsewhere: nodes go as a whole."""
    node_of = graph.wiring.node_of
    inside: dict[tuple[str, str, str], Counter[int]] = {}
    for one in graph.components.kept:
        for kind, name in (("room", one.room), ("compartment", one.compartment)):
            if name is not None and one.site is not None:
                inside.setdefault((kind, one.site, name), Counter()).update(node_of[key] for key in one.keys)
    members = graph.wiring.members
    return [
        [f"{kind} {site}/{name}", sites.get(site, -1), list(nodes)]
        for (kind, site, name), nodes in sorted(inside.items())
        if all(count == len(members[node]) for node, count in nodes.items())
    ]


def _loss(loss: Loss) -> Row:
    return [
        loss.taken_out[0],
        len(loss.sinks),
        _short(loss.sink_watts),
        len(loss.overloaded),
        sum(map(len, loss.tripped)),
    ]


def _line(line: Line) -> Row:
    weights = None if line.weights is None else list(line.weights)
    return [
        line.owner, list(line.sources), line.spare, _short(line.capacity), _short(line.draw), line.passes, weights,
        int(line.preferred),
    ]  # fmt: skip


def _short(watts: float) -> float:
    return int(watts) if watts == int(watts) else watts


def _racks(facts: Facts, graph: Graph) -> list[Row]:
    sites = {name: number for number, name in enumerate(facts.estate.sites)}
    node_of = graph.wiring.node_of
    return [
        [sites.get(rack.site, -1), rack.name, [node_of.get(feed_name(rack.key, side), -1) for side in rack.feeds]]
        for rack in facts.estate.racks.values()
    ]


class _Effects:
    """Sums up what depends on each node: devices, flavor slots, instances of services."""

    def __init__(self, facts: Facts, graph: Graph) -> None:
        self._facts = facts
        self._node_of = graph.wiring.node_of
        self.pool_sites: list[Row] = []
        self.tier_names: list[Row] = []

    def servers(self) -> list[Row]:
        racks = {key: number for number, key in enumerate(self._facts.estate.racks)}
        found: dict[int, Counter[int]] = {}
        for server in self._facts.estate.servers.values():
            node = self._node_of.get(server.name)
            if node is not None:
                found.setdefault(node, Counter())[racks.get(server.mount.rack, -1)] += 1
        return [[node, *map(list, counts.items())] for node, counts in found.items()]

    def switches(self) -> list[Row]:
        found: dict[int, list[int]] = {}
        for number, name in enumerate(self._facts.estate.switches):
            if name in self._node_of:
                found.setdefault(self._node_of[name], []).append(number)
        return [[node, *numbers] for node, numbers in found.items()]

    def slots(self) -> list[Row]:
        found: dict[int, list[Row]] = {}
        for (pool, site), hosts in self._facts.capacity.by_pool.items():
            number = len(self.pool_sites)
            flavors = [name for name in self._facts.estate.pools[pool].flavors if name in self._facts.estate.flavors]
            self.pool_sites.append([pool, site, len(hosts), flavors, self._slots(hosts, flavors)])
            by_node: dict[int, list[ComputeHost]] = {}
            for host in hosts:
                if host.name in self._node_of:
                    by_node.setdefault(self._node_of[host.name], []).append(host)
            for node, group in by_node.items():
                found.setdefault(node, []).append([number, len(group), self._slots(group, flavors)])
        return [[node, *rows] for node, rows in found.items()]

    def _slots(self, hosts: Iterable[ComputeHost], flavors: list[str]) -> list[int]:
        # What the hosts hold in all, taken or free: what is lost with them.
        wanted = [needs(self._facts.estate.flavors[name]) for name in flavors]
        counted = Counter((tuple(host.capacity.items()), tuple(host.largest.items())) for host in hosts)
        return [
            sum(count * slots_in(dict(whole), dict(largest), need) for (whole, largest), count in counted.items())
            for need in wanted
        ]

    def tiers(self) -> list[Row]:
        found: dict[int, Counter[int]] = {}
        for number, one in enumerate(self._facts.placed or ()):
            wanted = one.replicas
            self.tier_names.append([wanted.service, wanted.tier, wanted.site, wanted.instances, len(one.hosts)])
            for host in one.hosts:
                if host in self._node_of:
                    found.setdefault(self._node_of[host], Counter())[number] += 1
        return [[node, *map(list, counts.items())] for node, counts in found.items()]
