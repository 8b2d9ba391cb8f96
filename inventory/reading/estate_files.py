"""Finding and reading an estate's files: the only place that touches them."""

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from inventory.finding import Finding, Severity
from inventory.model.origin import Source
from inventory.reading.foreign_files import Foreign, LeftOut, foreign
from inventory.reading.look_alikes import LookAlike, cause_of, found_in
from inventory.reading.yaml_text import Data, YamlError, parse
from inventory.rule import in_words
from inventory.wording import readable

MARKER = "estate.yaml"
"""A folder with this file is an estate."""
LIBRARIES = "device_type_libraries"
"""The key that names folders of device types."""
TYPES, MODULES = "device-types", "module-types"
"""The folders of a library that hold device types and, beside them, module types."""
FILE_BYTES_MAXIMUM = 64 * 1024 * 1024

_ADVICE = {
    "yaml-syntax": "Nothing of the file can be used until it parses. Look at the indentation and quotes here.",
    "yaml-several-documents": "Only the first would be read. Write each document into a file of its own.",
    "yaml-too-large": "Write what repeats as ranges, or split the file.",
    "yaml-too-deep": "Nothing in an estate is nested like this; the file is probably not an estate's.",
    "yaml-alias-explosion": "A file must not mean vastly more than it shows. Write what repeats as ranges.",
    "yaml-tag": "Estate files are plain data. Remove the tag.",
    "yaml-key": "Keys are names. Write a text.",
    "yaml-duplicate-key": "Only one of the two could count. Remove one, or rename it.",
}


class NotAnEstate(Exception):  # noqa: N818 - the words people see
    """There is no estate at this path; the message says what to do."""


@dataclass(slots=True)
class EstateFiles:
    """The files of an estate as they were read: names are relative to its folder."""

    texts: dict[str, str] = field(default_factory=dict)
    data: dict[str, Data] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    digest: str = ""
    count: int = 0
    """How many files there are, those that cannot be read included."""
    left_out: list[LeftOut] = field(default_factory=list)
    """What is in the folder and is not the estate's."""


def find_estate(start: Path) -> Path:
    """Find the estate that a folder is in, upwards like git; raises NotAnEstate."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / MARKER).is_file():
            return folder
    raise NotAnEstate(
        f"No estate here: neither {start} nor a folder above it has the file {MARKER}. "
        "Name one (sddc validate examples/three-sites) or begin one (sddc init my-estate)."
    )


def read_files(path: Path) -> EstateFiles:
    """Read every YAML file of an estate's folder, or one file; raises NotAnEstate.

    What is wrong with single files is in `findings`.
    """
    files = EstateFiles()
    contents: dict[Path, bytes] = {}
    if _is_file(path):
        found = [path]
    else:
        marker = path / MARKER
        if marker.is_file():
            contents[marker] = read_file(files, MARKER, marker)
        found = sorted(_yaml_files(files, path, foreign(files.data.get(MARKER))))
    if not found and not files.findings:
        raise NotAnEstate(f"{path} is not an estate: it holds no .yaml file. Begin one with: sddc init {path}")
    for file in sorted((file for file in found if file not in contents), key=lambda file: len(file.parts)):
        # A library inside of the estate's folder is named by a file above it; its files are not the estate's.
        if not _is_below(file, libraries(files.data, path)):
            contents[file] = read_file(files, _name(file, path), file)
    own = [(_name(file, path), contents[file]) for file in found if file in contents]
    files.count = len(own)
    digest = hashlib.sha256()
    for name, content in own:
        digest.update(f"{len(name)}:{name}:{len(content)}:".encode())
        digest.update(content)
    files.digest = digest.hexdigest()
    files.texts = {name: files.texts[name] for name, _ in own if name in files.texts}
    files.data = {name: files.data[name] for name, _ in own if name in files.data}
    return files


def _is_below(file: Path, folders: Iterable[Path]) -> bool:
    return any(Path(os.path.normpath(file)).is_relative_to(folder) for folder in folders)


def libraries(data: Mapping[str, Data], root: Path) -> tuple[Path, ...]:
    """List the folders of device type libraries that the files name; paths begin at the estate's folder."""
    folder = root if root.is_dir() else root.parent
    named = [value.get(LIBRARIES) for value in data.values() if isinstance(value, dict)]
    listed = [item for value in named for item in (value if isinstance(value, list) else [value])]
    there = [Path(os.path.normpath(folder / item)) for item in listed if isinstance(item, str) and item]
    return (*there, *(one.parent / MODULES for one in there if one.name == TYPES))


