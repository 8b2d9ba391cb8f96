"""Cisco NX-OS, read as far as a beginning needs it."""

from dataclasses import dataclass

from twin.device_view import DeviceView
from twin.dialects.nxos.reading import device_view


@dataclass(frozen=True, slots=True)
class NxosTwin:
    """Configurations of NX-OS."""

    nos: str = "nxos"

    def read(self, name: str, text: str) -> DeviceView:
        """Return what a configuration means."""
        return device_view(name, text)


NXOS_TWIN = NxosTwin()
