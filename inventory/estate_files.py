"""Finding and reading an estate's files: the only place that touches them."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from inventory.finding import Finding, Severity
from inventory.model.origin import Source
from inventory.yaml_text import Data, YamlError, parse

MARKER = "estate.yaml"
"""A folder with this file is an estate."""
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
    if not path.exists():
        raise NotAnEstate(f"{path} does not exist. Name an estate's folder, or begin one with: sddc init {path}")
    names = {path.name: path} if path.is_file() else {str(file.relative_to(path)): file for file in _yaml_files(path)}
    if not names:
        raise NotAnEstate(f"{path} is not an estate: it holds no .yaml file. Begin one with: sddc init {path}")
    files = EstateFiles()
    digest = hashlib.sha256()
    for name, file in names.items():
        content = _content(files, name, file)
        digest.update(f"{len(name)}:{name}:{len(content)}:".encode())
        digest.update(content)
    files.digest = digest.hexdigest()
    return files


def _yaml_files(folder: Path) -> Iterator[Path]:
    for file in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
        if file.suffix in (".yaml", ".yml") and not hidden and file.is_file():
            yield file


def _content(files: EstateFiles, name: str, file: Path) -> bytes:
    """Read and parse one file; returns its bytes for the digest."""
    try:
        size = file.stat().st_size
        if size > FILE_BYTES_MAXIMUM:
            detail = f"The file has {size // 2**20} MiB; {FILE_BYTES_MAXIMUM // 2**20} MiB are the most."
            _fault(files, Source(name, 1, 1), "file-too-large", detail, "Write what repeats as ranges, or split it.")
            return b""
        content = file.read_bytes()
    except OSError as error:
        detail = f"The file cannot be read: {error.strerror}."
        _fault(files, Source(name, 1, 1), "file-unreadable", detail, "Mend its permissions, or move it away.")
        return b""
    try:
        text = content.decode()
        start = text.find("\0")
    except UnicodeDecodeError as error:
        start = error.start
    if start >= 0:
        line = content.count(b"\n", 0, start) + 1
        advice = "Estate files are YAML in UTF-8. Convert it, or move it out of the estate's folder."
        _fault(files, Source(name, line, 1), "file-not-text", "The file is not UTF-8 text.", advice)
        return content
    files.texts[name] = text
    try:
        files.data[name] = parse(text)
    except YamlError as error:
        _fault(files, Source(name, error.line, error.column), error.code, error.detail, _ADVICE[error.code])
    return content


def _fault(files: EstateFiles, source: Source, code: str, detail: str, advice: str) -> None:
    files.findings.append(Finding(code, Severity.ERROR, source, detail, advice))
