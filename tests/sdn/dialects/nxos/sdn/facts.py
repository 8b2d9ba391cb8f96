"""Cisco NX-OS: what a configuration consists of, and how the command line is talked to.

Cisco Nexus 9000 Series NX-OS Fundamentals Configuration Guide, Release 10.4(x).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from sdn.delivery.command_line import CommandLineFacts

PARTS: Final = ("cfg",)

NXOS_COMMAND_LINE: Final = CommandLineFacts(
    netmiko_device_type="cisco_nxos",
    error_patterns=(r"^%\s", r"^\s*\^\s*$", r"^ERROR: "),
    terminal_setup=("terminal length 0", "terminal width 511"),
    comment="!",
)

LEFT_OUT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "PeerGroup.maximum_routes": "NX-OS limits no session unless a limit is configured",
        "SwitchPort[trunk].mtu": "a switched port has the MTU of the system",
        "Vlan.mtu": "its gateway has the network's",
        "VrfPeering.vni": "the section of the VRF has it",
    }
)
