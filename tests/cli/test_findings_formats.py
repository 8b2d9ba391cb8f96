"""Every writer of findings, for both commands that find something, under every kind of file name.

What each writes is taken apart again as its reader does it. SARIF is held against the parts of its schema that are
transcribed below, and against the published one where SDDC_SARIF_SCHEMA names its file.
"""

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from typer.testing import CliRunner

from cli.main import app
from tests.estates.cases import BASE

EXAMPLE = Path(__file__).parents[2] / "examples" / "three-sites"
NAMES = (
    "power a,b.yaml",
    "a:b%41;c=d.yaml",
    "#1 50% [x]?y&z.yaml",
    "电源 房间.yaml",
    'it\'s "quoted" <&>.yaml',
    "a+b~c@d!.yaml",
)
FOLDERS = ("estate", "my estate, 100%", "数据中心:1")
WAIVERS = (
    "waivers:\n  - {rule: A-SITE-2, subject: 'gaoxin/*', reason: 'a,b: 100% \"ok\"', owner: O, until: 2099-01-01}\n"
)
Written = Callable[[str], str]
COMMANDS = ("validate", "rules check")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def run(*words: str) -> str:
    return CliRunner().invoke(app, words).output


def written(command: str, estate: Path, form: str) -> str:
    return run(*command.split(), str(estate), "--format", form)


def broken(command: str, folder: Path, name: str) -> Path:
    """Make an estate with errors, and for rules also unknowns and a waiver, in a file of this name."""
    if command == "validate":
        shutil.copytree(BASE, folder)
        text = (folder / "servers.yaml").read_text("utf-8").replace("positions: 5", "positions: 4")
        (folder / name).write_text(text + "  - {sites: east}\n", "utf-8")
        (folder / "servers.yaml").unlink()
        return folder
    shutil.copytree(EXAMPLE, folder)
    text = (folder / "rooms.yaml").read_text("utf-8").replace("flood_area: false", "flood_area: true")
    (folder / name).write_text(text.replace("    roads: 2\n", "") + WAIVERS, "utf-8")
    (folder / "rooms.yaml").unlink()
    return folder


CASES = [(command, folder, name) for command in COMMANDS for folder, name in zip(FOLDERS * 2, NAMES, strict=True)]


@pytest.fixture(params=CASES, ids=[f"{command}: {folder}/{name}" for command, folder, name in CASES])
def case(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, Path, str]:
    """Return the command, the estate as the user names it, and the name of the file with the faults."""
    command, folder, name = request.param
    monkeypatch.chdir(tmp_path)
    estate = broken(command, tmp_path / folder, name).relative_to(tmp_path)
    return command, estate, name


def places(command: str, estate: Path) -> list[tuple[str, str, int, int]]:
    """List code and place of all findings, from the document."""
    found = json.loads(written(command, estate, "json"))["findings"]
    assert found
    return [(one["code"], one["file"], one["line"], one["column"]) for one in found]


def test_every_writer_names_the_file_so_that_its_reader_finds_it(case: tuple[str, Path, str]) -> None:
    command, estate, name = case
    expected = places(command, estate)
    assert str(estate / name) in {file for _, file, _, _ in expected}
    log = json.loads(written(command, estate, "sarif"))
    assert [from_sarif(result) for result in log["runs"][0]["results"]] == expected
    assert [from_github(line) for line in written(command, estate, "github").splitlines()] == expected
    quality = json.loads(written(command, estate, "gitlab"))
    assert [(one["check_name"], one["location"]["path"], one["location"]["lines"]["begin"]) for one in quality] == [
        (code, file, line) for code, file, line, _ in expected
    ]
    suite = ET.fromstring(written(command, estate, "junit"))  # noqa: S314 - our own
    names = [(case.get("classname"), str(case.get("name"))) for case in suite]
    for (code, file, line, column), (classname, shown) in zip(expected, names, strict=False):
        assert classname == code
        assert shown.startswith(f"{file}:{line}:{column} ")


def from_sarif(result: dict[str, Any]) -> tuple[str, str, int, int]:
    place = result["locations"][0]["physicalLocation"]
    uri = place["artifactLocation"]["uri"]
    assert re.fullmatch(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=@/]|%[0-9A-F]{2})+", uri), uri  # RFC 3986, path-noscheme
    parts = urlsplit(uri)
    assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("", "", "", "")
    return result["ruleId"], unquote(parts.path), place["region"]["startLine"], place["region"]["startColumn"]


def from_github(line: str) -> tuple[str, str, int, int]:
    """Read a workflow command as the runner does (actions/runner, ActionCommand.TryParseV2)."""
    head, _, _ = line.removeprefix("::").partition("::")
    _, _, listed = head.partition(" ")
    properties = {}
    for pair in listed.split(","):
        key, value = pair.split("=", 1)
        for escaped, plain in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
            value = value.replace(escaped, plain)
        properties[key] = value
    return properties["title"], properties["file"], int(properties["line"]), int(properties["col"])


