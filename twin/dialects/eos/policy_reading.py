"""What prefix lists, lists of route targets and route maps mean."""

import re
from ipaddress import IPv4Network

from twin.dialects.eos.tree import ConfigSection
from twin.routing_policy import DENIED, PASSES, PolicyVerdict, PrefixRule, RouteMapRule, TargetRule

_PREFIX_LINE = re.compile(r"(permit|deny) (\S+)(?: eq (\d+))?(?: ge (\d+))?(?: le (\d+))?")

ORIGINS = {"igp": 0, "egp": 1, "incomplete": 2}


def prefix_list(section: ConfigSection) -> tuple[PrefixRule, ...]:
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


def route_maps(running: ConfigSection) -> dict[str, tuple[RouteMapRule, ...]]:
    """Return every route map with its entries, lowest sequence number first."""
    maps: dict[str, list[RouteMapRule]] = {}
    for line, section in running.sections("route-map"):
        name, action, sequence = line.split()
        listed = section.value("match ip address prefix-list")
        maps.setdefault(name, []).append(
            RouteMapRule(
                int(sequence),
                _verdict(section) if action == "permit" else DENIED,
                listed,
                section.value("match extcommunity"),
            )
        )
    return {name: tuple(sorted(rules, key=lambda rule: rule.sequence)) for name, rules in maps.items()}


def _verdict(section: ConfigSection) -> PolicyVerdict:
    numbers = (section.value(f"set {name}") for name in ("local-preference", "metric", "weight"))
    preference, metric, weight = (int(number) if number else None for number in numbers)
    origin = section.value("set origin")
    prepended = tuple((section.value("set as-path prepend") or "").split())
    found = PolicyVerdict(
        local_preference=preference,
        metric=metric,
        weight=weight,
        origin=ORIGINS[origin] if origin else None,
        prepended=prepended,
    )
    return PASSES if found == PASSES else found


def target_lists(running: ConfigSection) -> dict[str, tuple[TargetRule, ...]]:
    """Return every list of route targets, in the order in which it is shown."""
    lists: dict[str, list[TargetRule]] = {}
    for entry in running.ordered():
        if entry.line.startswith("ip extcommunity-list "):
            name, action, _, target = entry.line.split()[2:]
            lists.setdefault(name, []).append(TargetRule(action == "permit", target))
    return {name: tuple(rules) for name, rules in lists.items()}
