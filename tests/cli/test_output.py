"""How the command speaks: help, suggestions, JSON, quiet pipes, and where it finds the estate."""

import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import typer

from cli.exits import Exit
from cli.main import run
from tests.cli.world import ESTATE, Sddc, World, eventually, lines_until

COMMANDS = {
    "init", "schema", "validate", "explain", "render", "plan", "apply", "verify", "capacity", "export", "dashboards",
    "play", "lab",
}  # fmt: skip
PARTS_OF_LAB = {"up", "status", "down", "demo"}


def test_every_command_is_listed_and_has_help(plain: Sddc) -> None:
    commands, parts = listed(plain("--help").out), listed(plain("lab", "--help").out)
    assert commands >= COMMANDS
    assert parts == PARTS_OF_LAB
    lines = [(name,) for name in sorted(commands)] + [("lab", part) for part in sorted(parts)]
    with ThreadPoolExecutor(2) as executor:
        helps = list(executor.map(lambda words: plain(*words, "--help"), lines))
    for words, done in zip(lines, helps, strict=True):
        assert (done.code, done.err) == (0, ""), words
        assert f"Usage: sddc {' '.join(words)} " in done.out


def listed(text: str) -> set[str]:
    """Return the commands that a help text lists."""
    return set(re.findall(r"^│ ([a-z][a-z-]+) ", text, re.MULTILINE))


@pytest.mark.parametrize(
    ("words", "expected"),
    [(("pln",), "plan"), (("lab", "stat"), "status"), (("validate", "--fromat", "json"), "--format")],
)
def test_a_misspelt_word_is_answered_with_the_right_one(plain: Sddc, words: tuple[str, ...], expected: str) -> None:
    done = plain(*words)
    assert (done.code, done.out) == (2, "")
    assert re.search(rf"(?is)(did you mean|possible options).*{expected}", done.err)
    assert "Usage: sddc " in done.err


def test_the_version_is_said(plain: Sddc) -> None:
    assert re.fullmatch(r"sddc \d+\.\d+\.\d+\n", plain("--version").out)


def test_an_estate_is_found_from_within_it_and_missed_outside(plain: Sddc, tmp_path: Path) -> None:
    shutil.copytree(ESTATE, tmp_path / "estate")
    (tmp_path / "estate" / "notes").mkdir()
    inside = plain("validate", cwd=tmp_path / "estate" / "notes")
    assert (inside.code, inside.err) == (0, "")
    outside = plain("validate", cwd=tmp_path)
    assert outside.code == 3
    assert "No estate here" in outside.err


def test_render_gives_the_same_as_text_as_data_and_as_files(plain: Sddc, tmp_path: Path) -> None:
    one = plain("render", ESTATE, "-d", "east-leaf-01a")
    everything = plain("render", ESTATE, "--format", "json").json()["configurations"]
    written = plain("render", ESTATE, "-o", tmp_path / "configs")
    assert (one.code, written.code) == (0, 0)
    assert set(everything) == {path.stem for path in (tmp_path / "configs").iterdir()}
    assert list(everything["east-leaf-01a"].values()) == [one.out]
    unknown = plain("render", ESTATE, "-d", "east-leaf-1a")
    assert unknown.code == 2
    assert "Did you mean east-leaf-01a?" in unknown.err


