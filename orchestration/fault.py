"""Naming a fault in our own code without repeating what it was working on."""

import traceback
from pathlib import Path


def describe_fault(error: BaseException) -> str:
    """Say which exception it was and where; never its text, which may hold a line of a configuration or a password."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return f"a fault in sddc ({type(error).__name__})"
    last = frames[-1]
    place = "/".join(Path(last.filename).parts[-2:])
    return f"a fault in sddc ({type(error).__name__} at {place}:{last.lineno}, in {last.name})"
