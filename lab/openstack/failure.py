"""What the lab raises when a cloud, or the environment that it needs, cannot be had."""

from pathlib import Path

LOG_TAIL_LINES = 15


class OpenStackLabError(Exception):
    """The lab's OpenStack cannot do what was asked; the message says what is wrong and what to do."""


def log_tail(*logs: Path) -> str:
    """Return the last lines of the log files that exist, each under its name."""
    parts = []
    for log in logs:
        if log.is_file() and (lines := log.read_text(errors="replace").splitlines()):
            parts += [f"The last lines of {log}:", *lines[-LOG_TAIL_LINES:]]
    return "\n".join(parts) or "It wrote nothing."
