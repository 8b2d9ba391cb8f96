"""What is kept of a fault of our own: where it happened, without any value of the user's data."""

import os
import tempfile
import traceback
from pathlib import Path


def record_crash(error: BaseException) -> Path:
    """Write the places of the call stack, without messages or values, to a private file; return its path."""
    lines = [f"{type(error).__module__}.{type(error).__name__}"]
    lines += [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    handle, name = tempfile.mkstemp(prefix="sddc-fault-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    return Path(name)
