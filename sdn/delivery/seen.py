"""What a look at a device gives before anything is planned."""

from collections.abc import Callable
from dataclasses import dataclass

from sdn.configuration import Tree
from sdn.delivery.transport import DeviceRejected


@dataclass(frozen=True, slots=True)
class Seen:
    """The running configuration, the name of the commit that may still take it back, and what a restart brings."""

    configuration: Tree
    waiting: str | None
    saved: Tree | DeviceRejected
    """What the device would start with, or why it does not say so."""


def or_refusal(read: Callable[[], Tree]) -> Tree | DeviceRejected:
    """Read what matters only if the rest is as it should be: a refusal is kept until then."""
    try:
        return read()
    except DeviceRejected as rejection:
        return rejection
