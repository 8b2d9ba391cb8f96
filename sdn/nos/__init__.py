"""The network operating systems that the fabric may run on, one frozen value each."""

from typing import Final

from sdn.nos.eos import EOS
from sdn.nos.frr import FRR
from sdn.nos.nos import Capabilities, CommitStyle, Grade, Nos

__all__ = ["EOS", "FRR", "SYSTEMS", "Capabilities", "CommitStyle", "Grade", "Nos", "nos_named"]

SYSTEMS: Final[tuple[Nos, ...]] = (EOS, FRR)


def nos_named(name: str) -> Nos:
    """Return the system with this name; raises LookupError, which lists those that are known."""
    for nos in SYSTEMS:
        if nos.name == name:
            return nos
    known = ", ".join(nos.name for nos in SYSTEMS)
    raise LookupError(f"no network operating system {name!r} is known; known are: {known}")
