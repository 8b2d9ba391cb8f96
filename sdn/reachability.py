"""Who hears whom over BGP: routes go from session to session, and no AS hears a route that it has passed on already."""

from collections import deque
from collections.abc import Collection, Iterable, Mapping

Session = tuple[str, str]


def reached(
    origins: Iterable[str], sessions: Iterable[Session], asns: Mapping[str, int], lenient: Collection[str] = ()
) -> dict[str, frozenset[str]]:
    """Return, for each origin, the devices that hear of it, itself included.

    `asns` holds each device's ASN; a path that holds it already is dropped (RFC 4271, 9.1.2), unless the device is one
    of the `lenient`, which take their own ASN once.
    """
    peers: dict[str, list[str]] = {}
    for a, b in sessions:
        peers.setdefault(a, []).append(b)
        peers.setdefault(b, []).append(a)
    return {origin: _hearing(origin, peers, asns, frozenset(lenient)) for origin in origins}


def _hearing(
    origin: str, peers: Mapping[str, list[str]], asns: Mapping[str, int], lenient: frozenset[str]
) -> frozenset[str]:
    """Follow the routes of one origin, shortest paths first; a path that passes all ASNs of another tells no more."""
    paths: dict[str, list[frozenset[int]]] = {origin: [frozenset()]}
    waiting = deque([(origin, frozenset[int]())])
    while waiting:
        device, path = waiting.popleft()
        for peer in peers.get(device, ()):
            # Between two of one AS the path stays as it is; it is written when a route leaves the AS.
            inside = asns[peer] == asns[device]
            passed = path if inside else path | {asns[device]}
            if not inside and asns[peer] in passed and peer not in lenient:
                continue
            known = paths.setdefault(peer, [])
            if not any(other <= passed for other in known):
                known.append(passed)
                waiting.append((peer, passed))
    return frozenset(paths)
