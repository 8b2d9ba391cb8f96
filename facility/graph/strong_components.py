"""Strongly connected components, by Tarjan's algorithm, without recursion."""

from collections.abc import Iterator, Sequence


def strong_components(edges: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Yield the strongly connected components of a graph of nodes 0…n−1, each after those that its edges lead to.

    R. Tarjan, *Depth-First Search and Linear Graph Algorithms*, 1972.
    """
    seen = [0] * len(edges)
    low = [0] * len(edges)
    pending: list[int] = []
    is_pending = [False] * len(edges)
    count = 0
    for start in range(len(edges)):
        if seen[start]:
            continue
        path = [(start, iter(edges[start]))]
        count += 1
        seen[start] = low[start] = count
        pending.append(start)
        is_pending[start] = True
        while path:
            node, targets = path[-1]
            target = next((one for one in targets if not seen[one] or is_pending[one]), None)
            if target is None:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[node])
                if low[node] == seen[node]:
                    yield _popped(node, pending, is_pending)
            elif seen[target]:
                low[node] = min(low[node], seen[target])
            else:
                count += 1
                seen[target] = low[target] = count
                pending.append(target)
                is_pending[target] = True
                path.append((target, iter(edges[target])))


def _popped(root: int, pending: list[int], is_pending: list[bool]) -> list[int]:
    found = []
    while True:
        node = pending.pop()
        is_pending[node] = False
        found.append(node)
        if node == root:
            return found
