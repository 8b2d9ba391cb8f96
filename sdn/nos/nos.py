"""What is particular to a network operating system, as one frozen value each."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sdn.nos.editing import Editing


class CommitStyle(StrEnum):
    """How a new configuration takes effect."""

    CANDIDATE_TIMER = "candidate-timer"
    """A candidate session: diff, commit with a timer, confirm from a new login."""
    DEAD_MAN_TIMER = "dead-man-timer"
    """No timer of its own: one is armed on the box before the change and disarmed from a new login."""


class Grade(StrEnum):
    """How well the facts about a system are known."""

    DOCUMENTED = "A"
    """Read in the vendor's documentation or source."""
    OBSERVED = "B"
    """Read in a working driver or a device's transcript."""
    ASSUMED = "C"
    """From memory or our own construction: probe the device."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the intent may ask of a system."""

    mlag: bool
    """Pairs share one VTEP and servers' port channels."""
    l3_vni: bool
    """VRFs with a layer-3 VNI and an anycast gateway."""
    timed_commit: bool
    bfd: bool
    overlay_on_underlay_sessions: bool
    """EVPN runs on the sessions of the links to the spines, not between loopbacks."""


@dataclass(frozen=True, slots=True)
class Nos:
    """One network operating system; patterns are regular expressions for `re.search` on one line."""

    name: str
    """As the estate spells it."""
    title: str
    netmiko_device_type: str
    commit_style: CommitStyle
    capabilities: Capabilities
    management_port: str
    parts: tuple[str, ...]
    """What a switch's configuration consists of, its own language first; each has a template of this name."""
    error_patterns: tuple[str, ...]
    """What a refused line is answered with."""
    volatile_lines: tuple[str, ...]
    """Lines of a running configuration that say nothing about what is configured."""
    unmanaged_lines: tuple[str, ...]
    """Lines that belong to somebody else (users, AAA, NTP …) and are kept as they are.

    A nested line is matched with the lines above it, joined by ' / ': 'management ssh / idle-timeout 30'.
    """
    secret_lines: tuple[str, ...]
    """Lines that hold a secret; its group `secret` is what must never be shown."""
    state_commands: Mapping[str, str]
    """Question (bgp, evpn, vni, vtep, mlag, lldp, mtu) → the command that answers it in JSON."""
    editing: Editing
    terminal_setup: tuple[str, ...]
    """Commands for every new login: no paging, long lines kept whole."""
    grade: Grade
