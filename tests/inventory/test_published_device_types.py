"""Device types as they are published: real files of many makers, read unchanged."""

import math
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from inventory.device_type_library import read_library
from inventory.load import examine
from inventory.model.origin import Origin
from inventory.model.sites import DeviceType
from inventory.reading.yaml_text import parse

PUBLISHED = Path(__file__).parent / "published_device_types"
VARIABLE = "SDDC_DEVICE_TYPE_LIBRARY"
HERE = Origin("estate.yaml", ("device_types",))


@dataclass(frozen=True, slots=True)
class Facts:
    """What a file says: units, depth, kilograms, watts, airflow, ports, management ports."""

    u_height: int
    depth: str
    weight_kilograms: float | None
    draw_watts: int | None
    airflow: str | None
    ports: int = 0
    management_ports: tuple[str, ...] = ()


FRONT = "front-to-rear"
FACTS = {
    "acar-504-wf": Facts(1, "half", 0.54, 0, "passive"),
    "arista-dcs-7050cx3-32s-f": Facts(1, "full", 9.07, None, FRONT, 34, ("Management1",)),
    "dell-poweredge-c6400": Facts(2, "half", 44.0, 2400, FRONT),
    "dell-poweredge-c6525": Facts(2, "full", None, None, FRONT, 1),
    "huawei-2288h-v6": Facts(2, "full", 20.0, None, FRONT, 0, ("IPMI",)),
    "huawei-ce6881-48s6cq": Facts(1, "full", None, 600, None, 54, ("MEth0/0/0",)),
    "huawei-ce8850-64cq-ei": Facts(2, "full", None, 965, None, 64, ("MEth0/0/0",)),
    "inspur-nf5180m6": Facts(1, "full", 31.0, None, FRONT, 2, ("BMC",)),
    "lenovo-thinksystem-de4000h": Facts(2, "full", 25.0, None, FRONT),
    "lenovo-thinksystem-sr650-v3": Facts(2, "full", 38.8, None, FRONT, 0, ("XCC",)),
    "lenovo-thinksystem-sr665": Facts(2, "full", 38.8, None, FRONT, 0, ("XCC",)),
    "thinksystem-sr250-v2": Facts(1, "full", 12.3, 300, FRONT, 0, ("eno1", "eno2", "XCC")),
}
"""By slug."""


def facts(found: DeviceType) -> Facts:
    weight = None if found.weight_kilograms is None else round(found.weight_kilograms, 2)
    return Facts(
        found.u_height,
        "full" if found.is_full_depth else "half",
        weight,
        found.draw_watts,
        found.airflow,
        len(found.ports),
        found.management_ports,
    )


def shelve(folder: Path) -> Path:
    """Write an estate that names every published device type and says nothing of its own about them."""
    types = "".join(f"  {slug}: {{library: {slug}}}\n" for slug in FACTS)
    (folder / "estate.yaml").write_text(
        f"estate: bank\nsites: {{east: {{city: chengdu}}}}\ndevice_type_libraries: {PUBLISHED}\ndevice_types:\n{types}",
        encoding="utf-8",
    )
    return folder


def slugs(folder: Path) -> list[str]:
    """List the slugs of the first files of a library, read apart from how the library is read."""
    files = sorted(file for file in folder.rglob("*.yaml") if not file.name.startswith("."))[:200]
    data = [parse(file.read_text(encoding="utf-8")) for file in files]
    return [str(one["slug"]) for one in data if isinstance(one, dict) and "slug" in one]


def test_each_published_file_is_in_the_table() -> None:
    assert sorted(slugs(PUBLISHED)) == sorted(FACTS)


@pytest.mark.parametrize("slug", FACTS)
def test_what_a_published_file_says_is_read(tmp_path: Path, slug: str) -> None:
    found = examine(shelve(tmp_path)).estate.device_types[slug]
    assert facts(found) == FACTS[slug]


