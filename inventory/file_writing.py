"""Writing a file as a whole: readers, and a crash at any moment, find the old content or the new, nothing between."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

PRIVATE = 0o600
"""Readable and writable by the owner alone; the file has never been anything else, not even while it was written."""


def write_whole(path: Path, content: str | bytes, mode: int = PRIVATE, *, is_durable: bool = False) -> None:
    """Replace a file's content in one step (rename(2)); a symbolic link goes on pointing to its file.

    Text is written as UTF-8. The folder must exist. With `is_durable`, the content is on the disk before the old one is
    gone, so that a power failure leaves one of the two as well. Raises OSError; the file is then as it was.
    """
    path = path.resolve()
    # mkstemp makes the new file with mode 0600, in the same folder: a rename does not cross file systems.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            if mode != PRIVATE:
                os.fchmod(file.fileno(), mode)
            if is_durable:
                file.flush()
                os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(name).unlink()
        raise
