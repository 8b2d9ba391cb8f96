"""The state of a whole network, computed from every switch's configuration and the cables between them."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from twin.cabling import AttachedServer, InterfaceId, InterfacePair
from twin.convergence.links import LinkState, link_state
from twin.convergence.mlag import MlagStatus, mlag_states
from twin.convergence.overlay import Overlay, overlay_state
from twin.convergence.routing import Routing, SessionKey, routing_state
from twin.device_view import DeviceView


@dataclass(frozen=True, slots=True)
class NetworkState:
    """One moment of the network."""

    views: Mapping[str, DeviceView]
    links: LinkState
    mlag: Mapping[str, MlagStatus]
    routing: Routing
    overlay: Overlay
    established_at: Mapping[SessionKey, float]


def network_state(
    views: Mapping[str, DeviceView],
    cables: tuple[InterfacePair, ...],
    hosts: tuple[AttachedServer, ...],
    unplugged: frozenset[InterfaceId],
    before: Mapping[SessionKey, float],
) -> NetworkState:
    """Return the state that configurations and cables lead to; `before` says since when sessions were established."""
    links = link_state(views, cables, hosts, unplugged)
    routing = routing_state(views, links)
    now = time.time()
    since = {key: before.get(key, now) for key, session in routing.sessions.items() if session.is_established}
    return NetworkState(views, links, mlag_states(views, links), routing, overlay_state(views, links, routing), since)