def test_what_published_files_lack_is_asked_for_in_the_estates_own_line(tmp_path: Path) -> None:
    found = examine(shelve(tmp_path)).findings
    lines = (tmp_path / "estate.yaml").read_text(encoding="utf-8").splitlines()
    asked = {lines[finding.source.line - 1].split(":")[0].strip() for finding in found}
    assert {finding.code for finding in found} == {"device-type-without-draw"}
    assert asked == {slug for slug, known in FACTS.items() if known.draw_watts is None}


@pytest.mark.parametrize("folder", [PUBLISHED, os.environ.get(VARIABLE) or None])
def test_a_published_library_is_read_unchanged_and_whole(tmp_path: Path, folder: Path | str | None) -> None:
    """Every file of a library is held against what its plain YAML says, read apart from how the library is read."""
    if folder is None:
        pytest.skip(f"{VARIABLE} names no directory: no further published device types were read")
    plain = published(Path(folder), "device-types")
    modules = published(Path(folder), "module-types")
    types = "".join(f"  t{number}: {{library: {slug}}}\n" for number, slug in enumerate(plain))
    text = f"estate: bank\nsites: {{s: {{city: c}}}}\ndevice_type_libraries: {folder}\ndevice_types:\n{types}"
    (tmp_path / "estate.yaml").write_text(text, encoding="utf-8")
    examined = examine(tmp_path)
    silent = {finding.source.line - text.count("\n", 0, text.index("  t0:")) - 1 for finding in examined.findings}
    assert {finding.code for finding in examined.findings} <= {"device-type-without-draw"}
    for number, slug in enumerate(plain):
        found = examined.estate.device_types[f"t{number}"]
        said = plain_yaml(tmp_path / str(found.library_file))
        assert slug_in(said) == slug
        assert found.u_height == math.ceil(said.get("u_height", 1)), said
        assert found.is_full_depth is (said.get("is_full_depth") is not False), said
        assert (found.draw_watts is None) == (number in silent), said
        assert found.draw_watts is None or found.draw_watts in possible_draws(said), (said, found.draw_watts)
        ethernet = {str(one["name"]) for one in said.get("interfaces") or () if "base-" in one["type"]}
        assert found.ports.keys() <= ethernet, said
        assert found.ports.keys() | set(found.management_ports) >= ethernet, said
    wanted = dict.fromkeys(modules, HERE)
    library = read_library([(str(folder), HERE)], tmp_path, {}, wanted)
    assert (library.problems, library.files.findings, set(library.modules)) == ([], [], set(wanted))
    for name, module in library.modules.items():
        assert module.document.model == str(modules[name]["model"])
        assert len(module.document.power_ports) == len(modules[name].get("power-ports") or ())
    print(f"{len(plain)} device types ({len(silent)} without a draw) and {len(modules)} module types")  # noqa: T201


def published(folder: Path, kind: str) -> dict[str, dict[str, Any]]:
    """Parse the files of a library: by slug, or of module types by folder and name."""
    found: dict[str, dict[str, Any]] = {}
    for file in sorted(folder.rglob("*.y*ml")):
        if ("module-types" in file.parts) is not (kind == "module-types"):
            continue
        said = plain_yaml(file)
        found.setdefault(f"{file.parent.name}/{file.stem}" if kind == "module-types" else slug_in(said), said)
    return found


def plain_yaml(file: Path) -> dict[str, Any]:
    said = parse(file.read_text(encoding="utf-8"))
    assert isinstance(said, dict)
    return said


def slug_in(said: dict[str, Any]) -> str:
    made = re.sub(r"[^a-z0-9_]+", "-", f"{said['manufacturer']}-{said['model']}".lower()).strip("-")
    return str(said.get("slug") or made)


def possible_draws(said: dict[str, Any]) -> set[int]:
    """List what can be concluded: nothing, all supplies together, or half of them."""
    ports = said.get("power-ports") or ()
    sums = [sum(port.get(key) or 0 for port in ports) for key in ("maximum_draw", "allocated_draw")]
    return {0, *map(round, sums), *(round(one / 2) for one in sums)}
