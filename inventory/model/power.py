"""The power chain of a site: what feeds what."""

from dataclasses import dataclass
from enum import StrEnum

from inventory.model.origin import Origin


class PowerKind(StrEnum):
    """The kinds of components in a power chain, from the grid to the rack."""

    UTILITY = "utility"
    TRANSFORMER = "transformer"
    GENERATOR = "generator"
    TRANSFER_SWITCH = "transfer-switch"
    UPS = "ups"
    PANEL = "panel"
    BUSWAY = "busway"
    PDU = "pdu"
    STATIC_TRANSFER_SWITCH = "static-transfer-switch"


@dataclass(frozen=True, slots=True)
class PowerComponent:
    """One component of a power chain; it is fed by any one of `fed_by`."""

    site: str
    name: str
    kind: PowerKind
    fed_by: tuple[str, ...]
    rating_watts: int
    room: str | None
    origin: Origin

    @property
    def key(self) -> str:
        """The name that is unique in the estate: tianfu/pdu-a3."""
        return f"{self.site}/{self.name}"
