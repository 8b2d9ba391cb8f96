"""What cannot be said for certain, because a line on the way was not understood."""

from twin.convergence.connected import Place
from twin.convergence.derivations import Derivations
from twin.convergence.given import view_of
from twin.convergence.multihop import graph_of
from twin.device_view import DEFAULT_VRF


def unclear_lines(derivations: Derivations, device: str) -> tuple[str, ...]:
    """Return the lines of a switch that could change its links or routes in a way that is not computed."""
    view = view_of(derivations, device)
    return tuple(f"{device}: {line}" for line in (*view.not_understood, *view.not_modelled))


def unknown_because(derivations: Derivations, place: Place) -> tuple[str, ...]:
    """Return the unclear lines of a switch and of all switches that it exchanges routes with, also over others."""
    around = {place[0]}
    for family, start in (("ipv4", place), ("ipv4", (place[0], DEFAULT_VRF)), ("evpn", (place[0], DEFAULT_VRF))):
        graph = derivations.derive(graph_of, (family, start))
        around |= {device for device, _ in graph.places} if graph else set()
    return tuple(line for device in sorted(around) for line in derivations.derive(unclear_lines, device))
