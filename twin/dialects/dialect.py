"""What a network operating system brings to the twin: a reader of its configuration text."""

from typing import Protocol

from twin.device_view import DeviceView


class TwinDialect(Protocol):
    """A network operating system whose configuration text is understood."""

    @property
    def nos(self) -> str:
        """Return its name."""

    def read(self, name: str, text: str) -> DeviceView:
        """Return what a configuration means on the device of this name, with the lines that were not understood."""
