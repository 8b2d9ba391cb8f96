"""How commands end: the exit codes of the tool."""

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes; 2 is the command line's own for wrong usage."""

    DONE = 0
    """Done, or nothing to do."""
    FAILED = 1
    """Something did not work; what, was said on stderr."""
    USAGE = 2
    """The command was not written correctly."""
    INVALID = 3
    """The estate has errors."""
    PENDING = 4
    """There are changes to be applied."""
    PARTLY = 5
    """Some changes were applied and some were not."""
    INTERRUPTED = 130
    """Ctrl-C; what state it left, was said on stderr."""
