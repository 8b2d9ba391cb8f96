"""What docs/architecture.md says of rooms is true: each is there, and each package has one."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "architecture.md").read_text("utf-8")
PACKAGES = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["root_packages"]


def rooms() -> dict[str, list[str]]:
    """Return the names of each row of the table of rooms; the first is whole, the others may stand beside it."""
    table = TEXT.partition("## Rooms")[2].partition("##")[0]
    rows = (line.split("|")[1] for line in table.splitlines() if line.startswith("| `"))
    return {names[0]: names for names in (re.findall(r"`([^`]+)`", row) for row in rows)}


@pytest.mark.parametrize("names", rooms().values(), ids=rooms())
def test_a_room_is_there(names: list[str]) -> None:
    beside = (ROOT / names[0]).parent
    for name in names:
        plain = name.replace("<nos>/", "")
        assert (ROOT / plain).exists() or (beside / plain).exists(), name


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_has_a_room_and_a_layer(package: str) -> None:
    assert any(name.startswith(f"{package}/") for name in rooms())
    assert re.search(rf"\b{package}\b", TEXT.partition("## Layers")[2].partition("##")[0])


def test_links_lead_somewhere() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.relative_to(ROOT)} leads to {target}"
