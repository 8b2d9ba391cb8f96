"""What is wrong with an estate keeps nobody from looking at the rest."""

from pathlib import Path

import pytest

from capacity.model import capacity_of
from capacity.snapshot import Snapshot
from inventory.load import examine
from report.facts import facts_of
from report.page import documents
from tests.estates.cases import Case, broken, cases

CASES = list(cases())


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[f"{table}-{case.fault}" for table, case in CASES])
def test_findings_are_shown_with_what_is_sound(tmp_path: Path, case: Case) -> None:
    examined = examine(broken(case, tmp_path))
    made = documents(facts_of(capacity_of(examined.estate, Snapshot()), examined.findings))
    estate = made["estate"]
    assert isinstance(estate, dict)
    assert [row[1] for row in estate["findings"]] == [finding.code for finding in examined.findings]
    assert ("graph" in made) == (examined.errors == 0)
