"""What everything is derived from: the switches' configurations, the cables between them, and what is pulled."""

from twin.cabling import InterfaceId
from twin.convergence.derivations import Derivations
from twin.device_view import DeviceView

Plugs = tuple[dict[str, InterfaceId], dict[str, tuple[str, str]], frozenset[str]]
"""Ports of a switch: those with a switch at the other end, those with a server's card, and those that have link from
something else."""


def view_of(derivations: Derivations, device: str) -> DeviceView:
    """Return what a switch's configuration means."""
    view: DeviceView = derivations.given(("view", device))
    return view


def devices(derivations: Derivations) -> tuple[str, ...]:
    """Return the names of all switches."""
    names: tuple[str, ...] = derivations.given("devices")
    return names


def plugs(derivations: Derivations, device: str) -> Plugs:
    """Return what is plugged into a switch."""
    found: Plugs = derivations.given(("plugs", device))
    return found
