"""The configuration of one switch as text."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RenderedConfig:
    """The configuration of one switch, in the parts that its system keeps apart."""

    device: str
    parts: Mapping[str, str]
    """By the name of the part; the first is in the system's own language."""

    @property
    def text(self) -> str:
        """The part in the system's own language."""
        return next(iter(self.parts.values()))

    def files(self) -> dict[str, str]:
        """Return a file name for each part: tianfu-leaf-01a.cfg."""
        return {f"{self.device}.{part}": text for part, text in self.parts.items()}
