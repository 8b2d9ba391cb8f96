"""What the clouds can give and what is taken at one moment, read in few calls and kept by generation."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from provisioning.cloud_errors import CloudRefused, CloudUnavailable
from provisioning.usage import Balance, HostAggregate, Hypervisor, Inventory, Provider

BULK_CLASSES = ("VCPU", "MEMORY_MB", "DISK_GB")
"""One call for each gives every provider that still has room in it."""
HTTP_NOT_FOUND = 404
"""A provider that was deleted between listing it and looking at it."""
BULK_SHARE = 0.1
"""From this share of changed providers on, the bulk calls are cheaper than two calls for each."""


class UsageSource(Protocol):
    """What is needed of a cloud to know its capacity; every method raises CloudUnavailable or CloudRefused."""

    @property
    def cloud(self) -> str:
        """The name of the cloud."""

    @property
    def region(self) -> str:
        """The region of the cloud; empty as long as it is not known."""

    @property
    def requests(self) -> int:
        """How many requests have been made so far."""

    def resource_providers(self) -> tuple[Provider, ...]:
        """List every provider with its generation."""

    def allocation_candidates(self, resources: Mapping[str, int]) -> Mapping[str, Mapping[str, Balance]]:
        """Map the UUIDs of the providers with room for these resources to all that they give."""

    def inventories(self, provider: str) -> Mapping[str, Inventory]:
        """Read one provider's inventory by resource class."""

    def usages(self, provider: str) -> Mapping[str, int]:
        """Read what is taken of one provider by resource class."""

    def hypervisors(self) -> tuple[Hypervisor, ...]:
        """List every compute host with the state of its service."""

    def aggregates(self) -> tuple[HostAggregate, ...]:
        """List every host aggregate."""


@dataclass(frozen=True, slots=True)
class ProviderReading:
    """What is known of one provider at its generation."""

    provider: Provider
    balances: Mapping[str, Balance]
    inventories: Mapping[str, Inventory] | None = None
    """None as long as it has not been read: totals, reserved amounts and ratios are then unknown."""
    inventories_current: bool = False
    """Whether the inventory was read at this generation; it seldom changes when the use does."""


@dataclass(frozen=True, slots=True)
class CollectorStatus:
    """How the last reading of one source went."""

    collector: str
    success: bool
    seconds: float
    last_success: float | None
    """Unix time; None: never."""
    requests: int = 0
    """Requests made since the start, not only by the last reading."""
    message: str = ""
    """What went wrong; empty when it went well."""


@dataclass(frozen=True, slots=True)
class HostReading:
    """What one compute host can give and has given, summed over its tree of providers."""

    name: str
    balances: Mapping[str, Balance]
    inventories: Mapping[str, Inventory] | None
    hypervisor: Hypervisor | None
    """None: Nova could not be read or does not know the host."""
    aggregates: tuple[HostAggregate, ...] | None
    """None: Nova could not be read."""

    @property
    def availability_zone(self) -> str | None:
        """The zone that an aggregate puts the host into; None when unknown or in none."""
        return next((item.availability_zone for item in self.aggregates or () if item.availability_zone), None)


