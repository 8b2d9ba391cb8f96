"""What is kept of a fault of our own: where it happened, without any value of the user's data."""

import os
import tempfile
from pathlib import Path

from orchestration.fault import fault_places


def record_crash(error: BaseException) -> Path:
    """Write the places of the call stack, without messages or values, to a private file; return its path."""
    handle, name = tempfile.mkstemp(prefix="sddc-fault-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("\n".join(fault_places(error)) + "\n")
    return Path(name)
