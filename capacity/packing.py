"""How many more instances of a flavor fit: counted host by host, because an instance cannot be split."""

from collections.abc import Iterable, Mapping

from capacity.hosts import DISK_GB, MEMORY_MB, VCPU, Host
from inventory.model.pools import Flavor

OVERRIDE = "resources:"
"""Extra specs with this prefix replace or add what the flavor takes of a resource class."""
DEDICATED_CPU = "PCPU"


def needs(flavor: Flavor) -> dict[str, int]:
    """Map each resource class to what one instance takes of it, as Nova asks Placement for it; zeros are left out."""
    cpu = DEDICATED_CPU if flavor.extra_specs.get("hw:cpu_policy") == "dedicated" else VCPU
    wanted = {cpu: flavor.vcpus, MEMORY_MB: flavor.memory_mebibytes, DISK_GB: flavor.disk_gibibytes}
    for key, value in flavor.extra_specs.items():
        if key.startswith(OVERRIDE) and value.isdecimal():
            wanted[key.removeprefix(OVERRIDE)] = int(value)
    return {name: amount for name, amount in wanted.items() if amount > 0}


def slots_in(free: Mapping[str, int], largest: Mapping[str, int], need: Mapping[str, int]) -> int:
    """Count how many instances fit into what is free on one host; `largest` bounds a single instance."""
    if not need or any(amount > largest.get(name, amount) for name, amount in need.items()):
        return 0
    return min(max(0, free.get(name, 0)) // amount for name, amount in need.items())


def slots_on(host: Host, need: Mapping[str, int]) -> int | None:
    """Count how many more instances fit on a host; None when its use is not known."""
    return None if host.free is None else slots_in(host.free, host.largest, need)


def slots(hosts: Iterable[Host], flavor: Flavor) -> int | None:
    """Count how many more instances of a flavor fit on these hosts; None when the use of one is not known."""
    need = needs(flavor)
    total = 0
    for host in hosts:
        here = slots_on(host, need)
        if here is None:
            return None
        total += here
    return total


def displaced_slots(used: Mapping[str, int], need: Mapping[str, int]) -> int:
    """Count the slots of a flavor that a load takes elsewhere: by its scarcest resource, rounded up."""
    return max((-(-used.get(name, 0) // amount) for name, amount in need.items()), default=0)


def stranded_ratio(free: int, used_by_slots: int) -> float | None:
    """Return the share (0–1) of what is free that no instance of a flavor can use; None when nothing is free."""
    return None if free <= 0 else max(0.0, 1 - used_by_slots / free)