@pytest.mark.parametrize("words", ["render", "schema", "explain", "plan", "verify --all"])
def test_a_reader_that_has_had_enough_ends_it_quietly(world: World, words: str) -> None:
    estate = () if words in {"schema", "explain"} else (str(world.estate),)
    writer = subprocess.Popen(
        [sys.executable, "-m", "cli", *words.split(), *estate],
        env=dict(world.sddc.environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        process_group=0,
    )
    try:
        assert writer.stdout
        assert writer.stderr
        writer.stdout.close()
        assert writer.stderr.read() == b""
        writer.wait(60)
        assert writer.returncode == 1, "nobody saw whether all is well"
    finally:
        if writer.poll() is None:
            os.killpg(writer.pid, signal.SIGKILL)
            writer.wait()


def test_quiet_commands_say_nothing_while_all_is_well(world: World) -> None:
    assert world.sddc("validate", world.estate, "-q").out == ""
    world.move_server()
    done = world.sddc("apply", world.planned(), "-q")
    assert (done.code, done.err) == (0, "")


def test_verify_as_data_holds_every_expectation(world: World) -> None:
    found = world.sddc("verify", world.estate, "--format", "json").json()
    checks = found["checks"]
    assert found["holds"] is True
    assert len(checks) > 100
    assert {frozenset(check) for check in checks} == {
        frozenset({"name", "subject", "status", "expected", "actual", "outside"})
    }
    assert {check["status"] for check in checks} == {"done"}


def test_capacity_and_export_work_where_there_is_no_cloud(plain: Sddc, tmp_path: Path) -> None:
    shown = plain("capacity", ESTATE, "--by", "all", "--after-loss", "rack")
    assert (shown.code, shown.out) == (0, "The estate has no compute hosts, so there is no capacity to show.\n"), shown
    table = plain("capacity", ESTATE, "--format", "json").json()
    assert {"rows", "sources"} <= table.keys()
    page = tmp_path / "textfile" / "sddc.prom"
    page.parent.mkdir()
    written = plain("export", ESTATE, "--textfile", page)
    assert (written.code, written.out, written.err) == (0, "", "")
    assert "# TYPE sddc_" in page.read_text()
    assert [path.name for path in page.parent.iterdir()] == ["sddc.prom"], "nothing half-written stays behind"
    refused = plain("export", ESTATE, "--textfile", tmp_path / "nowhere" / "sddc.prom")
    assert refused.code == 1
    assert "nowhere" in refused.err


def is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/-/ready", timeout=20) as answer:  # noqa: S310 - our own loopback
            return bool(answer.status == 200)
    except urllib.error.HTTPError:
        return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_exporter_serves_until_it_is_told_to_end(plain: Sddc, number: signal.Signals) -> None:
    with plain.started("export", ESTATE, "--port", 0) as process:
        url = re.search(r"http://127\.0\.0\.1:\d+", lines_until(process, "Serving"))
        assert url
        eventually(lambda: is_ready(url[0]))
        with urllib.request.urlopen(f"{url[0]}/metrics", timeout=20) as answer:  # noqa: S310 - our own loopback
            assert b"sddc_" in answer.read()
        busy = plain("export", ESTATE, "--port", url[0].rpartition(":")[2])
        assert busy.code == 1
        assert url[0].partition("://")[2] in busy.err
        process.send_signal(number)
        done = plain.end_of(process, timeout=10)
    assert done.code == 0, done


def test_ctrl_c_in_a_command_without_words_of_its_own_is_not_silent(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def command() -> None:
        raise KeyboardInterrupt

    app = typer.Typer()
    app.command()(command)
    monkeypatch.setattr("cli.main.app", app)
    monkeypatch.setattr("sys.argv", ["sddc"])
    with pytest.raises(SystemExit) as ended:
        run()
    assert ended.value.code == Exit.INTERRUPTED
    assert capsys.readouterr().err.startswith("sddc: Interrupted. Nothing that was begun is left half-done")


@pytest.mark.parametrize(
    ("redirection", "code", "said"),
    [
        (">&-", 0, ""),
        ("2>&-", 0, ""),
        ("<&- >&- 2>&-", 0, ""),
        (">/dev/full", 1, "sddc: What was to be written could not be: No space left on device.\n"),
    ],
)
def test_streams_that_are_closed_or_full(plain: Sddc, redirection: str, code: int, said: str) -> None:
    command = f"{sys.executable} -m cli validate {ESTATE} {redirection}"
    done = subprocess.run(
        ["sh", "-c", command], env=plain.environment, cwd=plain.folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done
    assert done.stderr.startswith(said)
    assert "fault in sddc" not in done.stderr
