"""Naming a fault in our own code without repeating what it was working on.

An exception's text may hold a line of a configuration or a password, and a traceback may quote either. What is kept of
a fault is its type and its places.
"""

import traceback
from pathlib import Path


def describe_fault(error: BaseException) -> str:
    """Return which exception it was and where, in half a sentence."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return f"a fault in sddc ({type(error).__name__})"
    last = frames[-1]
    place = "/".join(Path(last.filename).parts[-2:])
    return f"a fault in sddc ({type(error).__name__} at {place}:{last.lineno}, in {last.name})"


def fault_places(error: BaseException) -> tuple[str, ...]:
    """Return the type of an exception and then the places of its call stack, the outermost first."""
    frames = traceback.extract_tb(error.__traceback__)
    kind = type(error)
    return (f"{kind.__module__}.{kind.__name__}", *(f"{one.filename}:{one.lineno} {one.name}" for one in frames))
