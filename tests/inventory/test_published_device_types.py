"""Device types as they are published: real files of many makers, read unchanged."""

import os
from dataclasses import dataclass
from pathlib import Path

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
    "acar-504-wf": Facts(1, "half", 0.54, 2300, "passive"),
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


@pytest.mark.parametrize("folder", [PUBLISHED, os.environ.get(VARIABLE)])
def test_a_published_library_is_read_unchanged(tmp_path: Path, folder: Path | str | None) -> None:
    if folder is None:
        pytest.skip(f"{VARIABLE} names no directory: no further published device types were read")
    wanted = slugs(Path(folder))
    assert wanted
    library = read_library([(str(folder), HERE)], tmp_path, dict.fromkeys(wanted, HERE))
    assert (library.problems, library.files.findings, set(library.types)) == ([], [], set(wanted))
    for slug, entry in library.types.items():
        document = entry.document
        assert (document.slug, bool(document.manufacturer), document.u_height is not None) == (slug, True, True)
        text = library.files.texts[entry.origin.file]
        assert (document.draw_watts is not None) == ("maximum_draw" in text), slug
        speeds = [one.gigabits for one in document.interfaces if "gbase" in one.type]
        assert all(speeds), slug
