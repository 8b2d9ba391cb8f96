"""Servers by the block are the single servers, however they are written."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from facility.standards.judgement import judge
from facility.standards.rule import Answer
from inventory.load import Examined, examine, load_estate
from inventory.model.blocks import ServerBlock, block_of
from inventory.model.origin import Origin
from inventory.model.sites import Server
from tests.estates.cases import BASE

EXAMPLE = Path(__file__).parents[2] / "examples" / "three-sites"
HERE = Origin("servers.yaml")
SHARED = (
    "{sites: east, racks: a01, type: server, zone: retail, labels: [general], nics: {eth0: leaf-01a, eth1: leaf-01b}"
)


def parts(block: ServerBlock) -> Iterator[ServerBlock]:
    return map(block_of, block.servers())


def as_written(server: Server) -> Server:
    return server._replace(origin=HERE)


def test_a_block_is_its_servers() -> None:
    for estate in (load_estate(BASE), load_estate(EXAMPLE)):
        assert any(len(block.mounted.names) > 1 for block in estate.server_blocks)
        for block in estate.server_blocks:
            servers = list(block.servers())
            assert [server.name for server in servers] == list(block.mounted.names)
            assert [server.mount.position for server in servers] == list(block.mounted.units)
            assert [server for part in parts(block) for server in part.servers()] == servers


def written(folder: Path, entries: str) -> Examined:
    """Examine the small good estate with more servers."""
    shutil.copytree(BASE, folder)
    (folder / "servers_more.yaml").write_text(f"servers:\n{entries}", "utf-8")
    return examine(folder)


def test_ranges_and_single_entries_say_the_same(tmp_path: Path) -> None:
    compact = f"  - {SHARED}, names: 's[91-93]', positions: '30+2', ports: 'Ethernet[21-23]'}}\n"
    single = [f"  - {SHARED}, names: s{91 + n}, positions: {30 + 2 * n}, ports: Ethernet{21 + n}}}\n" for n in range(3)]
    found = []
    for name, entries in (("compact", compact), ("single", "".join(single))):
        examined = written(tmp_path / name, entries)
        assert not examined.errors, examined.findings
        found.append({key: as_written(server) for key, server in examined.estate.servers.items()})
    assert found[0] == found[1]
    assert {"east-a01-s91", "east-a01-s93"} <= set(found[0])


def test_a_name_that_is_taken_is_told_and_left_out(tmp_path: Path) -> None:
    examined = written(
        tmp_path / "twice", f"  - {SHARED}, names: [s90, s01, s90], positions: '30+2', ports: 'Ethernet[21-23]'}}\n"
    )
    before = load_estate(BASE)
    told = [finding for finding in examined.findings if finding.code == "duplicate-name"]
    assert [finding.source.file for finding in told] == ["servers_more.yaml"]
    assert "east-a01-s01" in told[0].detail
    assert told[0].more == 1
    assert set(examined.estate.servers) == {*before.servers, "east-a01-s90"}
    assert examined.estate.servers["east-a01-s01"] == before.servers["east-a01-s01"]


def test_checks_and_rules_make_no_single_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """What makes them costs a hundred thousand objects; the blocks say all that a sound estate is asked."""

    def refuse(block: ServerBlock) -> Iterator[Server]:
        raise AssertionError(f"{block.mounted.names[0]} was made")

    monkeypatch.setattr(ServerBlock, "servers", refuse)
    examined = examine(EXAMPLE)
    assert not examined.findings
    judgement = judge(examined.estate, date(2026, 11, 26), ("t3plus",), with_changes=True)
    assert judgement.passes
    assert judgement.total(Answer.HOLDS) > len(examined.estate.block_of)
