"""Network namespaces and the links between them; only what this lab made is ever removed."""

import hashlib
import json
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from inventory.file_writing import write_whole
from lab.frr.failure import FrrLabError

NAMESPACES = Path("/run/netns")
_RECORD = "namespaces.json"
_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Namespaces:
    """The namespaces of one lab, told apart from another's by a prefix that its folder gives."""

    folder: Path

    @property
    def prefix(self) -> str:
        """What the names of the namespaces begin with."""
        return f"sddc-{hashlib.sha256(str(self.folder.resolve()).encode()).hexdigest()[:6]}-"

    def name(self, device: str) -> str:
        """Return the namespace of a device, for `ip netns exec`."""
        return f"{self.prefix}{device}"

    def create(self, devices: Iterable[str]) -> None:
        """Make a namespace for each device; raises FrrLabError where one of the name is there that is not ours."""
        names = [self.name(device) for device in devices]
        foreign = sorted({name for name in names if (NAMESPACES / name).exists()} - self.recorded())
        if foreign:
            raise FrrLabError(
                f"The network namespace {foreign[0]} exists already and is not this lab's. "
                f"It was left alone; remove it if nobody needs it: ip netns del {foreign[0]}"
            )
        # Before they are made, so that a start which is cut short leaves nothing that nobody knows.
        self._record(self.recorded() | set(names))
        batch([f"netns add {name}" for name in names])

    def delete(self) -> None:
        """Remove every namespace that this lab made and that is still there, with all links in it."""
        there = [name for name in sorted(self.recorded()) if (NAMESPACES / name).exists()]
        batch([f"netns del {name}" for name in there])
        (self.folder / _RECORD).unlink(missing_ok=True)

    def recorded(self) -> set[str]:
        """Return the names of the namespaces that this lab made."""
        try:
            return set(json.loads((self.folder / _RECORD).read_text(encoding="utf-8")))
        except FileNotFoundError:
            return set()

    def _record(self, names: set[str]) -> None:
        path = self.folder / _RECORD
        write_whole(path, json.dumps(sorted(names), indent=1))


def batch(lines: Iterable[str], namespace: str | None = None) -> None:
    """Carry out many `ip` commands at once, in a namespace or outside; raises FrrLabError with what ip said."""
    text = "".join(f"{line}\n" for line in lines)
    if not text:
        return
    where = ["-n", namespace] if namespace else []
    done = subprocess.run(
        ["ip", *where, "-batch", "-"], input=text, text=True, capture_output=True, timeout=_SECONDS, check=False
    )
    if done.returncode:
        raise FrrLabError(f"The kernel refused a part of the lab's wiring: {done.stderr.strip()}")
