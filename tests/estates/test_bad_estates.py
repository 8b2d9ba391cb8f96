"""Every broken estate gives exactly the findings of its table, and every code of a finding has an estate."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from inventory.codes import CODES
from inventory.finding import Finding
from inventory.load import EstateInvalid, examine, load_estate
from inventory.reading import yaml_text
from tests.estates.cases import BASE, Case, broken, cases, copy_base

TABLE = list(cases())


def found(path: Path) -> list[tuple[str, str]]:
    return [(f"{finding.source} {finding.code}", finding.message) for finding in examine(path).findings]


@dataclass(frozen=True, slots=True)
class Made:
    """An estate that no text can describe."""

    fault: str
    make: Callable[[Path], object]
    finds: tuple[tuple[str, str], ...]


def large(folder: Path) -> None:
    with (folder / "large.yaml").open("wb") as file:
        file.truncate(100 * 2**20)


def dangling(folder: Path) -> None:
    (folder / "gone.yaml").symlink_to(folder / "nowhere")


def in_a_circle(folder: Path) -> None:
    (folder / "cycle.yaml").symlink_to(folder / "cycle.yaml")


MADE = (
    Made("a file of 100 MB", large, (("large.yaml:1:1 file-too-large", "The file has 100 MiB; 64 MiB are the most."),)),
    Made(
        "a picture",
        lambda folder: (folder / "plan.yaml").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        (("plan.yaml:1:1 file-not-text", "The file is not UTF-8 text."),),
    ),
    Made(
        "a text with a zero byte",
        lambda folder: (folder / "zero.yaml").write_bytes(b"zones:\n  dmz: {vni: 5\x00}\n"),
        (("zero.yaml:2:1 file-not-text", "The file is not UTF-8 text."),),
    ),
    Made(
        "a text of Windows in UTF-16",
        lambda folder: (folder / "wide.yaml").write_text("zones: {}\n", encoding="utf-16"),
        (("wide.yaml:1:1 file-not-text", "The file is not UTF-8 text."),),
    ),
    Made(
        "a text in GBK",
        lambda folder: (folder / "gbk.yaml").write_text("# 安全区\nzones: {}\n", encoding="gbk"),
        (("gbk.yaml:1:1 file-not-text", "The file is not UTF-8 text."),),
    ),
    Made(
        "a link to nowhere",
        dangling,
        (("gone.yaml:1:1 file-unreadable", "The file cannot be read: No such file or directory."),),
    ),
    Made(
        "a link to itself",
        in_a_circle,
        (("cycle.yaml:1:1 file-unreadable", "The file cannot be read: Too many levels of symbolic links."),),
    ),
    Made(
        "a folder named like a file",
        lambda folder: (folder / "old.yaml").mkdir(),
        (("old.yaml:1:1 file-unreadable", "This is named like a file and is a folder."),),
    ),
    Made(
        "a pipe, which is not waited for",
        lambda folder: os.mkfifo(folder / "pipe.yaml"),
        (("pipe.yaml:1:1 file-unreadable", "This is named like a file and is not a file."),),
    ),
)


@pytest.mark.parametrize("case", [case for _, case in TABLE], ids=[f"{name}: {case.fault}" for name, case in TABLE])
def test_the_findings_of_a_broken_estate_are_exact(case: Case, tmp_path: Path) -> None:
    assert found(broken(case, tmp_path)) == list(case.finds)


@pytest.mark.parametrize("made", MADE, ids=[made.fault for made in MADE])
def test_the_findings_of_a_file_that_cannot_be_read_are_exact(made: Made, tmp_path: Path) -> None:
    made.make(copy_base(tmp_path))
    assert found(tmp_path) == list(made.finds)


def test_a_file_with_too_many_values_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_text, "NODES_MAXIMUM", 500)
    copy_base(tmp_path)
    (tmp_path / "many.yaml").write_text(f"zones: [{'1, ' * 600}1]\n", encoding="utf-8")
    assert found(tmp_path) == [("many.yaml:1:1503 yaml-too-large", "The file holds more than 500 values.")]


def test_the_base_of_all_cases_is_sound() -> None:
    assert found(BASE) == []
    assert load_estate(BASE).name == "small-bank"


def test_there_are_at_least_sixty_cases_and_no_two_alike() -> None:
    assert len(TABLE) >= 60
    assert len({case.fault for _, case in TABLE}) == len(TABLE)
    assert all(case.finds for _, case in TABLE)


def test_every_code_is_found_in_some_estate() -> None:
    told = {place.split()[1] for _, case in TABLE for place, _ in case.finds}
    told |= {place.split()[1] for made in MADE for place, _ in made.finds}
    tables_of_their_own = {"look-alike-character", "foreign-file", "setting-not-rendered", "reserved-vlan"}
    assert told | {"yaml-too-large"} | tables_of_their_own == set(CODES)


def findings_of_all_cases(folder: Path) -> list[Finding]:
    return [f for n, (_, case) in enumerate(TABLE) for f in examine(broken(case, folder / str(n))).findings]


def test_every_message_is_a_sentence_with_advice(tmp_path: Path) -> None:
    for finding in findings_of_all_cases(tmp_path):
        assert finding.detail.endswith("."), finding
        assert finding.advice.endswith((".", "?", ")")), finding
        assert finding.detail.isprintable(), finding
        assert len(finding.detail) < 700, finding
        for slip in ("Origin(", "<class", "Input should", "  "):
            assert slip not in f"{finding.detail}|{finding.advice}", finding


def test_an_invalid_estate_is_never_loaded(tmp_path: Path) -> None:
    name, case = TABLE[0]
    with pytest.raises(EstateInvalid) as raised:
        load_estate(broken(case, tmp_path))
    assert [(f"{f.source} {f.code}", f.message) for f in raised.value.findings] == list(case.finds), name


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """Three faults in three files, none of which hides another."""
    copy_base(tmp_path)
    for file, old, new in (
        ("servers.yaml", "positions: 5", "positions: 4"),
        ("fabric.yaml", "vrf_id: 2", "vrf_id: 1200"),
        ("services.yaml", "flavor: small", "flavor: smal"),
    ):
        text = (tmp_path / file).read_text(encoding="utf-8")
        (tmp_path / file).write_text(text.replace(old, new), encoding="utf-8")
    assert [place for place, _ in found(tmp_path)] == [
        "fabric.yaml:3:30 derived-vlan-out-of-range",
        "servers.yaml:14:16 rack-unit-overlap",
        "services.yaml:6:35 unknown-flavor",
    ]
