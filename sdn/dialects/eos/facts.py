"""Arista EOS: what a configuration consists of, and how the command line is talked to."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from sdn.delivery.command_line import CommandLineFacts

PARTS: Final = ("cfg",)

EOS_COMMAND_LINE: Final = CommandLineFacts(
    netmiko_device_type="arista_eos",
    error_patterns=(r"^%\s", r"^\s*\^\s*$"),
    terminal_setup=("terminal length 0", "terminal width 32767"),
    comment="!",
    privilege="enable",
)

LEFT_OUT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "SwitchPort[trunk].mtu": "a switched port passes frames of every length that the hardware can",
        "Vlan.mtu": "a VLAN passes what its ports pass; its gateway has the network's",
    }
)
"""What of the intent is left unread on purpose, and why nothing is lost by that."""
