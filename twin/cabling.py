"""What is plugged into what: cables between switches, and servers on ports."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class InterfaceId:
    """An interface of a switch, or a card of a server."""

    device: str
    name: str


@dataclass(frozen=True, slots=True)
class InterfacePair:
    """Two ports of switches, joined."""

    a: InterfaceId
    b: InterfaceId


@dataclass(frozen=True, slots=True)
class AttachedServer:
    """A server: its name, and for each of its cards the switch port that it is plugged into."""

    name: str
    nics: tuple[tuple[str, InterfaceId], ...]
