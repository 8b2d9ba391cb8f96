"""What Cisco NX-OS calls its interfaces, and how it writes sets of VLANs."""

from collections.abc import Iterable
from itertools import groupby


class NxosNames:
    """The interfaces that the intent knows by number."""

    def bundle(self, number: int) -> str:
        """Return the name of a port channel."""
        return f"port-channel{number}"

    def loopback(self, number: int) -> str:
        """Return the name of a loopback."""
        return f"loopback{number}"

    def vlan_interface(self, vlan: int) -> str:
        """Return the name of the routed interface of a VLAN."""
        return f"Vlan{vlan}"

    def vlans(self, numbers: Iterable[int]) -> str:
        """Write VLANs as NX-OS shows them: 101-120,130; none where there are none."""
        runs = groupby(enumerate(sorted(set(numbers))), key=lambda pair: pair[1] - pair[0])
        spans = ([vlan for _, vlan in run] for _, run in runs)
        return ",".join(f"{span[0]}-{span[-1]}" if len(span) > 1 else str(span[0]) for span in spans) or "none"
