"""Routing policy as typed values: prefix lists and route maps."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Network

from lab.eos.tree import Section

_PREFIX_LINE = re.compile(r"(permit|deny) (\S+)(?: eq (\d+))?(?: ge (\d+))?(?: le (\d+))?")


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
class RouteMapRule:
    """One entry of a route map, with the lists that it matches on, if any."""

    sequence: int
    permits: bool
    prefix_list: str | None
    target_list: str | None


@dataclass(frozen=True, slots=True)
class TargetRule:
    """One line of a list of route targets (`ip extcommunity-list`)."""

    permits: bool
    target: str


def prefix_list(section: Section) -> tuple[PrefixRule, ...]:
    """Return the lines of a prefix list, lowest sequence number first."""
    rules = []
    for line in section.lines("seq"):
        number, _, rest = line.partition(" ")
        found = _PREFIX_LINE.fullmatch(rest)
        if found:
            network = IPv4Network(found[2])
            equal, at_least, at_most = (int(text) if text else None for text in found.groups()[2:])
            low = equal or at_least or network.prefixlen
            high = equal or at_most or (32 if at_least else network.prefixlen)
            rules.append(PrefixRule(int(number), found[1] == "permit", network, low, high))
    return tuple(sorted(rules, key=lambda rule: rule.sequence))


def route_maps(running: Section) -> dict[str, tuple[RouteMapRule, ...]]:
    """Return every route map with its entries, lowest sequence number first."""
    maps: dict[str, list[RouteMapRule]] = {}
    for line, section in running.sections("route-map"):
        name, action, sequence = line.split()
        listed = section.value("match ip address prefix-list")
        maps.setdefault(name, []).append(
            RouteMapRule(int(sequence), action == "permit", listed, section.value("match extcommunity"))
        )
    return {name: tuple(sorted(rules, key=lambda rule: rule.sequence)) for name, rules in maps.items()}


def target_lists(running: Section) -> dict[str, tuple[TargetRule, ...]]:
    """Return every list of route targets, in the order in which it is shown."""
    lists: dict[str, list[TargetRule]] = {}
    for entry in running.ordered():
        if entry.line.startswith("ip extcommunity-list "):
            name, action, _, target = entry.line.split()[2:]
            lists.setdefault(name, []).append(TargetRule(action == "permit", target))
    return {name: tuple(rules) for name, rules in lists.items()}
