"""The table of capabilities in the documentation says what the systems declare."""

import dataclasses
from pathlib import Path

from sdn.nos import SYSTEMS, Capabilities

DOCUMENT = Path(__file__).parents[2] / "docs" / "network-operating-systems.md"


def test_the_table_says_what_the_systems_declare() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in DOCUMENT.read_text(encoding="utf-8").splitlines()
        if line.startswith("|")
    ]
    names = [nos.name for nos in SYSTEMS]
    assert rows[0][1 : 1 + len(names)] == names
    said = {row[0]: dict(zip(names, row[1:], strict=False)) for row in rows[2:]}
    assert said == {
        field.name: {nos.name: "yes" if getattr(nos.capabilities, field.name) else "no" for nos in SYSTEMS}
        for field in dataclasses.fields(Capabilities)
    }
