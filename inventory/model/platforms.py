"""What each network operating system can do: what the fabric may ask of a switch, and what is derived from it.

How a system says it stands in its dialect (`sdn/dialects/<name>/`). Here is only what the estate's rules, its numbers
and the intent depend on, for these are asked long before anything is rendered.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the intent may ask of a system."""

    mlag: bool = False
    """Pairs share one VTEP and servers' port channels."""
    l3_vni: bool = False
    """VRFs with a layer-3 VNI and an anycast gateway."""
    timed_commit: bool = False
    bfd: bool = False
    overlay_on_underlay_sessions: bool = False
    """EVPN runs on the sessions of the links to the spines, not between loopbacks."""


@dataclass(frozen=True, slots=True)
class Platform:
    """One network operating system as the estate knows it."""

    name: str
    """As the estate spells it."""
    title: str
    capabilities: Capabilities
    management_port: str
    """The port for management, or what the names of such ports begin with."""
    reserved_vlans: range = range(0)
    """VLANs that the system keeps for itself."""


PLATFORMS: Final[tuple[Platform, ...]] = (
    Platform(
        "eos",
        "Arista EOS",
        Capabilities(mlag=True, l3_vni=True, timed_commit=True, bfd=True),
        management_port="Management1",
    ),
    Platform("frr", "FRR on Linux", Capabilities(overlay_on_underlay_sessions=True), management_port="mgmt0"),
)
"""Every system that a switch may run; each has a dialect of the same name."""


def platform_named(name: str) -> Platform:
    """Return the platform with this name; one that nobody knows can do nothing, and a rule refuses it."""
    for platform in PLATFORMS:
        if platform.name == name:
            return platform
    return Platform(name, name, Capabilities(), "")
