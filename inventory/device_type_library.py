"""Device types from folders in the format of NetBox's devicetype-library; only those that the estate uses are read.

A library has thousands of files. Their names say what is in them (Huawei/2288H-V6.yaml is huawei-2288h-v6), and only
for a slug that no name gives are all of them searched, as text. Module types, such as power supplies, have no slug:
they are named by their manufacturer and model, as their files are (Huawei/PAC900S12-B2).
"""

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from inventory.document.library_type import (
    LibraryModuleDocument,
    LibraryPart,
    LibraryTypeDocument,
    Published,
    PublishedModule,
    PublishedType,
)
from inventory.document.sections import Section
from inventory.library_index import LibraryIndex
from inventory.model.origin import Origin
from inventory.reading.estate_files import EstateFiles, read_file
from inventory.reading.validation_messages import refusals
from inventory.suggestions import did_you_mean
from inventory.verdict import Verdict, misread
from inventory.wording import readable

_ADVICE = "The file is not ours: fix it where it comes from, or write the device type out in the estate."
PartT = TypeVar("PartT", bound=LibraryPart)
Wanted = Mapping[str, Origin]
"""A slug or name → where the estate names it first."""


@dataclass(slots=True)
class Library:
    """What was read of the libraries for one estate."""

    types: dict[str, PublishedType] = field(default_factory=dict)
    """By slug."""
    modules: dict[str, PublishedModule] = field(default_factory=dict)
    """By the names that the estate uses."""
    files: EstateFiles = field(default_factory=EstateFiles)
    """The texts of the files that were read, by their paths from the estate's folder; and what is wrong with them."""
    problems: list[Verdict] = field(default_factory=list)
    digest: str = ""
    """SHA-256 over the names and contents of the files that were read; empty if there was none."""

    @property
    def published(self) -> Published:
        """What the estate can take from it."""
        return Published(self.types, self.modules)


def read_library(folders: Sequence[tuple[str, Origin]], root: Path, wanted: Wanted, modules: Wanted) -> Library:
    """Read the device and module types that are wanted: name → where the estate names it; folders relative to `root`.

    Nothing is raised for what is wrong with a library: it is in `problems` and in `files.findings`.
    """
    library = Library()
    index = LibraryIndex()
    for written, origin in folders:
        folder = root / written
        if folder.is_dir():
            index.add(folder)
        else:
            detail = f"There is no folder {written}, seen from the estate's folder."
            advice = "Device types are read from it. Correct the path, or fetch the library to that place."
            library.problems.append(misread("unknown-library-folder", origin, detail, advice))
    reader = _Reader(library, root, has_folders=bool(folders))
    for slug, origin in wanted.items():
        found = reader.read(index.find(slug), slug, LibraryTypeDocument)
        if found is not None:
            library.types[slug] = PublishedType(*found)
        elif index.find(slug) is None:
            reader.missing(f"No file of the device type libraries has the slug {slug}.", slug, origin, index.slugs())
    for name, origin in modules.items():
        module = reader.read(index.find_module(name), name, LibraryModuleDocument)
        if module is not None:
            library.modules[name] = PublishedModule(*module)
        elif index.find_module(name) is None:
            detail = f"The device type libraries have no module type {name}, or several of that model."
            reader.missing(detail, name, origin, index.modules())
    library.digest = reader.digest.hexdigest() if library.files.texts else ""
    return library


class _Reader:
    """Reads single files into a library."""

    def __init__(self, library: Library, root: Path, *, has_folders: bool) -> None:
        self.digest = hashlib.sha256()
        self._library, self._root, self._has_folders = library, root, has_folders

    def missing(self, detail: str, name: str, origin: Origin, known: Iterable[str]) -> None:
        """Report a name that no file has."""
        if any(problem.code == "unknown-library-folder" for problem in self._library.problems):
            return
        advice = did_you_mean(name, known) if self._has_folders else "The estate names no device_type_libraries."
        self._library.problems.append(misread("unknown-library-type", origin, detail, advice))

    def read(self, file: Path | None, name: str, model: type[PartT]) -> tuple[PartT, Origin] | None:
        """Read and validate one file; None where there is none, or it is not sound."""
        if file is None:
            return None
        shown = readable(os.path.relpath(file, self._root))
        content = read_file(self._library.files, shown, file, is_ours=False)
        self.digest.update(f"{len(shown)}:{shown}:{len(content)}:".encode())
        self.digest.update(content)
        if shown not in self._library.files.data:
            return None
        data, origin = self._library.files.data[shown], Origin(shown)
        try:
            return model.model_validate(data), origin
        except ValidationError as error:
            section = Section("device_types", model, named=False, description="A file of a library.")
            for refused in refusals(section, data, origin, error):
                self._library.problems.append(
                    replace(refused, code="library-type-malformed", subject=name, advice=_ADVICE, at_key=False)
                )
            return None
