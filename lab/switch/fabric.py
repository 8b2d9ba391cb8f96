"""The state of the whole fabric, computed from every switch's running configuration and the cables between them."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from lab.switch.eos.device import EosSwitch
from twin.cabling import AttachedServer, InterfaceId, InterfacePair
from twin.convergence.links import LinkState, link_state
from twin.convergence.mlag import MlagStatus, mlag_states
from twin.convergence.overlay import Overlay, overlay_state
from twin.convergence.routing import Routing, SessionKey, routing_state
from twin.device_view import DeviceView
from twin.dialects.eos.reading import device_view


@dataclass(frozen=True, slots=True)
class NetworkState:
    """One moment of the fabric."""

    views: Mapping[str, DeviceView]
    links: LinkState
    mlag: Mapping[str, MlagStatus]
    routing: Routing
    overlay: Overlay
    established_at: Mapping[SessionKey, float]


def fabric_state(
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


class EmulatedFabric:
    """The switches and their cables; the state is computed again only after something has changed."""

    def __init__(
        self, devices: Mapping[str, EosSwitch], cables: tuple[InterfacePair, ...], hosts: tuple[AttachedServer, ...]
    ) -> None:
        self.devices = devices
        self.cables = cables
        self.hosts = hosts
        self.unplugged: frozenset[InterfaceId] = frozenset()
        self._views: dict[str, tuple[int, DeviceView]] = {}
        self._state: NetworkState | None = None
        self._key: tuple[object, ...] = ()

    def unplug(self, port: InterfaceId) -> None:
        """Pull the cable out of a port."""
        self.unplugged |= {port}

    def plug(self, port: InterfaceId) -> None:
        """Put the cable back; its other end, if that was pulled, too."""
        ends = {port}
        for cable in self.cables:
            if port in (cable.a, cable.b):
                ends |= {cable.a, cable.b}
        self.unplugged -= ends

    def state(self) -> NetworkState:
        """Return the present state."""
        key = (self.unplugged, *(device.version for device in self.devices.values()))
        if self._state is None or key != self._key:
            before = self._state.established_at if self._state else {}
            views = {name: self._view(device) for name, device in self.devices.items()}
            self._state = fabric_state(views, self.cables, self.hosts, self.unplugged, before)
            self._key = key
        return self._state

    def _view(self, device: EosSwitch) -> DeviceView:
        version, view = self._views.get(device.spec.name, (-1, None))
        if view is None or version != device.version:
            view = device_view(device.spec.name, device.running)
            self._views[device.spec.name] = (device.version, view)
        return view
