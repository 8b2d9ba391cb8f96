"""From each configuration to each other: what is typed is taken by the switch, and gives exactly the target.

The tool's difference is typed into the emulated switch, whose grammar is from the vendor's manual and shares no
code with the tool. The pairs of our own renderings always run; where SDDC_REFERENCE_CONFIGS and SDDC_REAL_FABRICS name
directories with configurations that others wrote (NAME.cfg, or configs/NAME/running-config.txt of EOS switches), all of
those are tried against each other, too.
"""

import os
import re
from functools import cache
from itertools import permutations
from pathlib import Path

import pytest

from sdn.configuration import running
from sdn.dialects.eos import EOS
from sdn.diff import difference
from twin.dialects.eos.editor import Editor, parse
from twin.dialects.eos.tree import render

OURS = sorted((Path(__file__).parents[1] / "golden" / "eos").glob("*.cfg"))
REFERENCE = Path(os.environ.get("SDDC_REFERENCE_CONFIGS", "reference-configurations-not-named"))
REAL = Path(os.environ.get("SDDC_REAL_FABRICS", "real-fabrics-not-named"))
THEIRS = [*sorted(REFERENCE.glob("*.cfg")), *sorted(REAL.glob("eos*/configs/*/running-config.txt"))]


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def ports_of(*paths: Path) -> tuple[str, ...]:
    """Return every hardware port that any of these configurations names."""
    named = {
        port
        for path in paths
        for port in re.findall(r"^interface ((?:Ethernet|Management)\S+)", text_of(path), re.MULTILINE)
    }
    return tuple(sorted(named))


def typed(before: Path, after: Path) -> tuple[list[str], str]:
    """Return the answers to what is typed to get from one to the other, and what then still differs."""
    ports = ports_of(before, after)
    (root, refused), (target, also_refused) = parse(text_of(before), ports), parse(text_of(after), ports)
    assert refused + also_refused == ()
    wanted = running("\n".join(render(target)), EOS.grammar)
    found = difference(running("\n".join(render(root)), EOS.grammar), wanted, EOS.grammar)
    switch = Editor(root, frozenset(ports))
    answers = [
        f"{line}: {answer}"
        for line in found.remediation
        for answer in [("" if switch.exit() else "nothing to leave") if line == "exit" else switch.enter(line)]
        if answer
    ]
    return answers, difference(running("\n".join(render(root)), EOS.grammar), wanted, EOS.grammar).text


def name_of(path: Path) -> str:
    return path.parent.name if path.name == "running-config.txt" else path.stem


@pytest.mark.parametrize(
    ("before", "after"), [pytest.param(*pair, id=" → ".join(map(name_of, pair))) for pair in permutations(OURS, 2)]
)
def test_from_each_rendering_to_each_other(before: Path, after: Path) -> None:
    assert typed(before, after) == ([], "")


@pytest.mark.parametrize(
    "number", range(max(1, len(THEIRS))), ids=lambda number: ([*map(name_of, THEIRS), "none"])[number]
)
def test_from_each_configuration_of_others_to_each_other(number: int) -> None:
    if len(THEIRS) < 2:
        pytest.skip("neither SDDC_REFERENCE_CONFIGS nor SDDC_REAL_FABRICS names configurations: only our own are tried")
    before = THEIRS[number]
    for after in THEIRS:
        if after != before:
            assert (name_of(after), typed(before, after)) == (name_of(after), ([], ""))
