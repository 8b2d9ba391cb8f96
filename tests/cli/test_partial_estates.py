"""Commands that only read go on past errors, say so, and never end as if all were well; those that act refuse."""

import shutil
from pathlib import Path

import pytest

from tests.cli.world import Sddc

EXAMPLE = Path(__file__).parents[2] / "examples" / "three-sites"
LEFT_OUT = "The estate has 1 error. What does not load is left out of this answer"
READING = (
    ("racks", "--site", "gaoxin"),
    ("what-if", "lose:gaoxin/ups-a"),
    ("what-if", "--all-single", "--within", "power"),
    ("rules", "check"),
)


def edited(folder: Path, file: str, old: str, new: str) -> Path:
    whole = Path(shutil.copytree(EXAMPLE, folder / "estate"))
    text = (whole / file).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (whole / file).write_text(text.replace(old, new), encoding="utf-8")
    return whole


@pytest.mark.parametrize("command", READING, ids=" ".join)
@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("servers.yaml", "    racks: a04\n", "    racks: a05\n", "unknown-rack"),
        (
            "pools.yaml",
            "{description: Data platform, pools: [core]",
            "{description: Data platform, pools: [cores]",
            "unknown-pool",
        ),
    ],
)
def test_commands_that_read_answer_for_what_loads(
    plain: Sddc, tmp_path: Path, command: tuple[str, ...], file: str, old: str, new: str, told: str
) -> None:
    done = plain(*command, edited(tmp_path, file, old, new))
    assert done.code in (1, 3)
    assert told in done.err
    assert LEFT_OUT in done.err
    assert done.out


def test_nameplates_above_what_racks_are_built_for_stop_no_command(plain: Sddc, tmp_path: Path) -> None:
    estate = edited(tmp_path, "rooms.yaml", "power: 12kW", "power: 3kW")
    assert plain("validate", estate).code == 0
    assert plain("racks", estate).code == 0
    assert plain("what-if", "lose:tianfu/ups-a", estate).code == 0
    checked = plain("rules", "check", "--profile", "engineering", estate)
    assert (checked.code, "RACK-10" in checked.out) == (3, True)
    assert plain("report", "--output", tmp_path / "page", estate).code == 0


def test_an_estate_that_cannot_be_read_is_not_answered_for(plain: Sddc, tmp_path: Path) -> None:
    estate = edited(tmp_path, "power.yaml", "power:\n", "power: [\n")
    for command in READING:
        done = plain(*command, estate)
        assert (done.code, done.out) == (3, "")
        assert "Not all of the estate could be read; nothing was answered." in done.err


def test_commands_that_act_refuse(plain: Sddc, tmp_path: Path) -> None:
    done = plain(
        "render", "--output", tmp_path / "configs", edited(tmp_path, "servers.yaml", "racks: a04\n", "racks: a05\n")
    )
    assert done.code == 3
    assert "The estate has errors; nothing was done." in done.err
