import os
import threading
from pathlib import Path

from facility.standards.verdict_cache import FolderShelf


def test_what_was_put_is_got_and_nothing_else(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path / "a" / "b")
    assert shelf.get("one") is None
    shelf.put("one", b"content")
    shelf.put("one", b"newer")
    assert (shelf.get("one"), shelf.get("two")) == (b"newer", None)
    assert len(list(shelf.folder.iterdir())) == 1


def test_the_oldest_make_room_but_not_those_just_used(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path, most=3)
    for number, key in enumerate("abc"):
        shelf.put(key, key.encode())
        os.utime(tmp_path / f"{key}.verdicts", (number, number))
    assert shelf.get("a") == b"a"
    shelf.put("d", b"d")
    assert {key for key in "abcd" if shelf.get(key)} == {"a", "c", "d"}


def test_a_disk_that_takes_or_gives_nothing_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    shelf = FolderShelf(tmp_path / "file" / "folder")
    shelf.put("one", b"content")
    assert shelf.get("one") is None


def test_two_at_once_leave_one_whole_content(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path)
    contents = [bytes([number]) * 100_000 for number in range(8)]
    threads = [threading.Thread(target=shelf.put, args=("one", content)) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shelf.get("one") in contents
    assert [file.name for file in tmp_path.iterdir()] == ["one.verdicts"]
