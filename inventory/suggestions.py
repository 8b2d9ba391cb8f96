"""Help with misspelt names."""

from collections.abc import Iterable
from difflib import get_close_matches


def closest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is most like this one, or None if none is."""
    return next(iter(get_close_matches(name, list(known), n=1, cutoff=0.6)), None)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return the sentence that helps with a misspelt name, or one that says what there is."""
    names = list(known)
    close = closest(name, names)
    if close is not None:
        return f"Did you mean {close}?"
    if not names:
        return "None is defined."
    shown = ", ".join(names[:6])
    return f"Known are {shown}{', …' if len(names) > 6 else ''}."  # noqa: PLR2004 - what fits a line
