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
        self._versions: dict[str, int] = {}
        self._revision = -1

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

    def state(self) -> TwinNetwork:
        """Return the present state."""
        versions = {name: device.version for name, device in self.devices.items()}
        if versions != self._versions:
            self._network.set_views({name: device.view() for name, device in self.devices.items()})
            self._versions = versions
        self._network.set_unplugged(self.unplugged)
        if self._network.derivations.revision != self._revision:
            self._revision = self._network.derivations.revision
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
