"""Where this user's programs keep what they can make again (XDG Base Directory Specification)."""

import os
from pathlib import Path


def cache_folder() -> Path:
    """Return the folder of ours there, which need not exist: `~/.cache/sddc`, or as XDG_CACHE_HOME says."""
    # Where nobody knows a home, this stays "~" and is a folder like any other.
    return Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")) / "sddc"  # noqa: PTH111 - as said
