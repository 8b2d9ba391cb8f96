"""Which file of a device type library holds what: by the files' names, and by their texts where these do not say it."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from inventory.document.library_type import slug_of
from inventory.reading.estate_files import MODULES, TYPES

_SLUG = re.compile(rb"^slug:[ \t]*['\"]?([^'\"\s#]+)", re.MULTILINE)
_MAKER = re.compile(rb"^manufacturer:[ \t]*['\"]?([^'\"\r\n#]+)", re.MULTILINE)
_MODEL = re.compile(rb"^model:[ \t]*['\"]?([^'\"\r\n#]+)", re.MULTILINE)


@dataclass(slots=True)
class LibraryIndex:
    """The files of some libraries by what is probably in them."""

    types_by_name: dict[str, list[Path]] = field(default_factory=dict)
    modules_by_name: dict[str, list[Path]] = field(default_factory=dict)
    _searched: dict[str, Path] | None = None

    def add(self, folder: Path) -> None:
        """Note every YAML file below a folder; that of the module types may stand beside it."""
        for file in _yaml_files(folder):
            self._note(file)
        if folder.name == TYPES:
            for file in _yaml_files(folder.parent / MODULES):
                self._note(file)

    def _note(self, file: Path) -> None:
        found = self.modules_by_name if MODULES in file.parts else self.types_by_name
        found.setdefault(slug_of(f"{file.parent.name}-{file.stem}"), []).append(file)

    def find(self, slug: str) -> Path | None:
        """Find the file that says that it has this slug, or that says none and has this manufacturer and model."""
        for file in self.types_by_name.get(slug, ()):
            if identity_in(file) in (slug, None):
                return file
        if self._searched is None:
            files = [file for files in self.types_by_name.values() for file in files]
            self._searched = {found: file for file in reversed(files) if (found := identity_in(file)) is not None}
        return self._searched.get(slug)

    def find_module(self, name: str) -> Path | None:
        """Find the file of a module type: by manufacturer and model, or by its model where only one has it."""
        files = self.modules_by_name.get(slug_of(name))
        if files is None:
            model = slug_of(name)
            files = [file for known in self.modules_by_name.values() for file in known if slug_of(file.stem) == model]
        # N9K-SUP-A and N9K-SUP-A+ have one slug.
        exact = [file for file in files if name in (file.stem, f"{file.parent.name}/{file.stem}")]
        chosen = exact or files
        return chosen[0] if len({file.parent / file.stem for file in chosen}) == 1 else None

    def slugs(self) -> Iterable[str]:
        """List the slugs that there are."""
        return self._searched or ()

    def modules(self) -> Iterable[str]:
        """List the module types that there are, as they are named."""
        return (f"{file.parent.name}/{file.stem}" for files in self.modules_by_name.values() for file in files)


def _yaml_files(folder: Path) -> Iterator[Path]:
    for path, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.endswith((".yaml", ".yml")) and not name.startswith("."):
                yield Path(path, name)


def identity_in(file: Path) -> str | None:
    """Read the slug that a file says or, by its manufacturer and model, has; without parsing it.

    None for a file that says neither or cannot be read.
    """
    try:
        content = file.read_bytes()
    except OSError:
        return None
    slug = _SLUG.search(content)
    if slug is not None:
        return slug[1].decode(errors="replace")
    maker, model = _MAKER.search(content), _MODEL.search(content)
    if maker is None or model is None:
        return None
    return slug_of(b"-".join((maker[1], model[1])).decode(errors="replace"))
