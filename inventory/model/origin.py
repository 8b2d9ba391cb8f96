"""Where an object of the estate is written."""

from dataclasses import dataclass
from typing import NamedTuple


class Origin(NamedTuple):
    """A place in the estate's files: the file and the path of keys that leads there.

    The line and column are found only when they are asked for (`SourceMap.locate`), so that a sound
    estate never pays for them. A named tuple, as it is made for everything that is looked at.
    """

    file: str
    path: tuple[str | int, ...] = ()

    def at(self, *keys: str | int) -> "Origin":
        """Name a place below this one."""
        return Origin(self.file, self.path + keys)


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """A place that a person can open: file, line and column, both counted from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"
