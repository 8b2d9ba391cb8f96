"""The capacity table at any width: what does not fit beside the sums stands below them, and nothing is cut."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app

EXAMPLE = Path(__file__).parents[2] / "examples" / "three-sites"


def shown(width: int) -> str:
    result = CliRunner().invoke(app, ["capacity", str(EXAMPLE)], env={"COLUMNS": str(width)})
    assert "Traceback" not in result.output
    return result.output


@pytest.mark.parametrize("width", [76, 80, 100, 129, 130, 200])
def test_no_width_cuts_a_number_or_a_name(width: int) -> None:
    tables = [line for line in shown(width).splitlines() if line.startswith("  ")]
    assert not any("…" in line for line in tables)
    assert max(map(len, tables)) <= width
    sums = [line.split()[:5] for line in tables]
    assert ["retail", "all", "24", "?/9,216", "?/12,288"] in sums


def test_flavors_stand_beside_the_sums_or_below_them() -> None:
    assert re.search(r"retail +tianfu +8 .* gp\.large \?, \?, gp\.2xlarge \?, \?", shown(130))
    assert re.search(r"Pools: flavors that fit\n.*\n.*\n.*\n +retail +all +24 +\? +\? +gp\.large", shown(80))
