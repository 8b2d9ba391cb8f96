"""By what an estate, and the part of it that can be touched, is known again."""

import hashlib
import json
from dataclasses import dataclass

from inventory.reading.estate_files import EstateFiles
from inventory.reading.yaml_text import Data

LOGICAL = frozenset({"zones", "networks", "flavors", "pools", "projects", "services", "peaks"})
"""The sections that say nothing about what stands and hangs where. A sound server names a zone, and that is all."""


@dataclass(frozen=True, slots=True)
class Digests:
    """SHA-256, hexadecimal."""

    whole: str
    """Over the files' names and contents."""
    plant: str
    """Over what the files say of the plant, and where in a file it is said; comments and line breaks do not count."""


def digests_of(files: EstateFiles, library: str) -> Digests:
    """Make the digests of an estate's files; `library` is that of device types from elsewhere, or empty."""
    plant = {file: _without_logical(data) for file, data in files.data.items()}
    written = json.dumps({file: data for file, data in plant.items() if data})
    return Digests(
        hashlib.sha256(f"{files.digest}{library}".encode()).hexdigest() if library else files.digest,
        hashlib.sha256(f"{library}{written}".encode()).hexdigest(),
    )


def _without_logical(data: Data) -> Data:
    if not isinstance(data, dict):
        return data
    return {section: value for section, value in data.items() if section not in LOGICAL}
