"""Each compute host with what it can give, what is taken and whether it may be used: estate and snapshot joined."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from capacity.resources import RESOURCES, Amounts, built_in, given_out
from capacity.snapshot import CloudSnapshot, HostReading, Snapshot
from inventory.model.estate import Estate
from inventory.model.pools import Pool
from inventory.model.sites import Server, ServerRole, Site, SiteState
from provisioning.usage import Hypervisor, Inventory


class HostBasis(StrEnum):
    """Where the figures of a host come from."""

    DECLARED = "declared"
    """From the estate; nothing is reserved for the host itself, and use is unknown."""
    LIVE = "live"
    """From Placement."""


class HostState(StrEnum):
    """What a host may be used for at the moment."""

    ENABLED = "enabled"
    DISABLED = "disabled"
    DRAINING = "draining"
    DECOMMISSIONING = "decommissioning"
    POWERED_OFF = "powered_off"
    DOWN = "down"
    """Its compute service does not report."""
    ABSENT = "absent"
    """The estate has it and its cloud does not know it."""
    UNKNOWN = "unknown"
    """The cloud has not been read."""


REASONS = (HostState.DRAINING, HostState.DECOMMISSIONING, HostState.POWERED_OFF)
"""The states that a disabled compute service tells by the first word of its reason."""


@dataclass(frozen=True, slots=True)
class ComputeHost:
    """One compute server; amounts by resource class, in Placement's units."""

    name: str
    site: str
    room: str
    rack: str
    """Key of the rack: tianfu/a03."""
    feeds: tuple[str, ...] | None
    """Names of the power components that its cords depend on; None: not known."""
    pool: str | None
    state: HostState
    basis: HostBasis
    availability_zone: str
    capacity: Amounts
    """What it can give out, after reserved and ratio."""
    physical: Amounts
    """What it has, less what is reserved, before the ratio."""
    largest: Amounts
    """The most that a single instance may take."""
    used: Amounts | None
    """None: not known."""
    free: Amounts | None
    """What new instances can still take; nothing unless it is enabled, and None when that is not known."""
    unusable: Amounts | None
    """What is neither taken nor to be had, because it is not enabled; None when that is not known."""
    instances: int | None
    aggregates: tuple[str, ...]
    """Names of the host aggregates that it is in; empty when they have not been read, too."""
    inventories: Mapping[str, Inventory] | None


def hosts_of(estate: Estate, snapshot: Snapshot) -> tuple[ComputeHost, ...]:
    """Join the compute servers of all sites that exist and are not lost with what their clouds tell."""
    pools = estate.pools_of
    read = {site: cloud.hosts() for site, cloud in snapshot.clouds.items() if cloud.known}
    found = []
    for server in estate.servers.values():
        site = estate.sites[server.site]
        if server.role is not ServerRole.COMPUTE or site.state in {SiteState.LOST, SiteState.PLANNED}:
            continue
        pool = estate.pools[pools[server.name][0]] if pools.get(server.name) else None
        live = _reading_of(server.name, read.get(server.site))
        found.append(_host(estate, server, pool, snapshot.clouds.get(server.site), live))
    return tuple(found)


def _reading_of(name: str, readings: Mapping[str, HostReading] | None) -> HostReading | None:
    if readings is None:
        return None
    if name in readings:
        return readings[name]
    return next((item for full, item in readings.items() if full.partition(".")[0] == name), None)


def _host(
    estate: Estate, server: Server, pool: Pool | None, cloud: CloudSnapshot | None, live: HostReading | None
) -> ComputeHost:
    rack = estate.racks[server.mount.rack]
    kind = estate.device_types[server.type]
    known = cloud is not None and cloud.known
    inventories = None if live is None else live.inventories
    capacity = given_out(kind, pool)
    used: Amounts | None = dict.fromkeys(RESOURCES, 0) if known else None
    if live is not None:
        capacity = {name: balance.capacity for name, balance in live.balances.items()}
        used = {name: balance.used for name, balance in live.balances.items()}
    state = _state(estate.sites[server.site], cloud, live)
    left = None if used is None or state is HostState.UNKNOWN else _left(capacity, used)
    nothing = None if left is None else dict.fromkeys(left, 0)
    return ComputeHost(
        name=server.name,
        site=server.site,
        room=rack.room,
        rack=rack.key,
        feeds=_feeds(server, rack.feeds),
        pool=None if pool is None else pool.name,
        state=state,
        basis=HostBasis.DECLARED if live is None else HostBasis.LIVE,
        availability_zone=(live.availability_zone if live else None) or (pool.name if pool else ""),
        capacity=capacity,
        physical=_physical(built_in(kind), inventories),
        largest=built_in(kind) | {name: item.max_unit for name, item in (inventories or {}).items()},
        used=used,
        free=left if state is HostState.ENABLED else nothing,
        unusable=nothing if state is HostState.ENABLED else left,
        instances=live.hypervisor.running_instances if live and live.hypervisor else None,
        aggregates=tuple(sorted(item.name for item in (live.aggregates if live else None) or ())),
        inventories=inventories,
    )


def _left(capacity: Amounts, used: Amounts) -> dict[str, int]:
    return {name: max(0, amount - used.get(name, 0)) for name, amount in capacity.items()}


def _physical(totals: Amounts, inventories: Mapping[str, Inventory] | None) -> dict[str, int]:
    if inventories is None:
        return dict(totals)
    return {name: item.total - item.reserved for name, item in inventories.items()}


def _feeds(server: Server, feeds: Mapping[str, str]) -> tuple[str, ...] | None:
    names = tuple(feeds.get(side, "") for side in server.mount.cords)
    return names if names and all(names) else None


def _state(site: Site, cloud: CloudSnapshot | None, live: HostReading | None) -> HostState:
    if cloud is None or not cloud.known:
        return HostState.UNKNOWN
    if live is None:
        return HostState.ABSENT
    if site.state is SiteState.DRAINED:
        return HostState.DRAINING
    if cloud.hypervisors is None:
        return HostState.UNKNOWN
    return HostState.ABSENT if live.hypervisor is None else _service_state(live.hypervisor)


def _service_state(hypervisor: Hypervisor) -> HostState:
    if hypervisor.enabled:
        return HostState.ENABLED if hypervisor.alive else HostState.DOWN
    reason = hypervisor.disabled_reason.lower().replace(" ", "_").replace("-", "_")
    return next((state for state in REASONS if reason.startswith(state.value)), HostState.DISABLED)
