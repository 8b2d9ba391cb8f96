"""Startup configurations on disk: what outlives the emulator's process."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class StartupStore:
    """A directory with one startup configuration a switch; every write replaces the file as a whole."""

    directory: Path

    def read(self, switch: str) -> str | None:
        """Return the saved startup configuration of a switch, or None when it never saved one."""
        path = self._path(switch)
        return path.read_text(encoding="utf-8") if path.exists() else None

    def write(self, switch: str, text: str) -> None:
        """Save a startup configuration so that a crash leaves either the old or the new one."""
        self.directory.mkdir(parents=True, exist_ok=True)
        path = self._path(switch)
        temporary = path.with_suffix(".new")
        with temporary.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o600)
        temporary.replace(path)

    def _path(self, switch: str) -> Path:
        return self.directory / f"{switch}.cfg"
