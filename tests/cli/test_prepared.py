"""A command that is a fork of a prepared process says and does what one of its own does; so other tests may use it."""

import subprocess
import sys

import pytest

from tests.cli.world import ESTATE, Sddc


@pytest.mark.parametrize(
    "words",
    [
        ("--version",),
        ("validate", ESTATE),
        ("validate", "nowhere"),
        ("plan", "--nonsense"),
        ("explain", "no-such-code"),
    ],
)
def test_a_fork_does_what_a_process_of_its_own_does(plain: Sddc, words: tuple[object, ...]) -> None:
    own = subprocess.run(
        [sys.executable, "-m", "cli", *map(str, words)],
        cwd=plain.folder,
        env={**plain.environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    fork = plain(*words)
    seconds_aside = str.maketrans("0123456789", "##########")
    assert fork.code == own.returncode
    assert fork.out.translate(seconds_aside) == own.stdout.translate(seconds_aside)
    assert fork.err == own.stderr