URI = {"type": "string", "format": "uri-reference"}
MESSAGE = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name", "rules"],
                                "properties": {
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "type": "object",
                                            "required": ["id", "shortDescription", "fullDescription", "help"],
                                            "properties": {
                                                "shortDescription": MESSAGE,
                                                "fullDescription": MESSAGE,
                                                "help": MESSAGE,
                                            },
                                        },
                                    },
                                },
                            }
                        },
                    },
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["message", "ruleId", "ruleIndex", "kind", "level", "partialFingerprints"],
                            "properties": {
                                "message": MESSAGE,
                                "ruleIndex": {"type": "integer", "minimum": 0},
                                "kind": {"enum": ["notApplicable", "pass", "fail", "review", "open", "informational"]},
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "partialFingerprints": {
                                    "type": "object",
                                    "minProperties": 1,
                                    "additionalProperties": {"type": "string"},
                                },
                                "suppressions": {
                                    "type": "array",
                                    "items": {
                                        "type": "object",
                                        "required": ["kind"],
                                        "properties": {
                                            "kind": {"enum": ["inSource", "external"]},
                                            "status": {"enum": ["accepted", "underReview", "rejected"]},
                                        },
                                    },
                                },
                                "locations": {
                                    "type": "array",
                                    "minItems": 1,
                                    "items": {
                                        "type": "object",
                                        "required": ["physicalLocation"],
                                        "properties": {
                                            "physicalLocation": {
                                                "type": "object",
                                                "required": ["artifactLocation", "region"],
                                                "properties": {
                                                    "artifactLocation": {
                                                        "type": "object",
                                                        "properties": {"uri": URI},
                                                    },
                                                    "region": {
                                                        "type": "object",
                                                        "properties": {
                                                            "startLine": {"type": "integer", "minimum": 1},
                                                            "startColumn": {"type": "integer", "minimum": 1},
                                                        },
                                                    },
                                                },
                                            }
                                        },
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}
"""What we write of SARIF 2.1.0, transcribed by hand; stricter than the schema where code hosts want more."""


@pytest.mark.parametrize("command", COMMANDS)
def test_sarif_keeps_to_its_schema(command: str, tmp_path: Path) -> None:
    log = json.loads(written(command, broken(command, tmp_path / "estate", NAMES[0]), "sarif"))
    jsonschema.validate(log, SARIF)
    (ran,) = log["runs"]
    rules = [rule["id"] for rule in ran["tool"]["driver"]["rules"]]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in ran["results"])
    assert all(result["kind"] == "fail" or result["level"] == "none" for result in ran["results"])
    marks = [result["partialFingerprints"]["sddcFinding/v1"] for result in ran["results"]]
    assert len(set(marks)) == len(marks)
    if command == "rules check":
        assert any("suppressions" in result for result in ran["results"])
        assert any(result["kind"] == "open" for result in ran["results"])


@pytest.mark.parametrize("command", COMMANDS)
def test_sarif_keeps_to_the_published_schema(command: str, tmp_path: Path) -> None:
    schema = os.environ.get("SDDC_SARIF_SCHEMA")
    if not schema:
        pytest.skip("SDDC_SARIF_SCHEMA names no file: only the transcribed parts of the schema were checked")
    log = json.loads(written(command, broken(command, tmp_path / "estate", NAMES[0]), "sarif"))
    jsonschema.validate(log, json.loads(Path(schema).read_text("utf-8")))


@pytest.mark.parametrize("command", COMMANDS)
def test_fingerprints_outlive_lines_that_move_and_the_folder(command: str, tmp_path: Path) -> None:
    estate = broken(command, tmp_path / "estate", NAMES[0])
    before = {one["fingerprint"]: one["check_name"] for one in json.loads(written(command, estate, "gitlab"))}
    file = estate / NAMES[0]
    file.write_text("# One line more.\n\n" + file.read_text("utf-8"), "utf-8")
    after = json.loads(written(command, estate.rename(tmp_path / "elsewhere"), "gitlab"))
    assert {one["fingerprint"]: one["check_name"] for one in after} == before


@pytest.mark.parametrize("command", COMMANDS)
def test_code_quality_has_the_fields_that_gitlab_documents(command: str, tmp_path: Path) -> None:
    found = json.loads(written(command, broken(command, tmp_path / "estate", NAMES[0]), "gitlab"))
    assert found
    for one in found:
        assert one.keys() == {"description", "check_name", "fingerprint", "severity", "location"}
        assert one["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert one["location"].keys() == {"path", "lines"}
        assert not one["location"]["path"].startswith("./")
    assert len({one["fingerprint"] for one in found}) == len(found)


@pytest.mark.parametrize("command", COMMANDS)
def test_junit_keeps_to_the_rules_of_its_readers(command: str, tmp_path: Path) -> None:
    """Jenkins' junit-10.xsd: these attributes are required, and a test case has no others and one outcome."""
    text = written(command, broken(command, tmp_path / "estate", NAMES[0]), "junit")
    suite = ET.fromstring(text)  # noqa: S314 - our own
    assert suite.tag == "testsuite"
    assert suite.attrib.keys() == {"name", "tests", "failures", "errors", "skipped"}
    cases = list(suite)
    assert int(suite.attrib["tests"]) == len(cases)
    for tag, attribute in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        assert int(suite.attrib[attribute]) == len(suite.findall(f"testcase/{tag}"))
    for case in cases:
        assert (case.tag, case.attrib.keys()) == ("testcase", {"name", "classname"})
        assert len(case) <= 1
        assert all(one.attrib.keys() <= {"type", "message"} for one in case)
        assert {one.tag for one in case} <= {"failure", "error", "skipped", "system-out"}
    if command == "rules check":
        assert suite.find("testcase/skipped") is not None
        assert suite.find("testcase/error") is not None


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("form", ["json", "sarif", "junit", "github", "gitlab"])
def test_a_sound_estate_is_written_in_every_format(command: str, form: str) -> None:
    text = written(command, BASE if command == "validate" else EXAMPLE, form)
    if form in {"json", "sarif", "gitlab"}:
        json.loads(text)
    elif form == "junit":
        assert int(ET.fromstring(text).attrib["tests"]) >= 1  # noqa: S314 - our own
