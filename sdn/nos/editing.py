"""How a command line changes what is configured: what replaces what, and how a line is taken back."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Editing:
    """The grammar of changes of one network operating system.

    Patterns are regular expressions matched at the beginning of a line. Where a line is named with the lines above
    it they are joined by ' / '.
    """

    single_valued: Mapping[str, tuple[str, ...]]
    """Beginning of the section's own line (empty: the top) → what identifies a line in it.

    Two lines of a section that are identified by the same words are one setting: the later replaces the earlier,
    and `no` with these words alone takes it back.
    """
    opening: tuple[str, ...] = ()
    """Lines, with those above them, that open a section even when nothing is typed into it."""
    permanent: tuple[str, ...] = ()
    """Sections that cannot be removed, only put back to their defaults."""
    forgetful: Mapping[str, tuple[str, ...]] | None = None
    """What identifies a line → lines of the same section that the device drops when it changes."""
    implied: tuple[str, ...] = ()
    """Top lines that the device shows by itself: without a section of their own they need not be wanted."""
    defaulted: tuple[str, ...] = ()
    """Lines that can be on, off or not said: `no` would say that they are off, `default` says nothing of them."""
