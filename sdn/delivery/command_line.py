"""What a login has to know about a device's command line."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CommandLineFacts:
    """How a device's command line is talked to; patterns are regular expressions for one line of an answer."""

    netmiko_device_type: str
    error_patterns: tuple[str, ...]
    """What a refused line is answered with."""
    terminal_setup: tuple[str, ...]
    """Commands for every new login: no paging, long lines kept whole."""
    comment: str
    """Begins a line that does nothing: the end of a lot of typed lines is marked with one."""
    privilege: str | None = None
    """What enters privileged mode where the login did not; None: there is no such mode."""