@dataclass(frozen=True, slots=True)
class CloudSnapshot:
    """The cloud of one site at one moment; what the last reading could not renew is kept with its age."""

    site: str
    cloud: str
    region: str = ""
    time: float | None = None
    """Unix time of the last complete reading of Placement; None: never, so capacity and use are unknown."""
    readings: Mapping[str, ProviderReading] = field(default_factory=dict)
    """By provider UUID."""
    hypervisors: Mapping[str, Hypervisor] | None = None
    """By name; None: never read."""
    aggregates: tuple[HostAggregate, ...] | None = None
    truncated: bool = False
    """Whether the cloud cut the list of candidates short, so that hosts had to be read one by one."""
    collectors: tuple[CollectorStatus, ...] = ()

    @property
    def known(self) -> bool:
        """Whether capacity and use have ever been read."""
        return self.time is not None

    def hosts(self) -> dict[str, HostReading]:
        """Join the providers with Nova's view of them, by host name."""
        trees: dict[str, list[ProviderReading]] = {}
        for reading in self.readings.values():
            trees.setdefault(reading.provider.root, []).append(reading)
        zones = _aggregates_by_host(self.aggregates)
        found = {}
        for root, tree in trees.items():
            top = self.readings.get(root)
            if top is not None:
                name = top.provider.name
                found[name] = self._host(name, tree, zones)
        return found

    def _host(
        self, name: str, tree: list[ProviderReading], zones: Mapping[str, tuple[HostAggregate, ...]] | None
    ) -> HostReading:
        hypervisor = None if self.hypervisors is None else self.hypervisors.get(name)
        service_host = name if hypervisor is None else hypervisor.service_host
        return HostReading(
            name=name,
            balances=_summed(reading.balances for reading in tree),
            inventories=_merged(tree),
            hypervisor=hypervisor,
            aggregates=None if zones is None else zones.get(service_host, ()),
        )


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Every cloud of the estate at one moment."""

    clouds: Mapping[str, CloudSnapshot] = field(default_factory=dict)
    """By site."""

    def collectors(self) -> tuple[tuple[CloudSnapshot, CollectorStatus], ...]:
        """List how every reading went, with the cloud that it read."""
        return tuple((cloud, status) for cloud in self.clouds.values() for status in cloud.collectors)


def read_cloud(
    source: UsageSource,
    previous: CloudSnapshot,
    inventory_reads: int = 0,
    clock: Callable[[], float] = time.time,
) -> CloudSnapshot:
    """Read a cloud anew, looking only at what changed since `previous`; never raises for what the cloud does.

    A steady reading makes one call for the list of providers, two for each changed one and two for
    Nova. `inventory_reads` more calls at most complete inventories that the bulk calls left out.
    """
    current = _collect(previous, "placement", source, clock, lambda: _placement(source, previous, inventory_reads))
    current = _collect(current, "compute", source, clock, lambda: _compute(source))
    return replace(current, region=source.region or previous.region)


def _collect(
    previous: CloudSnapshot,
    collector: str,
    source: UsageSource,
    clock: Callable[[], float],
    read: Callable[[], Callable[[CloudSnapshot, float], CloudSnapshot]],
) -> CloudSnapshot:
    earlier = next((status for status in previous.collectors if status.collector == collector), None)
    others = tuple(status for status in previous.collectors if status.collector != collector)
    begun, requests = clock(), source.requests
    message = ""
    try:
        current = read()(previous, begun)
    except (CloudUnavailable, CloudRefused) as error:
        current, message = previous, str(error)
    status = CollectorStatus(
        collector=collector,
        success=not message,
        seconds=max(0.0, clock() - begun),
        last_success=(earlier.last_success if earlier else None) if message else begun,
        requests=(earlier.requests if earlier else 0) + source.requests - requests,
        message=message,
    )
    return replace(current, collectors=(*others, status))


def _compute(source: UsageSource) -> Callable[[CloudSnapshot, float], CloudSnapshot]:
    hypervisors = {item.name: item for item in source.hypervisors()}
    aggregates = source.aggregates()
    return lambda previous, _: replace(previous, hypervisors=hypervisors, aggregates=aggregates)


def _placement(
    source: UsageSource, previous: CloudSnapshot, inventory_reads: int
) -> Callable[[CloudSnapshot, float], CloudSnapshot]:
    # The list comes first: what is read after it can only be newer than its generation, and the next
    # list then shows a higher one. The other way round a change in between would stay hidden.
    providers = source.resource_providers()
    readings = {
        provider.uuid: previous.readings[provider.uuid]
        for provider in providers
        if provider.uuid in previous.readings
        and previous.readings[provider.uuid].provider.generation == provider.generation
    }
    missing = {provider.uuid: provider for provider in providers if provider.uuid not in readings}
    bulk = _worth_bulk(len(missing), len(providers)) and not previous.truncated
    if bulk:
        readings |= _in_bulk(source, missing, previous.readings)
    truncated = previous.truncated
    for uuid, provider in missing.items():
        if uuid not in readings:
            reading = _in_detail(source, provider)
            if reading is not None:
                readings[uuid] = reading
                truncated = truncated or (bulk and _has_room(reading))
    _complete(source, readings, inventory_reads)
    ordered = {provider.uuid: readings[provider.uuid] for provider in providers if provider.uuid in readings}
    return lambda current, begun: replace(current, time=begun, readings=ordered, truncated=truncated)


def _worth_bulk(changed: int, providers: int) -> bool:
    return 2 * changed > len(BULK_CLASSES) and changed > providers * BULK_SHARE


def _in_bulk(
    source: UsageSource, missing: Mapping[str, Provider], kept: Mapping[str, ProviderReading]
) -> dict[str, ProviderReading]:
    found: dict[str, ProviderReading] = {}
    for resource_class in BULK_CLASSES:
        for uuid, balances in source.allocation_candidates({resource_class: 1}).items():
            if uuid in missing and uuid not in found:
                found[uuid] = ProviderReading(missing[uuid], balances, _still_fitting(kept.get(uuid), balances))
        if len(found) == len(missing):
            break
    return found


def _still_fitting(kept: ProviderReading | None, balances: Mapping[str, Balance]) -> Mapping[str, Inventory] | None:
    if kept is None or kept.inventories is None:
        return None
    capacities = {resource_class: item.capacity for resource_class, item in kept.inventories.items()}
    same = capacities == {resource_class: item.capacity for resource_class, item in balances.items()}
    return kept.inventories if same else None


def _in_detail(source: UsageSource, provider: Provider) -> ProviderReading | None:
    try:
        inventories = source.inventories(provider.uuid)
        used = source.usages(provider.uuid)
    except CloudRefused as error:
        if error.status == HTTP_NOT_FOUND:
            return None
        raise
    balances = {name: Balance(item.capacity, used.get(name, 0)) for name, item in inventories.items()}
    return ProviderReading(provider, balances, inventories, inventories_current=True)


def _has_room(reading: ProviderReading) -> bool:
    room = {name: item.capacity - item.used for name, item in reading.balances.items()}
    return any(room.get(name, 0) >= 1 for name in BULK_CLASSES)


def _complete(source: UsageSource, readings: dict[str, ProviderReading], inventory_reads: int) -> None:
    wanting = sorted(
        (reading for reading in readings.values() if not reading.inventories_current and reading.balances),
        key=lambda reading: reading.inventories is not None,
    )
    for reading in wanting[:inventory_reads]:
        try:
            inventories = source.inventories(reading.provider.uuid)
        except CloudRefused as error:
            if error.status != HTTP_NOT_FOUND:
                raise
            del readings[reading.provider.uuid]
            continue
        readings[reading.provider.uuid] = replace(reading, inventories=inventories, inventories_current=True)


def _summed(several: Iterable[Mapping[str, Balance]]) -> dict[str, Balance]:
    total: dict[str, Balance] = {}
    for balances in several:
        for name, item in balances.items():
            before = total.get(name, Balance(0, 0))
            total[name] = Balance(before.capacity + item.capacity, before.used + item.used)
    return total


def _merged(tree: list[ProviderReading]) -> dict[str, Inventory] | None:
    merged: dict[str, Inventory] = {}
    for reading in tree:
        if reading.inventories is None:
            return None
        for name, item in reading.inventories.items():
            before = merged.get(name)
            merged[name] = item if before is None else _joined(before, item)
    return merged


def _joined(one: Inventory, other: Inventory) -> Inventory:
    total, reserved = one.total + other.total, one.reserved + other.reserved
    available = total - reserved
    ratio = (one.capacity + other.capacity) / available if available else one.allocation_ratio
    return Inventory(total, reserved, ratio, max(one.max_unit, other.max_unit))


def _aggregates_by_host(aggregates: tuple[HostAggregate, ...] | None) -> dict[str, tuple[HostAggregate, ...]] | None:
    if aggregates is None:
        return None
    found: dict[str, list[HostAggregate]] = {}
    for aggregate in aggregates:
        for host in aggregate.hosts:
            found.setdefault(host, []).append(aggregate)
    return {host: tuple(items) for host, items in found.items()}
