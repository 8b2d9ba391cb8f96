"""The shortest list of changes as users see it: below the findings, and as data; elsewhere nothing changes."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner, Result

from cli.exits import Exit
from cli.main import app
from tests.facility.standards.cases import cases, edited

GOLDEN = Path(__file__).parents[1] / "golden" / "rules" / "shortest-list.txt"
FAULTS = (
    "A false dual feed, both PDUs of the room behind one panel",
    "A single-corded server",
    "All three pumps of chilled water are needed",
)


def check(*words: str) -> Result:
    return CliRunner().invoke(app, ["rules", "check", ".", "-p", "tier3", *words])


@pytest.fixture(autouse=True)
def _in_a_broken_estate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edited(tmp_path, tuple(edit for case in cases() if case.fault in FAULTS for edit in case.edits))
    monkeypatch.chdir(tmp_path)


def test_table_shows_the_list_below_the_findings() -> None:
    done = check()
    assert done.exit_code == Exit.INVALID
    findings, _, shown = done.output.partition("\n\n")
    assert findings.count("  T3-2  ") == 6
    assert shown == GOLDEN.read_text(encoding="utf-8")


def test_quiet_shows_what_fails_and_no_list() -> None:
    assert "Shortest list" not in check("--quiet").output


def test_json_has_the_list_as_data() -> None:
    judgement = json.loads(check("--format", "json").output)
    first, second = judgement["changes"]
    assert first["subjects"] == ["tianfu/pdu-b-m1", "gaoxin/pdu-b-m1", "chongqing/pdu-b-m1"]
    assert first["change"] == "feed it from tianfu/it-panel-b instead of tianfu/it-panel-a"
    assert (first["file"], first["line"], first["column"]) == ("power.yaml", 35, 97)
    assert len(first["servers"]) == 46
    assert second["fixes"] == ["tianfu/pdu-b-m1", "tianfu/a04 feed b"]
    assert second["servers"] == ["tianfu-a04-s07"]
    (left,) = judgement["not_fixed"]
    assert len(left["subjects"]) == 9
    assert left.keys() == {"file", "line", "column", "subjects", "servers"}


def test_other_formats_have_findings_only() -> None:
    (ran,) = json.loads(check("--format", "sarif").output)["runs"]
    findings = json.loads(check("--format", "json").output)["findings"]
    assert len(ran["results"]) == len(findings)
    suite = ET.fromstring(check("--format", "junit").output)  # noqa: S314 - our own
    assert int(suite.get("failures", "0")) == len(findings)
    assert len(check("--format", "github").output.splitlines()) == len(findings)
