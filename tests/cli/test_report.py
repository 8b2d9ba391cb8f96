"""`sddc report` and `sddc racks` as a user has them."""

import re
import shutil
from pathlib import Path

import pytest

from cli.exits import Exit
from tests.cli.world import Sddc

EXAMPLE = Path(__file__).parents[2] / "examples" / "three-sites"


def test_report_is_one_page(plain: Sddc, tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    done = plain("report", EXAMPLE, "-o", folder)
    assert (done.code, done.err) == (Exit.DONE, "")
    assert re.fullmatch(r"\S+/a/b/index\.html shows chengdu-bank \(\d\.\d MB\)\.\n", done.out)
    assert [one.name for one in folder.iterdir()] == ["index.html"]
    first = (folder / "index.html").read_bytes()
    assert plain("report", EXAMPLE, "-o", folder).code == Exit.DONE
    assert (folder / "index.html").read_bytes() == first


def test_an_estate_with_errors_is_shown_with_them(plain: Sddc, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "estate")
    file = tmp_path / "estate" / "servers.yaml"
    file.write_text(file.read_text("utf-8").replace("positions: 5", "positions: 4"), "utf-8")
    done = plain("report", tmp_path / "estate", "-o", tmp_path / "site")
    assert done.code == Exit.INVALID
    assert "rack-unit-overlap" in done.err
    assert "only what is sound" in done.err
    assert '"rack-unit-overlap","servers.yaml"' in (tmp_path / "site" / "index.html").read_text("utf-8")


def test_a_folder_that_cannot_be_written_is_said(plain: Sddc, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = plain("report", EXAMPLE, "-o", tmp_path / "file")
    assert done.code == Exit.FAILED
    assert "cannot be written" in done.err


def test_racks_are_drawn_unit_by_unit(plain: Sddc) -> None:
    done = plain("racks", EXAMPLE, "--site", "tianfu", "--rack", "a03")
    assert (done.code, done.err) == (Exit.DONE, "")
    lines = done.out.splitlines()
    assert lines[0] == "tianfu/a03, front"
    assert lines[1].startswith("9 of 42 units, 3.99 kW of 12 kW")
    assert lines[2].startswith("feeds a: pdu-a-m1, b: pdu-b-m1")
    units = {int(line[:2]): line[4:-1].rstrip() for line in lines[4:46]}
    assert sorted(units) == list(range(1, 43))
    assert units[42] == "█ leaf-02a               leaf"
    assert (units[14], units[13]) == ("█ a03-s07          bare-metal", "█")
    assert units[30] == ""


def test_racks_stand_beside_each_other_and_are_seen_from_behind(plain: Sddc) -> None:
    done = plain("racks", EXAMPLE, "--rack", "tianfu/a0[12]", "--face", "rear")
    first = done.out.splitlines()[0]
    assert first.split() == ["tianfu/a01,", "rear", "tianfu/a02,", "rear"]
    assert "▒ leaf-01a" in done.out


def test_racks_for_machines(plain: Sddc) -> None:
    racks = plain("racks", EXAMPLE, "--format", "json").json()["racks"]
    assert len(racks) == 18
    a03 = next(rack for rack in racks if rack["rack"] == "tianfu/a03")
    assert a03["units_used"] == 9
    assert a03["devices"][0] == {
        "name": "tianfu-leaf-02a", "label": "", "type": "arista-7050sx3-48yc8", "position": 42, "u_height": 1,
        "purpose": "leaf", "cords": ["a", "b"], "is_behind": False, "chassis": "", "bay": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "text"),
    [(("--site", "tianfuu"), "There is no site tianfuu"), (("--rack", "z9"), "No rack is called z9")],
)
def test_racks_that_are_not_there_are_said(plain: Sddc, words: tuple[str, ...], text: str) -> None:
    done = plain("racks", EXAMPLE, *words)
    assert done.code == Exit.USAGE
    assert text in done.err