def _is_file(path: Path) -> bool:
    """Tell a file from a folder; raises NotAnEstate for what is neither."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        message = f"{path} does not exist. Name an estate's folder, or begin one with: sddc init {path}"
        raise NotAnEstate(message) from None
    except OSError as error:
        raise NotAnEstate(f"{readable(str(path))} cannot be looked at: {error.strerror}.") from None
    except ValueError:
        raise NotAnEstate(f"{readable(str(path))} is no path. Name an estate's folder.") from None
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise NotAnEstate(f"{path} is neither a folder nor a file. Name an estate's folder.")
    return stat.S_ISREG(mode)


def _name(file: Path, root: Path) -> str:
    """Name a file as seen from the estate's folder, fit to be shown whatever bytes its name is made of."""
    return readable(file.name if file == root else str(file.relative_to(root)))


def _yaml_files(files: EstateFiles, root: Path, others: Foreign) -> Iterator[Path]:
    """Find everything that is named like YAML below a folder; what is hidden or foreign is not the estate's.

    A folder that cannot be listed is a finding: it may hold anything.
    """

    def unlisted(error: OSError) -> None:
        folder = Path(error.filename)
        name = "." if folder == root else _name(folder, root)
        advice = "It may hold a part of the estate. Fix its permissions, or move it away."
        _fault(files, Source(name, 1, 1), "file-unreadable", f"The folder cannot be listed: {error.strerror}.", advice)

    for folder, folders, names in os.walk(root, onerror=unlisted):
        here = Path(folder)
        folders[:] = [name for name in sorted(folders) if not _is_foreign(files, root, here / name, others, "/")]
        for name in (*sorted(names), *folders):
            is_own = name in folders or not _is_foreign(files, root, here / name, others)
            if name.endswith((".yaml", ".yml")) and is_own:
                yield here / name


def _is_foreign(files: EstateFiles, root: Path, path: Path, others: Foreign, slash: str = "") -> bool:
    """Return whether a file, or with a `slash` a folder, is not the estate's; note it unless it is hidden anyway."""
    if path.name.startswith("."):
        return True
    if not slash and (path == root / MARKER or not path.name.endswith((".yaml", ".yml"))):
        return False
    owner = others.owner(PurePosixPath(path.relative_to(root)), is_folder=bool(slash), root=root)
    if owner is not None:
        files.left_out.append(LeftOut(_name(path, root) + slash, owner))
    return owner is not None


def read_file(files: EstateFiles, name: str, file: Path, *, is_ours: bool = True) -> bytes:
    """Read and parse one file into `files` under a name; return its bytes for the digest.

    What is not ours, as a file of a library is not, may be written with any character that YAML takes.
    """
    content = _bytes(files, name, file)
    if content is None:
        return b""
    start = content.find(b"\0")
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        text = ""
        start = error.start if start < 0 else min(start, error.start)
    if start >= 0:
        line = content.count(b"\n", 0, start) + 1
        advice = "Estate files are YAML in UTF-8. Convert it, or move it out of the estate's folder."
        _fault(files, Source(name, line, 1), "file-not-text", "The file is not UTF-8 text.", advice)
        return content
    _parse(files, name, text.removeprefix("\ufeff"), is_ours=is_ours)
    return content


def _parse(files: EstateFiles, name: str, text: str, *, is_ours: bool) -> None:
    """Parse a text; what only looks like YAML's own characters is named, and the file is not used."""
    files.texts[name] = text
    try:
        data = parse(text)
    except YamlError as error:
        alike = cause_of(text, error) if error.code == "yaml-syntax" else None
        if alike is None:
            _fault(files, Source(name, error.line, error.column), error.code, error.detail, _ADVICE[error.code])
        else:
            _look_alike(files, name, alike)
        return
    found = found_in(text) if is_ours else ()
    for alike in found:
        _look_alike(files, name, alike)
    if not found:
        files.data[name] = data


def _look_alike(files: EstateFiles, name: str, alike: LookAlike) -> None:
    _fault(files, Source(name, alike.line, alike.column), "look-alike-character", alike.detail, alike.advice)


def _bytes(files: EstateFiles, name: str, file: Path) -> bytes | None:
    """Read one file; what is not a file of reasonable size gives a finding and None."""
    advice = "It may hold a part of the estate. Fix it, or move it away."
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            kind = "a folder" if stat.S_ISDIR(status.st_mode) else "not a file"
            _fault(files, Source(name, 1, 1), "file-unreadable", f"This is named like a file and is {kind}.", advice)
            return None
        if status.st_size > FILE_BYTES_MAXIMUM:
            detail = f"The file has {status.st_size // 2**20} MiB; {FILE_BYTES_MAXIMUM // 2**20} MiB are the most."
            _fault(files, Source(name, 1, 1), "file-too-large", detail, "Write what repeats as ranges, or split it.")
            return None
        return file.read_bytes()
    except OSError as error:
        _fault(files, Source(name, 1, 1), "file-unreadable", f"The file cannot be read: {error.strerror}.", advice)
        return None


def _fault(files: EstateFiles, source: Source, code: str, detail: str, advice: str) -> None:
    found = Finding(code, Severity.ERROR, source, readable(detail), advice, (source.file,), summary=in_words(code))
    files.findings.append(found)
