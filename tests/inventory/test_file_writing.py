"""A file is replaced as a whole, or not at all."""

import os
import stat
from pathlib import Path

import pytest

from inventory.file_writing import write_whole


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("is_durable", [False, True])
@pytest.mark.parametrize("content", ["机柜 1\n", b"\x00\xff", ""])
def test_content_replaces_what_was_there(tmp_path: Path, content: str | bytes, is_durable: bool) -> None:
    path = tmp_path / "record.json"
    path.write_text("something longer than the new content")
    write_whole(path, content, is_durable=is_durable)
    assert path.read_bytes() == (content if isinstance(content, bytes) else content.encode())
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_is_its_owners_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_whole(tmp_path / "password", "secret")
        write_whole(tmp_path / "page.prom", "sddc_build_info 1", mode=0o644)
    finally:
        os.umask(before)
    assert (mode_of(tmp_path / "password"), mode_of(tmp_path / "page.prom")) == (0o600, 0o644)


def test_a_link_goes_on_pointing_to_its_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("file")
    write_whole(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_text() == "new"


def test_a_reader_that_has_it_open_keeps_the_old_content(tmp_path: Path) -> None:
    path = tmp_path / "plan"
    path.write_text("old")
    with path.open() as reader:
        write_whole(path, "new")
        assert reader.read() == "old"


def test_an_interruption_leaves_the_old_content_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan"
    path.write_text("old")

    def interrupted(_: Path, __: Path) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, "new")
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("plan", "old")]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "nowhere" / "plan", "new")
