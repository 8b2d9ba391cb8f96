"""What a report is made of, joined once."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from capacity.model import Capacity
from capacity.packing.host_room import empty_rooms
from capacity.packing.service_placement import Placed, place, replicas
from capacity.resources import VCPU
from facility.estate_graph import CapacityGraph, capacity_graph
from facility.graph.capacity_graph import GraphInvalid
from facility.standards.judgement import Judgement
from inventory.finding import Finding, Severity
from inventory.model.estate import Estate

PLACEMENT_LIMIT = 20_000_000
"""Instances × hosts to choose from, up to which the report places instances; beyond, where they run is not known."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a report shows."""

    estate: Estate
    capacity: Capacity
    findings: tuple[Finding, ...]
    judgement: Judgement | None
    """What the estate answers to its standards; None: not asked."""
    graph: CapacityGraph | None
    """None: what depends on what could not be worked out; `graph_fault` says why."""
    graph_fault: str
    placed: tuple[Placed, ...] | None
    """Where the instances of the services go; None: too many to work out here."""


def facts_of(capacity: Capacity, findings: Iterable[Finding] = (), judgement: Judgement | None = None) -> Facts:
    """Join an estate's capacity, live or declared, with its findings and its chains.

    Of an estate with errors, what is sound is shown; nothing is concluded from it.
    """
    estate, found = capacity.estate, tuple(findings)
    if any(one.severity is Severity.ERROR for one in found):
        return Facts(estate, capacity, found, None, None, "the estate has errors", None)
    graph, fault = None, ""
    try:
        graph = capacity_graph(estate)
    except GraphInvalid as error:
        fault = str(error)
    return Facts(estate, capacity, found, judgement, graph, fault, placed_instances(estate))


def placed_instances(estate: Estate) -> tuple[Placed, ...] | None:
    """Place every service on empty hosts as the estate wants it; None beyond PLACEMENT_LIMIT."""
    wanted, rooms = replicas(estate), empty_rooms(estate)
    effort = sum(one.instances * len(rooms.get((one.site, one.pool), ())) for one in wanted)
    known = all(one.flavor in estate.flavors for one in wanted)
    return place(wanted, rooms, estate.flavors) if known and effort <= PLACEMENT_LIMIT else None


def host_use(facts: Facts) -> tuple[dict[str, float], str]:
    """Map hosts to the share (0–1) of their vCPUs that is taken; say if that is live, planned or unknown."""
    hosts = facts.capacity.hosts
    live = {
        host.name: host.used[VCPU] / host.capacity[VCPU]
        for host in hosts
        if host.used is not None and host.capacity.get(VCPU)
    }
    if live:
        return live, "live"
    if facts.placed is None:
        return {}, "unknown"
    taken: Counter[str] = Counter()
    for one in facts.placed:
        for host in one.hosts:
            taken[host] += facts.estate.flavors[one.replicas.flavor].vcpus
    return {host.name: taken[host.name] / host.capacity[VCPU] for host in hosts if host.capacity.get(VCPU)}, "planned"
