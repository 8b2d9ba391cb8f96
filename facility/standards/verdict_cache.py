"""A folder that verdicts are kept in: a few files, the oldest of which make room for new ones."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from inventory.file_writing import write_whole

_SUFFIX = ".verdicts"


@dataclass(frozen=True, slots=True)
class FolderShelf:
    """Keeps contents as files of one folder; what the disk does not take or give is as if it had never been kept."""

    folder: Path
    most: int = 16
    """How many files there are at most."""

    def get(self, key: str) -> bytes | None:
        """Return what was put there under a key, if it is still there."""
        with suppress(OSError):
            file = self._file(key)
            content = file.read_bytes()
            os.utime(file)
            return content
        return None

    def put(self, key: str, content: bytes) -> None:
        """Keep something under a key: whole or not at all, also when another process does the same."""
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(self._file(key), content)
            for old in list(self._newest_first())[self.most :]:
                old.unlink(missing_ok=True)

    def _file(self, key: str) -> Path:
        return self.folder / f"{key}{_SUFFIX}"

    def _newest_first(self) -> Iterator[Path]:
        dated = [(file.stat().st_mtime, file) for file in self.folder.glob(f"*{_SUFFIX}")]
        yield from (file for _, file in sorted(dated, reverse=True))
