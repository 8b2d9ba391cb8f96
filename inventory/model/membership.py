"""Which servers belong to which pool."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from inventory.model.pools import Pool
from inventory.model.sites import Server, ServerRole


def selects(pool: Pool, server: Server) -> bool:
    """Say whether the pool takes this server: compute, same zone, one of its sites and racks, all its labels."""
    if server.role is not ServerRole.COMPUTE or server.zone != pool.zone or server.site not in pool.sites:
        return False
    if not pool.hosts.labels <= server.labels:
        return False
    rack = server.mount.rack
    name = rack.partition("/")[2]
    return any(fnmatchcase(rack if "/" in glob else name, glob) for glob in pool.hosts.racks)


def pools_of(servers: Iterable[Server], pools: Iterable[Pool]) -> dict[str, tuple[str, ...]]:
    """Map each compute server's name to the pools that select it."""
    listed = tuple(pools)
    # Servers of one rack are mostly alike: each kind is asked once.
    alike: dict[tuple[str, str, frozenset[str]], tuple[str, ...]] = {}
    found: dict[str, tuple[str, ...]] = {}
    for server in servers:
        if server.role is not ServerRole.COMPUTE:
            continue
        kind = server.zone, server.mount.rack, server.labels
        chosen = alike.get(kind)
        if chosen is None:
            chosen = tuple(pool.name for pool in listed if selects(pool, server))
            alike[kind] = chosen
        found[server.name] = chosen
    return found
