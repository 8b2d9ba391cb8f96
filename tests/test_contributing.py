"""The walks of CONTRIBUTING.md, carried out word by word in a copy of the project.

A block with `new=FILE` is a file; one with `in=FILE` goes `before=` or `after=` the first line that begins so.
A console block is run, and what it shows must be printed; … stands for anything.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FENCE = re.compile(r"^```(?P<language>\w+)(?P<where>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
WHERE = re.compile(r'(\w+)=(?:"([^"]*)"|(\S+))')
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".demo", "__pycache__", ".*_cache", ".hypothesis", ".sddc", "lab")


@dataclass(frozen=True)
class Block:
    """One fenced block: code that goes somewhere, or commands."""

    language: str
    where: dict[str, str]
    text: str


def walks() -> dict[str, list[Block]]:
    """Return the blocks of each section that has some."""
    found: dict[str, list[Block]] = {}
    for section in (ROOT / "CONTRIBUTING.md").read_text("utf-8").split("\n## ")[1:]:
        title = section.partition("\n")[0]
        for fence in FENCE.finditer(section):
            where = {name: quoted or plain for name, quoted, plain in WHERE.findall(fence["where"])}
            found.setdefault(title, []).append(Block(fence["language"], where, fence["text"]))
    return found


def write(copy: Path, block: Block) -> None:
    """Put code where the block says."""
    if "new" in block.where:
        path = copy / block.where["new"]
        assert not path.exists()
        path.write_text(block.text, "utf-8")
        return
    path = copy / block.where["in"]
    lines = path.read_text("utf-8").splitlines(keepends=True)
    (side,) = {"before", "after"} & block.where.keys()
    place = next(number for number, line in enumerate(lines) if line.startswith(block.where[side]))
    lines.insert(place + (side == "after"), block.text)
    path.write_text("".join(lines), "utf-8")


def run(copy: Path, block: Block) -> None:
    """Run each command of a console block and hold what it prints against what the block shows."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        environment = {**os.environ, "PYTHONPATH": str(copy), "PATH": programs}
        words = shlex.split(command)
        if words[0] == "sddc":
            words[:1] = [sys.executable, "-m", "cli"]
        done = subprocess.run(words, cwd=copy, env=environment, capture_output=True, text=True, check=False)
        printed = done.stdout + done.stderr
        assert done.returncode == 0, f"{command}:\n{printed}"
        for line in shown.splitlines():
            pattern = ".*".join(map(re.escape, line.split("…")))
            assert re.search(f"^{pattern}$", printed, re.MULTILINE), f"{command} does not print {line}:\n{printed}"


@pytest.mark.parametrize("title", walks())
def test_a_walk_works_as_it_is_written(title: str, tmp_path: Path) -> None:
    copy = tmp_path / "sddc"
    shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
    for block in walks()[title]:
        if block.language == "console":
            run(copy, block)
        else:
            write(copy, block)


def test_there_are_walks_for_what_is_added_most_often() -> None:
    assert {"A rule", "A metric", "A kind of cloud resource"} <= walks().keys()
