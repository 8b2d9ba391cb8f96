"""The switches of the lab and their cables; faults are pulled cables."""

from collections.abc import Mapping

from lab.switch.console import EmulatedSwitch
from twin.cabling import AttachedServer, InterfaceId, InterfacePair
from twin.network import NetworkState, network_state


class EmulatedFabric:
    """The switches and their cables; the state is computed again only after something has changed."""

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
            views = {name: device.view() for name, device in self.devices.items()}
            self._state = network_state(views, self.cables, self.hosts, self.unplugged, before)
            self._key = key
        return self._state
