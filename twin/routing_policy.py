"""Routing policy as typed values: prefix lists and route maps."""

from collections.abc import Mapping
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


@dataclass(frozen=True, slots=True)
class FilterView:
    """The filters of one switch."""

    prefix_lists: Mapping[str, tuple[PrefixRule, ...]]
    target_lists: Mapping[str, tuple[TargetRule, ...]]
    route_maps: Mapping[str, tuple[RouteMapRule, ...]]

    def verdict(self, route_map: str | None, network: IPv4Network | None, targets: frozenset[str]) -> PolicyVerdict:
        """Return what a route map makes of a route; one that does not exist lets nothing through."""
        if route_map is None:
            return PASSES
        for rule in self.route_maps.get(route_map, ()):
            if self._matches(rule, network, targets):
                return rule.verdict
        return DENIED

    def _matches(self, rule: RouteMapRule, network: IPv4Network | None, targets: frozenset[str]) -> bool:
        if rule.prefix_list is not None and (network is None or not self._listed(rule.prefix_list, network)):
            return False
        return rule.target_list is None or self._has_listed(rule.target_list, targets)

    def _has_listed(self, target_list: str, targets: frozenset[str]) -> bool:
        for rule in self.target_lists.get(target_list, ()):
            if rule.target in targets:
                return rule.permits
        return False

    def _listed(self, prefix_list: str, network: IPv4Network) -> bool:
        for rule in self.prefix_lists.get(prefix_list, ()):
            if rule.matches(network):
                return rule.permits
        return False
