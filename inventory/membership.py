"""Which servers belong to which pool."""

from fnmatch import fnmatchcase

from inventory.model.estate import Estate
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


def pools_of(estate: Estate) -> dict[str, tuple[str, ...]]:
    """Map each compute server's name to the pools that select it; a sound estate has exactly one each."""
    by_zone: dict[str, list[Pool]] = {}
    for pool in estate.pools.values():
        by_zone.setdefault(pool.zone, []).append(pool)
    # Servers of one rack are mostly alike: each kind is asked once.
    alike: dict[tuple[str, str, str, frozenset[str]], tuple[str, ...]] = {}
    found: dict[str, tuple[str, ...]] = {}
    for server in estate.servers.values():
        if server.role is not ServerRole.COMPUTE:
            continue
        kind = (server.zone, server.site, server.mount.rack, server.labels)
        pools = alike.get(kind)
        if pools is None:
            pools = tuple(pool.name for pool in by_zone.get(server.zone, ()) if selects(pool, server))
            alike[kind] = pools
        found[server.name] = pools
    return found


def members(estate: Estate) -> dict[str, tuple[Server, ...]]:
    """Map each pool's name to its servers, in the order of the estate."""
    found: dict[str, list[Server]] = {name: [] for name in estate.pools}
    for server, pools in pools_of(estate).items():
        for pool in pools:
            found[pool].append(estate.servers[server])
    return {pool: tuple(servers) for pool, servers in found.items()}
