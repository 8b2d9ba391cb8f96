"""Where this user's programs keep what they can make again: the only place that knows platformdirs."""

from pathlib import Path

import platformdirs


def cache_folder() -> Path:
    """Return the folder of ours there, which need not exist: `~/.cache/sddc`, or as XDG_CACHE_HOME says."""
    return platformdirs.user_cache_path("sddc")
