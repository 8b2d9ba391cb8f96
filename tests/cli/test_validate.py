"""`sddc validate` as a user has it: what it prints, where, and how it ends."""

import json
import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from cli import main
from cli.exits import Exit
from tests.estates.cases import BASE, Edit, broken, copy_base
from tests.estates.cases import Case as Broken

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "three-sites"
SDDC = Path(sys.executable).with_name("sddc")
FAULTS = Broken(
    "three faults",
    (
        Edit("servers.yaml", "positions: 5", "positions: 4"),
        Edit("fabric.yaml", "vrf_id: 2", "vrf_id: 1200"),
        Edit("services.yaml", "flavor: small", "flavor: smal"),
    ),
    (),
)


@dataclass(frozen=True, slots=True)
class Ended:
    """A command that has ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def sddc(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run the whole command in this process: fast, and with everything that catches errors around it."""

    def run(*words: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["sddc", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main.run()
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        assert "A fault in sddc itself" not in err
        assert "\x1b" not in out + err
        code = ended.value.code
        return Ended(code if isinstance(code, int) else 0, out, err)

    return run


@pytest.fixture
def faulty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make an estate with three faults in the folder `estate`; the user stands beside it."""
    monkeypatch.chdir(tmp_path)
    return broken(FAULTS, tmp_path / "estate").relative_to(tmp_path)


def test_a_sound_estate_is_one_line(sddc: Run) -> None:
    ended = sddc("validate", BASE)
    assert ended.code == Exit.DONE
    assert re.fullmatch(r"0 errors, 0 warnings in 7 files \([0-9.]+ s\)\n", ended.out)
    assert ended.err == ""


def test_quiet_says_nothing_when_all_is_well(sddc: Run) -> None:
    assert sddc("validate", "-q", BASE) == Ended(0, "", "")


def test_quiet_still_says_what_is_wrong(sddc: Run, faulty: Path) -> None:
    ended = sddc("validate", "--quiet", faulty)
    assert ended.code == Exit.INVALID
    assert "derived-vlan-out-of-range" in ended.out


def test_findings_name_place_code_fault_and_advice(sddc: Run, faulty: Path) -> None:
    ended = sddc("validate", faulty)
    assert ended.code == Exit.INVALID
    first, second, third, rest = ended.out.split("\n", 3)
    assert re.fullmatch(r"estate/fabric\.yaml:3:30\s+error\s+derived-vlan-out-of-range", first.strip())
    assert second == "    Zone core has vrf_id 1200, so its MLAG peering VLAN would be 4199."
    assert third == "    VLAN ids end at 4094. Give the zone a vrf_id between 1 and 1093."
    assert "estate/servers.yaml:14:16" in rest
    assert "estate/services.yaml:6:35" in rest
    assert "3 errors, 0 warnings in 7 files" in rest
    assert ended.err == ""


def test_what_could_not_be_checked_is_said(sddc: Run, tmp_path: Path) -> None:
    copy_base(tmp_path)
    (tmp_path / "odd.yaml").write_text("pools: [\n")
    ended = sddc("validate", tmp_path)
    assert re.search(r"Not checked until these are fixed: \d+ rules about what is missing\.\n$", ended.out)
    assert json.loads(sddc("validate", tmp_path, "-f", "json").out)["rules_waiting"] > 0


def test_from_a_folder_inside_the_estate_is_found_and_paths_lead_to_it(
    sddc: Run, faulty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = faulty / "notes" / "2026"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    ended = sddc("validate")
    assert ended.code == Exit.INVALID
    paths = re.findall(r"^(\S+?):\d+:\d+", ended.out, re.MULTILINE)
    assert paths == ["../../fabric.yaml", "../../servers.yaml", "../../services.yaml"]
    assert all(Path(path).is_file() for path in paths)


def test_a_single_file_can_be_validated(sddc: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = "".join(file.read_text(encoding="utf-8") for file in sorted(BASE.iterdir()))
    (tmp_path / "all.yaml").write_text(text.replace("vrf_id: 2", "vrf_id: 1"), encoding="utf-8")
    ended = sddc("validate", "all.yaml")
    assert ended.code == Exit.INVALID
    assert re.match(r"all\.yaml:\d+:30\s+error\s+vrf-id-clash\n", ended.out)


def test_json(sddc: Run, faulty: Path) -> None:
    found = json.loads(sddc("validate", faulty, "--format", "json").out)
    assert {key: found[key] for key in ("errors", "warnings", "files", "rules_waiting")} == {
        "errors": 3,
        "warnings": 0,
        "files": 7,
        "rules_waiting": 0,
    }
    assert [(f["file"], f["line"], f["column"], f["code"]) for f in found["findings"]] == [
        ("estate/fabric.yaml", 3, 30, "derived-vlan-out-of-range"),
        ("estate/servers.yaml", 14, 16, "rack-unit-overlap"),
        ("estate/services.yaml", 6, 35, "unknown-flavor"),
    ]
    assert all(f["severity"] == "error" and f["detail"] and f["advice"] for f in found["findings"])


def test_json_of_a_sound_estate(sddc: Run) -> None:
    ended = sddc("validate", BASE, "-f", "json")
    assert ended.code == Exit.DONE
    assert json.loads(ended.out)["findings"] == []


def test_sarif_has_what_code_hosts_require(sddc: Run, faulty: Path) -> None:
    moved = faulty.rename("my estate")
    ended = sddc("validate", moved, "--format", "sarif")
    assert ended.code == Exit.INVALID
    log = json.loads(ended.out)
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    [run] = log["runs"]
    rules = {rule["id"]: rule["shortDescription"]["text"] for rule in run["tool"]["driver"]["rules"]}
    assert run["tool"]["driver"]["name"] == "sddc"
    assert len(run["results"]) == 3
    for result in run["results"]:
        assert rules[result["ruleId"]]
        assert result["level"] in {"error", "warning"}
        assert result["message"]["text"]
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"].startswith("my%20estate/")
        assert min(place["region"]["startLine"], place["region"]["startColumn"]) >= 1


def test_junit_is_parsed_by_what_reads_it(sddc: Run, faulty: Path) -> None:
    suite = ET.fromstring(sddc("validate", faulty, "--format", "junit").out)  # noqa: S314 - our own output
    assert (suite.tag, suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("testsuite", "3", "3", "0")
    cases = suite.findall("testcase")
    assert [case.get("classname") for case in cases] == [
        "derived-vlan-out-of-range",
        "rack-unit-overlap",
        "unknown-flavor",
    ]
    assert all(case.find("failure") is not None and case.get("name") for case in cases)


def test_junit_of_a_sound_estate_is_one_test_that_passed(sddc: Run) -> None:
    suite = ET.fromstring(sddc("validate", BASE, "--format", "junit").out)  # noqa: S314 - our own output
    assert (suite.get("tests"), suite.get("failures")) == ("1", "0")
    assert suite.find("testcase/failure") is None


def test_github_shows_findings_beside_lines_whatever_the_folder_is_called(sddc: Run, faulty: Path) -> None:
    moved = faulty.rename("a,b")
    lines = sddc("validate", moved, "--format", "github").out.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith(
        "::error file=a%2Cb/fabric.yaml,line=3,col=30,title=derived-vlan-out-of-range::Zone core has vrf_id 1200"
    )


@pytest.mark.parametrize("form", ["table", "json", "sarif", "junit", "github"])
def test_odd_texts_break_no_format(form: str, sddc: Run, tmp_path: Path) -> None:
    copy_base(tmp_path)
    odd = r'zones: {"[bold red]\e[2J<&>\u2028%0A\n": {vni: 5}, "账本": {}}'
    (tmp_path / "odd.yaml").write_text(odd, encoding="utf-8")
    ended = sddc("validate", tmp_path, "--format", form)
    assert ended.code == Exit.INVALID
    assert "[bold red]" in ended.out or form == "junit"
    if form in {"json", "sarif"}:
        assert json.loads(ended.out)
    if form == "junit":
        assert len(ET.fromstring(ended.out)) == 2  # noqa: S314 - our own output


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("validate", "nowhere"), Exit.INVALID, "nowhere does not exist."),
        (("validate", "."), Exit.INVALID, "is not an estate: it holds no .yaml file."),
        (("validate",), Exit.INVALID, "No estate here"),
        (("validate", "/dev/null"), Exit.INVALID, "is neither a folder nor a file."),
        (("validate", "n" * 5000), Exit.INVALID, "cannot be looked at: File name too long."),
        (("validate", "--format", "xml"), Exit.USAGE, "'xml' is not one of"),
        (("validate", "a", "b"), Exit.USAGE, "unexpected extra argument"),
        (("validat",), Exit.USAGE, "No such command 'validat'"),
    ],
)
def test_what_cannot_be_done_is_said_on_stderr(
    words: tuple[str, ...], code: Exit, said: str, sddc: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "300")
    ended = sddc(*words)
    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err


def test_a_current_folder_that_is_gone_is_said(sddc: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    ended = sddc("validate")
    assert ended.code == Exit.INVALID
    assert "The current folder is gone." in ended.err
    assert sddc("validate", BASE).code == Exit.DONE


# From here on the installed command, as a process of its own.


def process(*words: object, cwd: Path | None = None, **environment: str) -> Ended:
    done = subprocess.run(
        [SDDC, *map(str, words)],
        cwd=cwd,
        env={**{k: v for k, v in os.environ.items() if k not in {"COLUMNS", "FORCE_COLOR"}}, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def test_the_installed_command_ends_with_three_and_without_colour_in_a_pipe(faulty: Path) -> None:
    ended = process("validate", faulty)
    assert ended.code == 3
    assert ended.out.count("\n    ") == 7
    assert "\x1b" not in ended.out + ended.err


def test_a_reader_that_goes_away_is_no_fault(faulty: Path) -> None:
    with subprocess.Popen([SDDC, "validate", faulty], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as started:
        assert started.stdout is not None
        assert started.stderr is not None
        started.stdout.close()
        said = started.stderr.read()
        started.wait(timeout=60)
    assert b"Traceback" not in said
    assert b"Exception ignored" not in said
    assert b"fault" not in said


def cpu_seconds(*words: object) -> float:
    """Measure the processor's time of a command: unlike the clock's, it does not depend on who else is working."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert process(*words).code == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_help_is_quick() -> None:
    assert min(cpu_seconds("--help") for _ in range(3)) < 1.0


def test_validating_the_example_is_quick() -> None:
    assert min(cpu_seconds("validate", EXAMPLE) for _ in range(3)) < 3.0
