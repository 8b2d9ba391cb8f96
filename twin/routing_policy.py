"""Routing policy as typed values: prefix lists and route maps."""

from dataclasses import dataclass
from ipaddress import IPv4Network


@dataclass(frozen=True, slots=True)
class PrefixRule:
    """One line of a prefix list."""

    sequence: int
    permits: bool
    network: IPv4Network
    shortest: int
    longest: int

    def matches(self, network: IPv4Network) -> bool:
        """Tell whether a prefix falls under this line."""
        return network.subnet_of(self.network) and self.shortest <= network.prefixlen <= self.longest


@dataclass(frozen=True, slots=True)
class PolicyVerdict:
    """What a filter makes of a route: whether it lets it through, and which attributes it sets (None: not)."""

    permits: bool = True
    local_preference: int | None = None
    metric: int | None = None
    weight: int | None = None
    origin: int | None = None
    prepended: tuple[str, ...] = ()


PASSES = PolicyVerdict()
"""Let through as it is."""
DENIED = PolicyVerdict(permits=False)
"""Not let through."""


@dataclass(frozen=True, slots=True)
class RouteMapRule:
    """One entry of a route map, with the lists that it matches on, if any, and what it decides."""

    sequence: int
    verdict: PolicyVerdict
    prefix_list: str | None
    target_list: str | None


@dataclass(frozen=True, slots=True)
class TargetRule:
    """One line of a list of route targets (`ip extcommunity-list`)."""

    permits: bool
    target: str
