"""`sddc init`, `schema`, `explain` and completion: what a new user meets first."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from cli.exits import Exit
from cli.main import app
from inventory.codes import CODES
from inventory.reading.yaml_text import parse

SDDC = Path(sys.executable).with_name("sddc")
RUNNER = CliRunner()


def sddc(*words: object, **environment: str) -> "subprocess.CompletedProcess[str]":
    done = subprocess.run(
        [SDDC, *map(str, words)],
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "Traceback" not in done.stdout + done.stderr
    assert "A fault in sddc itself" not in done.stderr
    return done


def test_init_writes_a_starter_that_is_valid_and_commented(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "bank"
    begun = sddc("init", folder)
    assert begun.returncode == Exit.DONE
    assert f"sddc validate {folder}" in " ".join(begun.stdout.split())
    files = sorted(folder.iterdir())
    assert "estate.yaml" in [file.name for file in files]
    assert all(file.read_text(encoding="utf-8").count("#") >= 1 for file in files)
    assert sddc("validate", folder).returncode == Exit.DONE


def test_init_takes_an_empty_folder(tmp_path: Path) -> None:
    assert sddc("init", tmp_path).returncode == Exit.DONE
    assert (tmp_path / "estate.yaml").is_file()


@pytest.mark.parametrize("taken", ["folder", "file"])
def test_init_writes_over_nothing(taken: str, tmp_path: Path) -> None:
    target = tmp_path / "bank"
    mine = target / "mine.txt" if taken == "folder" else target
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("mine")
    refused = sddc("init", target)
    assert (refused.returncode, refused.stdout) == (Exit.FAILED, "")
    assert "is not an empty folder." in refused.stderr
    assert mine.read_text() == "mine"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [mine]


@pytest.mark.parametrize(
    ("below", "reason"),
    [("file/bank", "Not a directory"), ("n" * 300, "File name too long")],
)
def test_init_where_nothing_can_be_written_says_why(below: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    refused = sddc("init", tmp_path / below)
    assert refused.returncode == Exit.FAILED
    assert reason in refused.stderr


def test_schema_is_a_json_schema_and_the_starter_keeps_it(tmp_path: Path) -> None:
    printed = sddc("schema")
    assert printed.returncode == Exit.DONE
    schema = json.loads(printed.stdout)
    Draft202012Validator.check_schema(schema)
    folder = tmp_path / "bank"
    sddc("init", folder)
    for file in folder.glob("*.yaml"):
        Draft202012Validator(schema).validate(parse(file.read_text(encoding="utf-8")))


def test_schema_into_a_file_is_the_same(tmp_path: Path) -> None:
    file = tmp_path / "estate.schema.json"
    done = sddc("schema", "-o", file)
    assert (done.returncode, done.stdout) == (Exit.DONE, "")
    assert json.loads(file.read_text(encoding="utf-8")) == json.loads(sddc("schema").stdout)


def test_schema_that_cannot_be_written_says_why(tmp_path: Path) -> None:
    refused = sddc("schema", "-o", tmp_path / "nowhere" / "estate.schema.json")
    assert refused.returncode == Exit.FAILED
    assert "cannot be written: No such file or directory." in refused.stderr


def test_every_code_is_explained() -> None:
    for code, meaning in CODES.items():
        shown = RUNNER.invoke(app, ["explain", code])
        assert shown.exit_code == Exit.DONE
        assert shown.output.startswith(f"{code}\n\n{meaning}\n")


def test_all_codes_are_listed_one_a_line() -> None:
    listed = RUNNER.invoke(app, ["explain"]).output.splitlines()
    assert {line.split()[0] for line in listed} >= set(CODES)
    assert all(len(line.split()) > 3 for line in listed)


def test_a_misspelt_code_is_guessed() -> None:
    refused = sddc("explain", "rack-unit-overlaps")
    assert (refused.returncode, refused.stdout) == (Exit.USAGE, "")
    assert "rack-unit-overlaps" in refused.stderr
    assert "Did you mean rack-unit-overlap?" in refused.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script_of_the_shell(shell: str) -> None:
    shown = sddc("--show-completion", shell, _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1", SHELL=f"/bin/{shell}")
    assert shown.returncode == Exit.DONE
    assert "_SDDC_COMPLETE" in shown.stdout


def test_completion_knows_the_commands() -> None:
    shown = sddc(_SDDC_COMPLETE="complete_bash", COMP_WORDS="sddc val", COMP_CWORD="1")
    assert shown.stdout.split() == ["validate"]


def test_version_and_help() -> None:
    assert sddc("--version").stdout.startswith("sddc ")
    shown = RUNNER.invoke(app, ["--help"])
    assert shown.exit_code == Exit.DONE
    assert all(command in shown.output for command in ("init", "schema", "validate", "explain"))
