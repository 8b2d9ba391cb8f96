"""How many more instances of a flavor fit: counted host by host, because an instance cannot be split."""

from collections.abc import Iterable

from capacity.hosts import ComputeHost
from capacity.resources import Amounts, needs
from inventory.model.pools import Flavor


def slots_in(free: Amounts, largest: Amounts, need: Amounts) -> int:
    """Count how many instances fit into what is free on one host; `largest` bounds a single instance."""
    if not need or any(amount > largest.get(name, amount) for name, amount in need.items()):
        return 0
    return min(max(0, free.get(name, 0)) // amount for name, amount in need.items())


def slots_on(host: ComputeHost, need: Amounts) -> int | None:
    """Count how many more instances fit on a host; None when its use is not known."""
    return None if host.free is None else slots_in(host.free, host.largest, need)


def slots(hosts: Iterable[ComputeHost], flavor: Flavor) -> int | None:
    """Count how many more instances of a flavor fit on these hosts; None when the use of one is not known."""
    need = needs(flavor)
    total = 0
    for host in hosts:
        here = slots_on(host, need)
        if here is None:
            return None
        total += here
    return total


def displaced_slots(used: Amounts, need: Amounts) -> int:
    """Count the slots of a flavor that a load takes elsewhere: by its scarcest resource, rounded up."""
    return max((-(-used.get(name, 0) // amount) for name, amount in need.items()), default=0)


def stranded_ratio(free: int, used_by_slots: int) -> float | None:
    """Return the share (0–1) of what is free that no instance of a flavor can use; None when nothing is free."""
    return None if free <= 0 else max(0.0, 1 - used_by_slots / free)
