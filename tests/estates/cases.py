"""The broken estates: edits of the small good estate in `base/`, each with the findings that it gives."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

HERE = Path(__file__).parent
BASE = HERE / "base"


@dataclass(frozen=True, slots=True)
class Edit:
    """A file of the estate with one text replaced by another, or (`replace` is None) a file of its own."""

    file: str
    replace: str | None
    by: str


@dataclass(frozen=True, slots=True)
class Case:
    """One fault, and everything that is found: `file:line:column code` with the whole detail."""

    fault: str
    edits: tuple[Edit, ...]
    finds: tuple[tuple[str, str], ...]


@cache
def cases() -> tuple[tuple[str, Case], ...]:
    """Read every table: `*.bad.yaml` beside this file."""
    return tuple(_cases())


def _cases() -> Iterator[tuple[str, Case]]:
    for table in sorted(HERE.glob("*.bad.yaml")):
        for row in yaml.load(table.read_text(encoding="utf-8"), yaml.CSafeLoader):
            edits = tuple(Edit(e["file"], e.get("replace"), e["by"] if "by" in e else e["is"]) for e in row["edits"])
            finds = tuple((place, detail) for found in row["finds"] for place, detail in found.items())
            yield table.name.partition(".")[0], Case(row["fault"], edits, finds)


def copy_base(folder: Path) -> Path:
    """Copy the good estate into a folder of its own."""
    shutil.copytree(BASE, folder, dirs_exist_ok=True)
    return folder


def broken(case: Case, folder: Path) -> Path:
    """Make the broken estate; every text that is replaced stands in the file exactly once."""
    copy_base(folder)
    for edit in case.edits:
        file = folder / edit.file
        if edit.replace is None:
            assert not file.exists(), f"{edit.file} would be overwritten"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(edit.by, encoding="utf-8")
            continue
        text = file.read_text(encoding="utf-8")
        assert text.count(edit.replace) == 1, f"{edit.replace!r} stands {text.count(edit.replace)} times in {edit.file}"
        file.write_text(text.replace(edit.replace, edit.by), encoding="utf-8")
    return folder
