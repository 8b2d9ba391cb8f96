"""Which servers belong to which pool."""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from inventory.model.blocks import ServerBlock
from inventory.model.pools import Pool
from inventory.model.sites import ServerRole


def selects(pool: Pool, block: ServerBlock) -> bool:
    """Return whether the pool takes these servers: compute, same zone, one of its sites and racks, all its labels."""
    if block.role is not ServerRole.COMPUTE or block.zone != pool.zone or block.site not in pool.sites:
        return False
    if not pool.hosts.labels <= block.labels:
        return False
    rack = block.mounted.rack
    name = rack.partition("/")[2]
    return any(fnmatchcase(rack if "/" in glob else name, glob) for glob in pool.hosts.racks)


def selecting(blocks: Iterable[ServerBlock], pools: Iterable[Pool]) -> Iterator[tuple[str, ...]]:
    """Name, for each block, the pools that select its servers."""
    listed = tuple(pools)
    # Blocks of one rack are mostly alike: each kind is asked once.
    alike: dict[tuple[str, str, ServerRole, frozenset[str]], tuple[str, ...]] = {}
    for block in blocks:
        kind = block.zone, block.mounted.rack, block.role, block.labels
        if kind not in alike:
            alike[kind] = tuple(pool.name for pool in listed if selects(pool, block))
        yield alike[kind]
