"""sddc rules as users run it: lists, verdicts with exit codes, pages, and formats for machines."""

import json
import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner, Result

from cli.exits import Exit
from cli.failure import CommandFailed
from cli.main import app
from facility.standards.catalogue import RULES

EXAMPLE = Path(__file__).parents[2] / "examples" / "three-sites"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep verdicts where no other test has left any."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def run(*words: object) -> Result:
    return CliRunner().invoke(app, ["rules", *map(str, words)])


@pytest.fixture
def flooded(tmp_path: Path) -> Path:
    """Put the example into a flood area, and say nothing of its roads."""
    estate = tmp_path / "estate"
    shutil.copytree(EXAMPLE, estate)
    file = estate / "rooms.yaml"
    text = (
        file.read_text(encoding="utf-8").replace("flood_area: false", "flood_area: true").replace("    roads: 2\n", "")
    )
    file.write_text(text, encoding="utf-8")
    return estate


def test_list_names_every_rule() -> None:
    for words in ((), ("list",)):
        done = run(*words)
        assert done.exit_code == Exit.DONE
        for rule in RULES:
            assert f"  {rule.code} " in done.output
    assert "(to verify)" in run().output


def test_list_for_machines() -> None:
    listed = json.loads(run("list", "--format", "json").output)
    assert [rule["code"] for rule in listed["rules"]] == [rule.code for rule in RULES]
    assert {"code", "title", "standard", "edition", "clause", "severity", "source", "verified"} <= listed["rules"][
        0
    ].keys()
    assert "t3plus" in {profile["name"] for profile in listed["profiles"]}


@pytest.mark.parametrize("rule", ["T3-2", "t3-2"])
def test_explain_shows_the_whole_rule(rule: str) -> None:
    done = run("explain", rule)
    assert done.exit_code == Exit.DONE
    assert done.output.startswith("T3-2\n\nEvery capacity component")
    assert "Tier Standard: Topology 2018" in done.output
    assert "tier3" in done.output


def test_explain_says_what_is_not_verified() -> None:
    assert "was not at hand" in run("explain", "A-BLD-2").output


def test_explain_unknown_rule_helps() -> None:
    done = run("explain", "T3-22")
    assert done.exception is not None
    assert "There is no rule T3-22." in str(done.exception)
    assert isinstance(done.exception, CommandFailed)
    assert done.exception.code == Exit.USAGE


def test_check_passes_the_example_with_warnings_only() -> None:
    done = run("check", EXAMPLE)
    assert done.exit_code == Exit.DONE
    assert "chengdu-bank passes t3plus: 3 warnings (" in done.output
    assert run("check", EXAMPLE, "--quiet").output == ""


def test_check_names_place_loss_and_unknown(flooded: Path) -> None:
    done = run("check", flooded)
    assert done.exit_code == Exit.INVALID
    assert "rooms.yaml:25:17  error   A-SITE-2" in done.output
    assert "unknown A-SITE-2" in done.output
    assert "Nothing says how many roads lead to tianfu." in done.output
    assert "does not pass t3plus: 1 error, 1 unknown, 3 warnings (" in done.output


def test_unknown_alone_does_not_pass(flooded: Path) -> None:
    file = flooded / "rooms.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("flood_area: true", "flood_area: false"), encoding="utf-8")
    done = run("check", flooded, "--profile", "gb50174-a")
    assert done.exit_code == Exit.INVALID
    assert "does not pass gb50174-a: 1 unknown" in done.output


def test_check_by_a_profile_that_does_not_ask(flooded: Path) -> None:
    assert run("check", flooded, "-p", "tier3", "-p", "tia942-rated3").exit_code == Exit.DONE


def test_unknown_profile_is_refused() -> None:
    done = run("check", EXAMPLE, "-p", "tier9")
    assert "There is no profile called tier9." in str(done.exception)
    assert isinstance(done.exception, CommandFailed)
    assert done.exception.code == Exit.USAGE


def test_json_is_the_same_judgement(flooded: Path) -> None:
    done = run("check", flooded, "--format", "json")
    judgement = json.loads(done.output)
    assert done.exit_code == Exit.INVALID
    assert judgement["passes"] is False
    assert judgement["answers"]["A-SITE-2"] == {"holds": 6, "broken": 3, "unknown": 3}
    first = judgement["findings"][0]
    assert (first["code"], first["line"], first["column"], first["answer"]) == ("A-SITE-2", 25, 17, "broken")
    assert first["subjects"] == ["tianfu/flood-area", "gaoxin/flood-area", "chongqing/flood-area"]
    pairs = next(finding for finding in judgement["findings"] if finding["code"] == "T4-1")
    assert {"racks", "servers", "pools", "services"} == pairs["lost"].keys()
    assert pairs["lost"]["services"][0].keys() == {"service", "tier", "site", "instances", "hosts", "of"}


def test_sarif_names_rules_and_places(flooded: Path) -> None:
    (ran,) = json.loads(run("check", flooded, "--format", "sarif").output)["runs"]
    assert {"A-SITE-2", "T3-2"} <= {rule["id"] for rule in ran["tool"]["driver"]["rules"]}
    kinds = [(result["ruleId"], result["kind"], result["level"]) for result in ran["results"]]
    assert kinds[:2] == [("A-SITE-2", "fail", "error"), ("A-SITE-2", "open", "none")]
    assert ran["results"][0]["locations"][0]["physicalLocation"]["region"] == {"startLine": 25, "startColumn": 17}


def test_junit_counts_failures_and_unknowns(flooded: Path) -> None:
    suite = ET.fromstring(run("check", flooded, "--format", "junit").output)  # noqa: S314 - our own
    assert (suite.get("failures"), suite.get("errors")) == ("1", "1")
    assert int(suite.get("tests", "0")) == len(suite.findall("testcase"))
    assert suite.find("testcase[@classname='T3-2']") is not None


def test_github_marks_lines(flooded: Path) -> None:
    lines = run("check", flooded, "--format", "github").output.splitlines()
    assert lines[0].startswith("::error file=")
    assert "line=25,col=17,title=A-SITE-2::tianfu stands in a flood area." in lines[0]
    assert lines[1].startswith("::error")
    assert lines[-1].startswith("::warning")


def test_a_second_check_says_the_same_from_what_was_kept(flooded: Path, cache: Path) -> None:
    first = run("check", flooded, "--format", "json")
    (kept,) = (cache / "sddc" / "verdicts").iterdir()
    kept_at = kept.stat().st_mtime_ns
    assert run("check", flooded, "--format", "json").output == first.output
    assert kept.stat().st_mtime_ns > kept_at
    kept.write_bytes(b"")
    assert run("check", flooded, "--format", "json", "--afresh").output == first.output
    assert kept.read_bytes() == b""
