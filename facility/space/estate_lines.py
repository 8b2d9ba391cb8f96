"""Servers as lines of an estate: as few entries as their names, positions and ports allow."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from inventory.model.estate import Estate
from inventory.model.sites import Server

DEFAULT_CORDS = ("a", "b")


def estate_lines(estate: Estate, servers: Sequence[Server]) -> str:
    """Write servers as the section `servers` of an estate's file, in YAML."""
    in_rack: dict[str, list[Server]] = {}
    for server in servers:
        in_rack.setdefault(server.mount.rack, []).append(server)
    sites_of: dict[tuple[str, ...], list[str]] = {}
    for found in in_rack.values():
        for group in _even(sorted(found, key=lambda server: server.mount.position)):
            sites_of.setdefault(tuple(_entry(estate, group)), []).append(group[0].site)
    lines = ["servers:"]
    for entry, sites in sites_of.items():
        # What is alike at several sites is written once.
        lines += [f"  - sites: {_one_or_many(sites)}", *entry]
    return "\n".join(lines) + "\n"


def _even(servers: Sequence[Server]) -> Iterator[list[Server]]:
    """Split into groups whose positions go up by equal steps, as a pattern of positions can say it."""
    group: list[Server] = []
    for server in servers:
        steps = {two.mount.position - one.mount.position for one, two in pairwise([*group, server])}
        if len(steps) > 1 or (group and group[0].mount.cords != server.mount.cords):
            yield group
            group = []
        group.append(server)
    if group:
        yield group


def _entry(estate: Estate, group: Sequence[Server]) -> Iterator[str]:
    first = group[0]
    rack = estate.racks[first.mount.rack]
    names = [server.name.removeprefix(f"{rack.site}-{rack.name}-") for server in group]
    yield f"    racks: {rack.name}"
    yield f"    names: {_one_or_many(_ranges(names))}"
    yield f"    positions: {_positions([server.mount.position for server in group])}"
    yield f"    type: {first.type}"
    yield f"    zone: {first.zone}"
    if first.labels:
        yield f"    labels: [{', '.join(sorted(first.labels))}]"
    if first.mount.cords != DEFAULT_CORDS:
        yield f"    cords: [{', '.join(first.mount.cords)}]"
    yield f"    nics: {_mapping({nic.name: nic.switch.removeprefix(f'{rack.site}-') for nic in first.nics})}"
    yield f"    ports: {_one_or_many(_ranges([server.nics[0].port for server in group]))}"


def _positions(positions: Sequence[int]) -> str:
    step = positions[1] - positions[0] if len(positions) > 1 else 0
    return f"{positions[0]}+{step}" if step else str(positions[0])


def _mapping(values: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in values.items()) + "}"


def _one_or_many(patterns: Sequence[str]) -> str:
    quoted = [f'"{pattern}"' if "[" in pattern else pattern for pattern in patterns]
    return quoted[0] if len(quoted) == 1 else f"[{', '.join(quoted)}]"


def _ranges(names: Sequence[str]) -> list[str]:
    """Write names in their order by range: s05, s06, s07, x1 → s[05-07], x1."""
    runs: list[list[str]] = []
    for name in names:
        if runs and _follows(runs[-1][-1], name):
            runs[-1].append(name)
        else:
            runs.append([name])
    return [run[0] if len(run) == 1 else f"{_stem(run[0])}[{_number(run[0])}-{_number(run[-1])}]" for run in runs]


def _follows(before: str, name: str) -> bool:
    first, second = _number(before), _number(name)
    if not first or not second or _stem(before) != _stem(name):
        return False
    return int(second) == int(first) + 1 and str(int(second)).zfill(len(first)) == second


def _number(name: str) -> str:
    found = re.search(r"\d+$", name)
    return found[0] if found else ""


def _stem(name: str) -> str:
    return name.removesuffix(_number(name))
