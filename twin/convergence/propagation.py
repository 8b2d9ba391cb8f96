"""How routes travel from one origin over BGP sessions."""

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address
from itertools import count
from typing import Generic, TypeVar

from twin.bgp_view import PeerView

Node = tuple[str, str]
"""A switch and a VRF of it."""
Payload = TypeVar("Payload")


@dataclass(frozen=True, slots=True)
class Edge:
    """An established session in the direction in which routes travel."""

    sender: Node
    receiver: Node
    ebgp: bool
    sent_by: PeerView
    received_by: PeerView
    source: IPv4Address


@dataclass(frozen=True, slots=True)
class Arrival(Generic[Payload]):
    """How the routes of one origin are known at one place."""

    payload: Payload
    path: tuple[str, ...]
    edge: Edge


def propagate(
    origin: Node,
    payload: Payload,
    edges: Mapping[Node, list[Edge]],
    asn_of: Mapping[str, str],
    carry: Callable[[Edge, Payload], Payload | None],
) -> tuple[dict[Node, Arrival[Payload]], list[tuple[Edge, Payload]]]:
    """Spread one origin's routes by the rules of BGP: shortest AS path, no own AS in it, no iBGP to iBGP (RFC 4271).

    Of several ways to a place the best one counts, as a whole. `carry` says what a session passes on: the routes as
    they arrive, or None. Returns how each place knows them, and everything that was passed on any session.
    """
    best: dict[Node, Arrival[Payload]] = {}
    passed: list[tuple[Edge, Payload]] = []
    order = count()
    heap: list[tuple[int, int, int, Node, tuple[str, ...], Payload, Edge | None]]
    heap = [(0, 0, next(order), origin, (), payload, None)]
    settled: set[Node] = set()
    while heap:
        _, _, _, node, path, routes, via = heapq.heappop(heap)
        if node in settled:
            continue
        settled.add(node)
        if via is not None:
            best[node] = Arrival(routes, path, via)
        for edge in edges.get(node, ()):
            onward = (asn_of[node[0]], *path) if edge.ebgp else path
            loops = edge.ebgp and asn_of[edge.receiver[0]] in onward and not edge.received_by.allow_own_as
            if loops or edge.receiver == origin or (via is not None and not via.ebgp and not edge.ebgp):
                continue
            carried = carry(edge, routes)
            if carried is not None:
                passed.append((edge, carried))
                entry = (len(onward), int(not edge.ebgp), next(order), edge.receiver, onward, carried, edge)
                heapq.heappush(heap, entry)
    return best, passed
