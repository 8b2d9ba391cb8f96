"""Device types from folders in the format of NetBox's devicetype-library; only those that the estate uses are read.

A library has thousands of files. Their names say what is in them (Huawei/2288H-V6.yaml is huawei-2288h-v6), and only
for a slug that no name gives are all of them searched, as text.
"""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import ValidationError

from inventory.document.library_type import LibraryTypeDocument
from inventory.document.sections import Section
from inventory.model.origin import Origin
from inventory.reading.estate_files import EstateFiles, read_file
from inventory.reading.validation_messages import refusals
from inventory.suggestions import did_you_mean
from inventory.verdict import Verdict, misread
from inventory.wording import readable

_NOT_IN_SLUGS = re.compile(r"[^a-z0-9_]+")
_SLUG = re.compile(rb"^slug:[ \t]*['\"]?([^'\"\s#]+)", re.MULTILINE)
_ADVICE = "The file is not ours: fix it where it comes from, or write the device type out in the estate."


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """A device type as a library has it, and where."""

    document: LibraryTypeDocument
    origin: Origin


@dataclass(slots=True)
class Library:
    """What was read of the libraries for one estate."""

    types: dict[str, LibraryEntry] = field(default_factory=dict)
    """By slug."""
    files: EstateFiles = field(default_factory=EstateFiles)
    """The texts of the files that were read, by their paths from the estate's folder; and what is wrong with them."""
    problems: list[Verdict] = field(default_factory=list)
    digest: str = ""
    """SHA-256 over the names and contents of the files that were read; empty if there was none."""


def read_library(folders: Sequence[tuple[str, Origin]], root: Path, wanted: Mapping[str, Origin]) -> Library:
    """Read the device types that are wanted: slug → where the estate names it; folders are relative to `root`.

    Nothing is raised for what is wrong with a library: it is in `problems` and in `files.findings`.
    """
    library = Library()
    index = _Index()
    for written, origin in folders:
        folder = root / written
        if folder.is_dir():
            index.add(folder)
        else:
            detail = f"There is no folder {written}, seen from the estate's folder."
            advice = "Device types are read from it. Correct the path, or fetch the library to that place."
            library.problems.append(misread("unknown-library-folder", origin, detail, advice))
    digest = hashlib.sha256()
    for slug, origin in wanted.items():
        file = index.find(slug)
        if file is None:
            _missing(library, slug, origin, index, folders)
            continue
        name = readable(os.path.relpath(file, root))
        content = read_file(library.files, name, file, is_ours=False)
        digest.update(f"{len(name)}:{name}:{len(content)}:".encode())
        digest.update(content)
        _take(library, slug, name)
    library.digest = digest.hexdigest() if library.files.texts else ""
    return library


def _missing(
    library: Library, slug: str, origin: Origin, index: "_Index", folders: Sequence[tuple[str, Origin]]
) -> None:
    if any(problem.code == "unknown-library-folder" for problem in library.problems):
        return
    detail = f"No file of the device type libraries has the slug {slug}."
    advice = did_you_mean(slug, index.slugs()) if folders else "The estate names no device_type_libraries."
    library.problems.append(misread("unknown-library-type", origin, detail, advice))


def _take(library: Library, slug: str, name: str) -> None:
    """Validate what one file holds."""
    if name not in library.files.data:
        return
    data, origin = library.files.data[name], Origin(name)
    try:
        document = LibraryTypeDocument.model_validate(data)
    except ValidationError as error:
        section = Section("device_types", LibraryTypeDocument, named=False, description="A file of a library.")
        for refused in refusals(section, data, origin, error):
            library.problems.append(
                replace(refused, code="library-type-malformed", subject=slug, advice=_ADVICE, at_key=False)
            )
    else:
        library.types[slug] = LibraryEntry(document, origin)


@dataclass(slots=True)
class _Index:
    """Where which slug probably is: by the names of files, and by their texts where these do not say it."""

    by_name: dict[str, list[Path]] = field(default_factory=dict)
    searched: dict[str, Path] | None = None

    def add(self, folder: Path) -> None:
        """Note every YAML file below a folder."""
        for file in _yaml_files(folder):
            self.by_name.setdefault(_slug(f"{file.parent.name}-{file.stem}"), []).append(file)

    def find(self, slug: str) -> Path | None:
        """Find the file that says that it has this slug."""
        for file in self.by_name.get(slug, ()):
            if _slug_in(file) in (slug, None):
                return file
        if self.searched is None:
            files = [file for files in self.by_name.values() for file in files]
            self.searched = {found: file for file in reversed(files) if (found := _slug_in(file)) is not None}
        return self.searched.get(slug)

    def slugs(self) -> Iterable[str]:
        """List the slugs that there are."""
        return self.searched or ()


def _yaml_files(folder: Path) -> Iterator[Path]:
    for path, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.endswith((".yaml", ".yml")) and not name.startswith("."):
                yield Path(path, name)


def _slug(name: str) -> str:
    return _NOT_IN_SLUGS.sub("-", name.lower()).strip("-")


def _slug_in(file: Path) -> str | None:
    """Read the slug that a file says, without parsing it; None for a file that says none or cannot be read."""
    try:
        match = _SLUG.search(file.read_bytes())
    except OSError:
        return None
    return match[1].decode(errors="replace") if match else None
