"""Paths of BGP and how the best one is chosen (RFC 4271 section 9.1, EOS user manual "BGP best path selection")."""

from collections.abc import Iterable
from ipaddress import IPv4Address
from typing import Literal, NamedTuple

PathKind = Literal["local", "external", "internal"]
_KIND_RANK: dict[PathKind, int] = {"local": 0, "external": 1, "internal": 2}


class BgpPath(NamedTuple):
    """One way to a destination: its attributes, and where it came from."""

    next_hop: IPv4Address | None
    """None: the switch itself."""
    as_path: tuple[str, ...]
    kind: PathKind
    local_preference: int = 100
    metric: int = 0
    weight: int = 0
    origin: int = 0
    """0: interior, 1: exterior, 2: incomplete; the lower the better."""
    extended: bool = True
    """Its route targets have survived the way."""
    imported: bool = False
    """It was taken over from EVPN into a VRF."""
    neighbor: IPv4Address | None = None
    """The session that it came over; None: it began here."""
    router_id: int = 0
    from_client: bool = False
    vni: int = 0
    """Of an imported path: the VNI that the other VRF is reached by."""


def preference(path: BgpPath) -> tuple[int, ...]:
    """Return what paths are compared by, the best one lowest: what differs first decides.

    Weight, local preference, path that began here, length of the AS path, origin, metric, external before internal,
    router ID, neighbour's address. Two things that devices also look at are left out: how old a path is, which no
    configuration says, and the interior cost of the next hop, which is the same everywhere without an IGP.
    """
    return (
        -path.weight,
        -path.local_preference,
        int(path.neighbor is not None or path.imported),
        len(path.as_path),
        path.origin,
        path.metric,
        _KIND_RANK[path.kind],
        path.router_id,
        int(path.neighbor) if path.neighbor else 0,
    )


_EQUAL_UNTIL = 7


def best_path(paths: Iterable[BgpPath]) -> BgpPath | None:
    """Return the best of several paths, None when there are none."""
    return min(paths, key=preference, default=None)


def equal_paths(paths: Iterable[BgpPath], most: int) -> tuple[BgpPath, ...]:
    """Return the best path and those that are used beside it: equal but for the last tie-breaks, at most so many."""
    ordered = sorted(paths, key=preference)
    if not ordered:
        return ()
    leading = preference(ordered[0])[:_EQUAL_UNTIL]
    return tuple(path for path in ordered if preference(path)[:_EQUAL_UNTIL] == leading)[: max(most, 1)]
