"""Layered drawing of what feeds what: columns from the sources to the ends, with few crossings."""

from collections.abc import Mapping, Sequence

SWEEPS = 4
"""How often the order in the columns is improved; more changes nothing that anybody sees."""


def columns(sources: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Put every node one column behind the last of its sources (Sugiyama, Tagawa and Toda 1981).

    Sources that are not nodes themselves are passed over; what feeds itself in a cycle is put where the cycle is met.
    """
    depth: dict[str, int] = {}
    for name in sources:
        _depth(name, sources, depth)
    _draw_near(sources, depth)
    found: list[list[str]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for name in sources:
        found[depth[name]].append(name)
    return _ordered(found, sources)


def _depth(name: str, sources: Mapping[str, Sequence[str]], depth: dict[str, int]) -> None:
    # A stack of our own: a chain may be longer than Python's.
    stack, entered = [name], set[str]()
    while stack:
        here = stack[-1]
        waiting = [one for one in sources[here] if one in sources and one not in depth and one not in entered]
        entered.add(here)
        if here not in depth and waiting:
            stack.extend(waiting)
            continue
        stack.pop()
        depth.setdefault(here, 1 + max((depth.get(one, -1) for one in sources[here] if one in sources), default=-1))


def _draw_near(sources: Mapping[str, Sequence[str]], depth: dict[str, int]) -> None:
    # What nothing comes before is put next to the first thing that it feeds, so that lines are short.
    fed: dict[str, list[str]] = {}
    for name, several in sources.items():
        for one in several:
            if one in depth:
                fed.setdefault(one, []).append(name)
    for name in sorted(depth, key=lambda one: -depth[one]):
        nearest = min((depth[one] for one in fed.get(name, ())), default=depth[name] + 1) - 1
        depth[name] = max(depth[name], nearest)


def _ordered(found: list[list[str]], sources: Mapping[str, Sequence[str]]) -> list[list[str]]:
    fed: dict[str, list[str]] = {name: [] for name in sources}
    for name, several in sources.items():
        for one in several:
            if one in fed:
                fed[one].append(name)
    place = {name: float(row) for column in found for row, name in enumerate(column)}
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        for column in found if forward else found[::-1]:
            near: Mapping[str, Sequence[str]] = sources if forward else fed
            column.sort(key=lambda name: _middle([place[one] for one in near[name] if one in place], place[name]))
            for row, name in enumerate(column):
                place[name] = float(row)
    return found


def _middle(places: list[float], otherwise: float) -> float:
    return sum(places) / len(places) if places else otherwise
