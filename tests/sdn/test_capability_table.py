"""The table of capabilities in the documentation says what the systems declare."""

import dataclasses
from pathlib import Path

from inventory.model.platforms import PLATFORMS, Capabilities

DOCUMENT = Path(__file__).parents[2] / "docs" / "network-operating-systems.md"


def test_the_table_says_what_the_systems_declare() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in DOCUMENT.read_text(encoding="utf-8").splitlines()
        if line.startswith("|")
    ]
    names = [platform.name for platform in PLATFORMS]
    assert rows[0][1 : 1 + len(names)] == names
    said = {row[0]: dict(zip(names, row[1:], strict=False)) for row in rows[2:]}
    assert said == {
        field.name: {
            platform.name: "yes" if getattr(platform.capabilities, field.name) else "no" for platform in PLATFORMS
        }
        for field in dataclasses.fields(Capabilities)
    }
