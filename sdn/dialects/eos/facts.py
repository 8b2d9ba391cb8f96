"""Arista EOS: what a configuration consists of, and how the command line is talked to."""

from typing import Final

from sdn.delivery.command_line import CommandLine

PARTS: Final = ("cfg",)

EOS_COMMAND_LINE: Final = CommandLine(
    netmiko_device_type="arista_eos",
    error_patterns=(r"^%\s", r"^\s*\^\s*$"),
    terminal_setup=("terminal length 0", "terminal width 32767"),
    comment="!",
    privilege="enable",
)
