"""The lab as a whole: its folder, what it remembers, who holds its addresses, and what ends it."""

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from inventory.load import load_estate
from inventory.model.estate import Estate
from lab.embedded import Lab, end_lab
from lab.folder import FolderUnusable, LabRecord, claim, is_lab, read_lab
from lab.layout import LabTooLarge, Listening, switch_listening
from lab.listeners import AddressTaken, refuse_taken

ESTATE = Path(__file__).parents[1] / "cli" / "estate"
RECORD = LabRecord("/home/ops/estate", 90, clouds=True)


@pytest.fixture(scope="module")
def estate() -> Estate:
    return load_estate(ESTATE)


def test_a_folder_is_claimed_for_its_owner_and_remembers(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "lab"
    assert read_lab(folder) is None
    claim(folder, RECORD)
    assert read_lab(folder) == RECORD
    assert is_lab(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / ".gitignore").read_text() == "*\n"


def test_a_lab_without_clouds_may_move_and_one_with_clouds_may_not(tmp_path: Path) -> None:
    claim(tmp_path, RECORD)
    moved = replace(RECORD, network=70)
    claim(tmp_path, moved)
    assert read_lab(tmp_path) == moved
    (tmp_path / "clouds" / "east").mkdir(parents=True)
    with pytest.raises(FolderUnusable, match=r"answers at 127\.70\.….*lab down --state .* --wipe"):
        claim(tmp_path, RECORD)
    assert read_lab(tmp_path) == moved


@pytest.mark.parametrize("content", ["", "[]", '{"estate": "x"}', '{"estate": "x", "network": "y", "clouds": true}'])
def test_a_damaged_record_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "lab.json").write_text(content)
    with pytest.raises(FolderUnusable, match="is damaged"):
        read_lab(tmp_path)
    end_lab(tmp_path, wipe=True)
    assert not tmp_path.exists()


def test_what_is_no_lab_is_neither_claimed_nor_wiped(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(FolderUnusable, match="holds something else than a lab"):
        claim(tmp_path, RECORD)
    with pytest.raises(FolderUnusable, match="There is no lab in"):
        end_lab(tmp_path, wipe=True)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_an_address_that_another_program_holds_is_refused_with_its_process() -> None:
    with socket.create_server(("127.99.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(AddressTaken, match=rf"127\.99\.0\.1:{port} is taken by the process \d+ \(.*python"):
            refuse_taken([Listening("127.99.0.1", port)])
        refuse_taken([Listening("127.99.0.2", port)])
    refuse_taken([Listening("127.99.0.1", port)])


def test_a_server_on_all_addresses_is_found_too() -> None:
    with socket.create_server(("0.0.0.0", 0)) as server:  # noqa: S104 - what the lab has to find
        port = server.getsockname()[1]
        with pytest.raises(AddressTaken, match="is taken by the process"):
            refuse_taken([Listening("127.99.0.3", port)])


def test_a_lab_that_never_was_runs_nowhere_and_is_down(estate: Estate, tmp_path: Path) -> None:
    lab = Lab(estate, tmp_path / "lab", with_clouds=False)
    assert [(part.name, part.running) for part in lab.status()] == [("switches", False), ("hosts of east", False)]
    lab.down()
    assert not lab.folder.exists()


def test_more_sites_than_a_lab_holds_are_refused(estate: Estate) -> None:
    (site,) = estate.sites.values()
    many = replace(estate, sites={f"site-{number}": replace(site, name=f"site-{number}") for number in range(65)})
    with pytest.raises(LabTooLarge, match="65 sites; a lab holds 64"):
        switch_listening(many, ("eos",))
