"""How the text of a configuration is read and changed: the grammar of one network operating system, as data.

Patterns are regular expressions. Where a line is named with the lines above it they are joined by ' / '.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


def _nothing() -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({})


class SectionLayout(StrEnum):
    """How a configuration shows which lines stand in a section."""

    INDENTED = "indented"
    BRACES = "braces"
    """The section's line ends in {, what it holds in ;, and } closes it."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """What stands in a configuration, what is ours of it, and how a line is typed, replaced and taken back."""

    negation: str
    """What stands before a line that takes it back: 'no ', 'undo '."""
    closing: str
    """What leaves a section: 'exit', 'quit'."""
    layout: SectionLayout = SectionLayout.INDENTED
    assertion: str | None = None
    """What stands before a line where each is typed whole, with those above it: 'set '; None: sections are entered."""
    first: tuple[str, ...] = ()
    """Top lines that are typed before all others, in this order, and taken back after all others."""
    ordered: tuple[str, ...] = ()
    """Sections, with the lines above them, whose lines count in their order: one that differs is typed anew."""
    reset: str | None = None
    """What stands before a line or a section to put it back to its default; None: `negation` does."""
    volatile_lines: tuple[str, ...] = ()
    """Lines that say nothing about what is configured; searched for in the line without its indentation."""
    text_blocks: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """What a line that opens a block of free text begins with → the line that ends the block."""
    unmanaged_lines: tuple[str, ...] = ()
    """Lines that belong to other people and tools (users, AAA, NTP …) and are kept as they are.

    A nested line is matched with the lines above it, joined by ' / ': 'management ssh / idle-timeout 30'.
    """
    secret_lines: tuple[str, ...] = ()
    """Lines that hold a secret; its group `secret` is what must never be shown."""
    single_valued: Mapping[str, tuple[str, ...]] = field(default_factory=_nothing)
    """Beginning of the section's own line (empty: the top) → what identifies a line in it.

    Two lines of a section that are identified by the same words are one setting: the later replaces the earlier,
    and the negation of these words alone takes it back.
    """
    opening: tuple[str, ...] = ()
    """Lines, with those above them, that open a section even when nothing is typed into it."""
    permanent: tuple[str, ...] = ()
    """Sections that cannot be removed, only put back to their defaults."""
    forgetful: Mapping[str, tuple[str, ...]] = field(default_factory=_nothing)
    """What identifies a line → lines of the same section that the device drops when it changes."""
    implied: tuple[str, ...] = ()
    """Top lines that the device shows by itself: without a section of their own they need not be wanted."""
    defaulted: tuple[str, ...] = ()
    """Lines that can be on, off or not said: `negation` would say that they are off, `reset` says nothing of them."""
