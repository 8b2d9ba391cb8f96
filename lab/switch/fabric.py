"""The switches of the lab and their cables; faults are pulled cables."""

import time
from collections.abc import Mapping

from lab.switch.console import EmulatedSwitch
from twin.cabling import AttachedServer, InterfaceId, InterfacePair
from twin.convergence.sessions import SessionKey
from twin.network import TwinNetwork


class EmulatedFabric:
    """The switches and their cables; after a change, only what depends on it is worked out again."""

    def __init__(
        self,
        devices: Mapping[str, EmulatedSwitch],
        cables: tuple[InterfacePair, ...],
        hosts: tuple[AttachedServer, ...],
    ) -> None:
        self.devices = devices
        self.cables = cables
        self.hosts = hosts
        self.unplugged: frozenset[InterfaceId] = frozenset()
        self.established_at: dict[SessionKey, float] = {}
        self._network = TwinNetwork(cables, hosts)
        self._changed = True
        for device in devices.values():
            device.on_change.append(self._note_change)

    def unplug(self, port: InterfaceId) -> None:
        """Pull the cable out of a port."""
        self.unplugged |= {port}
        self._changed = True

    def plug(self, port: InterfaceId) -> None:
        """Put the cable back; its other end, if that was pulled, too."""
        ends = {port}
        for cable in self.cables:
            if port in (cable.a, cable.b):
                ends |= {cable.a, cable.b}
        self.unplugged -= ends
        self._changed = True

    def _note_change(self) -> None:
        self._changed = True

    def state(self) -> TwinNetwork:
        """Return the present state."""
        if self._changed:
            self._changed = False
            self._network.set_views({name: device.view() for name, device in self.devices.items()})
            self._network.set_unplugged(self.unplugged)
            self._note_sessions()
        return self._network

    def _note_sessions(self) -> None:
        now = time.time()
        established = [
            (name, vrf, address)
            for name in self._network.devices
            for (vrf, address), session in self._network.sessions(name).items()
            if session.is_established
        ]
        self.established_at = {key: self.established_at.get(key, now) for key in established}
