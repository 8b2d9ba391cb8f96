"""Finding an estate and reading its files."""

import os
import shutil
from pathlib import Path

import pytest

from inventory.load import examine
from inventory.reading.estate_files import MARKER, NotAnEstate, find_estate, read_files
from tests.estates.cases import BASE, copy_base


def test_an_estate_is_found_upwards(tmp_path: Path) -> None:
    copy_base(tmp_path)
    below = tmp_path / "notes" / "2026"
    below.mkdir(parents=True)
    assert find_estate(below) == tmp_path.resolve()
    assert find_estate(tmp_path) == tmp_path.resolve()


def test_the_nearest_estate_is_taken(tmp_path: Path) -> None:
    copy_base(tmp_path)
    inner = copy_base(tmp_path / "inner")
    assert find_estate(inner) == inner.resolve()


def test_where_there_is_none_the_message_says_how_to_go_on(tmp_path: Path) -> None:
    with pytest.raises(NotAnEstate, match=rf"No estate here: .* has the file {MARKER}.*sddc init"):
        find_estate(tmp_path)


def test_a_folder_with_the_markers_name_is_no_marker(tmp_path: Path) -> None:
    (tmp_path / MARKER).mkdir()
    with pytest.raises(NotAnEstate):
        find_estate(tmp_path)


def test_files_are_read_in_order_from_every_folder_that_is_not_hidden(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yml", "sites/c.yaml", ".git/d.yaml", ".hidden.yaml", "notes.txt", "a.yaml.bak"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("zones: {}\n")
    files = read_files(tmp_path)
    assert list(files.data) == ["a.yml", "b.yaml", "sites/c.yaml"]
    assert files.count == 3
    assert files.findings == []


def test_one_file_can_be_an_estate() -> None:
    assert list(read_files(BASE / "pools.yaml").data) == ["pools.yaml"]


def test_the_digest_changes_with_contents_and_names_and_with_nothing_else(tmp_path: Path) -> None:
    first, second = copy_base(tmp_path / "first"), copy_base(tmp_path / "second")
    digest = read_files(first).digest
    assert len(digest) == 64
    assert read_files(second).digest == digest
    os.utime(second / MARKER, (0, 0))
    (second / "notes.txt").write_text("not the estate's")
    (second / ".git").mkdir()
    (second / ".git" / "x.yaml").write_text("zones: {}")
    assert read_files(second).digest == digest
    with (second / MARKER).open("a") as file:
        file.write("# a comment\n")
    assert read_files(second).digest != digest
    shutil.move(first / "pools.yaml", first / "pool.yaml")
    assert read_files(first).digest != digest


def test_text_that_moves_from_one_file_to_the_next_changes_the_digest(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("zones: {}\n")
    (tmp_path / "b.yaml").write_text("#\n")
    digest = read_files(tmp_path).digest
    (tmp_path / "a.yaml").write_text("zones: {}\n#\n")
    (tmp_path / "b.yaml").write_text("")
    assert read_files(tmp_path).digest != digest


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda folder: folder / "gone", "does not exist. Name an estate's folder, or begin one with: sddc init"),
        (lambda folder: folder, "is not an estate: it holds no .yaml file. Begin one with: sddc init"),
        (lambda folder: folder / ("n" * 300), "cannot be looked at: File name too long."),
        (lambda folder: folder / "a\0b", r"a\x00b is no path."),
        (lambda _: Path("/dev/null"), "/dev/null is neither a folder nor a file."),
    ],
)
def test_what_is_not_an_estate_says_so(make: object, words: str, tmp_path: Path) -> None:
    assert callable(make)
    with pytest.raises(NotAnEstate) as raised:
        examine(make(tmp_path))
    assert words in str(raised.value)


@pytest.mark.parametrize("text", ["", "# nothing\n", "a: 1\n", "- 1\n", "just words\n"])
def test_yaml_that_says_nothing_about_an_estate_is_none(text: str, tmp_path: Path) -> None:
    (tmp_path / "file.yaml").write_text(text)
    for path in (tmp_path, tmp_path / "file.yaml"):
        with pytest.raises(NotAnEstate, match="no file says 'estate: NAME'"):
            examine(path)


def test_a_folder_that_cannot_be_listed_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may list everything, so the system's answer is played here."""
    copy_base(tmp_path)
    (tmp_path / "locked").mkdir()
    scandir = os.scandir

    def refusing(path: str) -> object:
        if Path(path).name == "locked":
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    [finding] = examine(tmp_path).findings
    assert (finding.code, finding.source.file, finding.detail) == (
        "file-unreadable",
        "locked",
        "The folder cannot be listed: Permission denied.",
    )


def test_a_file_that_cannot_be_opened_is_a_finding_and_the_rest_is_still_examined(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_base(tmp_path)
    fabric = (tmp_path / "fabric.yaml").read_text().replace("vrf_id: 2", "vrf_id: 1")
    (tmp_path / "fabric.yaml").write_text(fabric)
    read = Path.read_bytes

    def refusing(path: Path) -> bytes:
        if path.name == "pools.yaml":
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refusing)
    assert [(finding.source.file, finding.code) for finding in examine(tmp_path).findings] == [
        ("fabric.yaml", "vrf-id-clash"),
        ("pools.yaml", "file-unreadable"),
    ]


def test_a_name_of_bytes_that_are_no_text_can_be_shown(tmp_path: Path) -> None:
    copy_base(tmp_path)
    with open(os.fsencode(tmp_path) + b"/b\xffd\n.yaml", "wb") as file:  # noqa: PTH123 - a path of bytes
        file.write(b"zones: [\n")
    [finding] = examine(tmp_path).findings
    assert (finding.code, finding.source.file) == ("yaml-syntax", r"b\udcffd\n.yaml")
