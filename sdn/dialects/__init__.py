"""The dialects: a folder for each network operating system that a switch may run, and the tuple that lists them."""

from typing import Final

from sdn.dialects.dialect import Dialect
from sdn.dialects.eos import EOS
from sdn.dialects.frr import FRR

__all__ = ["DIALECTS", "Dialect", "dialect_named"]

DIALECTS: Final[tuple[Dialect, ...]] = (EOS, FRR)


def dialect_named(name: str) -> Dialect:
    """Return the dialect with this name; raises LookupError, which lists those that are known."""
    for dialect in DIALECTS:
        if dialect.name == name:
            return dialect
    known = ", ".join(dialect.name for dialect in DIALECTS)
    raise LookupError(f"no network operating system {name!r} is known; known are: {known}")
