"""One vector of resource classes for everything that is counted: what hosts give, and what a flavor takes of them.

Classes and units are those of OpenStack's Placement: VCPU and PCPU in processors, MEMORY_MB in MiB, DISK_GB in GiB, and
whatever else an extra spec names (VGPU, CUSTOM_BAREMETAL).
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from inventory.model.pools import Flavor, Pool
from inventory.model.sites import DeviceType

VCPU, PCPU, MEMORY_MB, DISK_GB = "VCPU", "PCPU", "MEMORY_MB", "DISK_GB"
RESOURCES = (VCPU, MEMORY_MB, DISK_GB)
"""The resource classes that every host has by its device type."""

Amounts = Mapping[str, int]
"""Resource class → amount, in Placement's units; a class that is not in it is not there."""

_REQUESTED = re.compile(r"resources[a-zA-Z0-9_-]{0,64}:(?P<resource_class>[A-Z0-9_]+)")
"""Extra specs that replace or add what the flavor takes of a class; the same class of several groups adds up."""
_RANGE = re.compile(r"(?P<without>\^?)(?P<first>\d+)(-(?P<last>\d+))?")


def needs(flavor: Flavor) -> dict[str, int]:
    """Map each resource class to what one instance takes of it, as Nova asks Placement for it; zeros are left out.

    Source: Nova, "Extra Specs" (docs.openstack.org/nova/latest/configuration/extra-specs.html) and "CPU topologies".
    `hw:cpu_policy` decides which processors are dedicated: all, or with `mixed` those of `hw:cpu_dedicated_mask`.
    `hw:emulator_threads_policy: isolate` takes one more dedicated processor. `hw:mem_encryption` takes an encryption
    context. `hw:mem_page_size` asks for pages of a size out of the same MEMORY_MB: Placement has no class for them, so
    the amount stays; whether a host has such pages free is known to its Nova alone.
    """
    wanted = _processors(flavor) | {MEMORY_MB: flavor.memory_mebibytes, DISK_GB: flavor.disk_gibibytes}
    if flavor.extra_specs.get("hw:mem_encryption", "").lower() in {"true", "1", "yes", "on"}:
        wanted["MEM_ENCRYPTION_CONTEXT"] = 1
    requested: Counter[str] = Counter()
    for key, value in flavor.extra_specs.items():
        match = _REQUESTED.fullmatch(key)
        if match is not None and value.isdecimal():
            requested[match["resource_class"]] += int(value)
    return {name: amount for name, amount in (wanted | dict(requested)).items() if amount > 0}


def _processors(flavor: Flavor) -> dict[str, int]:
    specs = flavor.extra_specs
    policy = specs.get("hw:cpu_policy", "shared")
    if policy == "dedicated":
        emulator = 1 if specs.get("hw:emulator_threads_policy") == "isolate" else 0
        return {PCPU: flavor.vcpus + emulator}
    if policy == "mixed":
        mask = specs.get("hw:cpu_dedicated_mask") or specs.get("hw:cpu_realtime_mask", "")
        dedicated = len(_chosen(mask, flavor.vcpus))
        emulator = 1 if dedicated and specs.get("hw:emulator_threads_policy") == "isolate" else 0
        return {VCPU: flavor.vcpus - dedicated, PCPU: dedicated + emulator}
    return {VCPU: flavor.vcpus}


def _chosen(mask: str, vcpus: int) -> set[int]:
    """Read a mask such as 2-7,^5 over the processors 0 to vcpus - 1; one that only leaves out begins with all."""
    ranges = [match for part in mask.split(",") if (match := _RANGE.fullmatch(part.strip())) is not None]
    every = set(range(vcpus))
    found = set(every) if ranges and all(match["without"] for match in ranges) else set()
    for match in sorted(ranges, key=lambda match: bool(match["without"])):
        numbers = set(range(int(match["first"]), int(match["last"] or match["first"]) + 1))
        found = found - numbers if match["without"] else found | numbers & every
    return found


def built_in(kind: DeviceType) -> dict[str, int]:
    """Return what a server has by its device type; a single instance may take no more than that."""
    return {VCPU: kind.vcpus, MEMORY_MB: kind.memory_mebibytes, DISK_GB: kind.disk_gibibytes}


def ratios_of(pool: Pool) -> dict[str, float]:
    """Map each resource class to how often the pool may give it out."""
    return {VCPU: pool.cpu_ratio, MEMORY_MB: pool.memory_ratio, DISK_GB: pool.disk_ratio}


def given_out(kind: DeviceType, pool: Pool | None) -> dict[str, int]:
    """Return what a server can give out in a pool, by its device type and the pool's ratios."""
    own = built_in(kind)
    return own if pool is None else {name: int(own[name] * ratio) for name, ratio in ratios_of(pool).items()}


def summed(several: Iterable[Amounts], classes: Iterable[str] = ()) -> dict[str, int]:
    """Add amounts by resource class; `classes` are there in any case."""
    total = dict.fromkeys(classes, 0)
    for amounts in several:
        for name, amount in amounts.items():
            total[name] = total.get(name, 0) + amount
    return total


def times(count: int, amounts: Amounts) -> dict[str, int]:
    """Multiply amounts."""
    return {name: count * amount for name, amount in amounts.items()}


def fits(need: Amounts, free: Amounts, largest: Amounts) -> bool:
    """Return whether one instance fits into what is free on a host; `largest` bounds a single instance."""
    return all(amount <= free.get(name, 0) and amount <= largest.get(name, amount) for name, amount in need.items())
