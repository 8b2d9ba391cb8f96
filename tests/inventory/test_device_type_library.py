"""Device types of libraries: found by name or by slug, read unchanged, merged with what the estate adds."""

from pathlib import Path

import pytest

from inventory import device_type_library
from inventory.device_type_library import read_library
from inventory.document.library_type import LibraryInterface, LibraryTypeDocument
from inventory.load import Examined, examine, load_estate
from inventory.model.origin import Origin
from inventory.model.sites import PowerPort

HERE = Origin("estate.yaml", ("device_types",))
BOX = """\
---
manufacturer: Maker
model: Box 9000
slug: maker-box-9000
part_number: B-9000
u_height: 1.5
is_full_depth: false
weight: 20
weight_unit: lb
airflow: right-to-left
comments: '[Data sheet](https://example.com)'
console-ports:
  - name: Console
    type: rj-45
power-ports:
  - {name: PSU1, type: iec-60320-c14, maximum_draw: 600, allocated_draw: 141}
  - {name: PSU2, type: iec-60320-c14, maximum_draw: 600}
module-bays:
  - {name: Slot 1, position: '1'}
interfaces:
  - {name: Ethernet1, type: 25gbase-x-sfp28}
  - {name: Ethernet2, type: 100gbase-x-qsfp28}
  - {name: FibreChannel1, type: 32gfc-sfp28}
  - {name: Loopback0, type: virtual}
  - {name: Management1, type: 1000base-t, mgmt_only: true}
"""


def estate(folder: Path, device_type: str, library: str = "library") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "estate.yaml").write_text(
        f"estate: bank\nsites: {{east: {{city: chengdu}}}}\ndevice_type_libraries: {library}\n"
        f"device_types: {{box: {device_type}}}\n",
        encoding="utf-8",
    )
    return folder


def shelve(folder: Path, name: str, text: str = BOX) -> None:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def codes(examined: Examined) -> list[str]:
    return [finding.code for finding in examined.findings]


def test_a_type_is_read_as_it_is_published(tmp_path: Path) -> None:
    shelve(tmp_path / "library", "Maker/Box 9000.yaml")
    box = load_estate(estate(tmp_path, "{library: maker-box-9000}")).device_types["box"]
    assert (box.manufacturer, box.model, box.u_height, box.is_full_depth) == ("Maker", "Box 9000", 2, False)
    assert box.weight_kilograms == pytest.approx(9.0718474)
    assert (box.draw_watts, box.airflow) == (600, "right-to-left")
    assert {name: port.gigabits for name, port in box.ports.items()} == {"Ethernet1": 25, "Ethernet2": 100}
    assert box.management_ports == ("Management1",)
    assert box.power_ports == {"PSU1": PowerPort("PSU1", 600, 141), "PSU2": PowerPort("PSU2", 600, None)}
    assert box.library_file == "library/Maker/Box 9000.yaml"


def test_what_the_estate_writes_comes_before_the_library(tmp_path: Path) -> None:
    shelve(tmp_path / "library", "Maker/Box 9000.yaml")
    written = (
        "{library: maker-box-9000, model: Box, u_height: 3, is_full_depth: true, weight: 12kg, draw: 0W, vcpus: 8, "
        "airflow: passive, depth: 70cm, ports: {'Ethernet[2-3]': 40G}}"
    )
    box = load_estate(estate(tmp_path, written)).device_types["box"]
    assert (box.model, box.u_height, box.is_full_depth, box.weight_kilograms) == ("Box", 3, True, 12)
    assert (box.draw_watts, box.vcpus, box.airflow, box.depth_millimetres) == (0, 8, "passive", 700)
    assert {name: port.gigabits for name, port in box.ports.items()} == {
        "Ethernet1": 25,
        "Ethernet2": 40,
        "Ethernet3": 40,
    }


def test_a_library_within_the_estate_is_not_read_as_the_estate(tmp_path: Path) -> None:
    shelve(tmp_path / "library", "Maker/Box 9000.yaml")
    shelve(tmp_path / "library", "Maker/Broken.yaml", "a: [")
    examined = examine(estate(tmp_path, "{library: maker-box-9000}"))
    assert (codes(examined), examined.files) == ([], 1)


@pytest.mark.parametrize("library", ["../shelf", "[../shelf]", "[../empty, ../shelf]"])
def test_a_library_may_be_anywhere(tmp_path: Path, library: str) -> None:
    shelve(tmp_path / "shelf", "device-types/Maker/anything.yml")
    (tmp_path / "empty").mkdir()
    box = load_estate(estate(tmp_path / "estate", "{library: maker-box-9000}", library)).device_types["box"]
    assert box.library_file == "../shelf/device-types/Maker/anything.yml"


def test_only_what_is_wanted_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(200):
        text = BOX.replace("9000", str(number))
        shelve(tmp_path, f"Maker/Box {number}.yaml", text)
    looked_at: list[Path] = []
    look = device_type_library._slug_in  # noqa: SLF001 - what is counted

    def counted(file: Path) -> str | None:
        looked_at.append(file)
        return look(file)

    monkeypatch.setattr(device_type_library, "_slug_in", counted)
    library = read_library([(".", HERE)], tmp_path, {"maker-box-7": HERE})
    assert list(library.files.texts) == ["Maker/Box 7.yaml"]
    assert [file.name for file in looked_at] == ["Box 7.yaml"]


def test_the_digest_changes_with_the_library(tmp_path: Path) -> None:
    shelve(tmp_path / "library", "Maker/Box 9000.yaml")
    before = load_estate(estate(tmp_path, "{library: maker-box-9000}")).digest
    shelve(tmp_path / "library", "Maker/Other.yaml", BOX.replace("9000", "1"))
    assert load_estate(tmp_path).digest == before
    shelve(tmp_path / "library", "Maker/Box 9000.yaml", BOX + "rear_image: true\n")
    assert load_estate(tmp_path).digest != before


def test_a_draw_that_is_not_known_is_a_warning_with_the_files_line(tmp_path: Path) -> None:
    shelve(tmp_path / "library", "Maker/Box 9000.yaml", BOX.replace(", maximum_draw: 600}", "}"))
    examined = examine(estate(tmp_path, "{library: maker-box-9000}"))
    assert codes(examined) == ["device-type-without-draw"]
    assert examined.findings[0].detail == "library/Maker/Box 9000.yaml:16:3 gives box no maximum draw."
    assert examined.estate.device_types["box"].draw_watts is None
    assert codes(examine(estate(tmp_path, "{library: maker-box-9000, draw: 500W}"))) == []


@pytest.mark.parametrize(
    ("ports", "watts"),
    [((), None), ((300,), 300), ((300, 300), 300), ((300, None), None), ((200, 200, 200), 600), ((90,) * 4, 180)],
)
def test_the_draw_is_what_one_side_of_the_power_supplies_carries(
    ports: tuple[int | None, ...], watts: int | None
) -> None:
    listed = [{"name": f"PSU{n}", "maximum_draw": draw} for n, draw in enumerate(ports)]
    whole = {"manufacturer": "m", "model": "m", "slug": "m", "power-ports": listed}
    assert LibraryTypeDocument.model_validate(whole).draw_watts == watts
    assert LibraryTypeDocument.model_validate(whole | {"is_powered": False}).draw_watts == 0


@pytest.mark.parametrize(
    ("kind", "gigabits"),
    [
        ("100base-tx", 0.1),
        ("1000base-t", 1),
        ("2.5gbase-t", 2.5),
        ("10gbase-x-sfpp", 10),
        ("400gbase-x-qsfpdd", 400),
        ("1.6tbase-dr8", 1600),
        ("32gfc-sfp28", None),
        ("virtual", None),
        ("lag", None),
        ("other", None),
    ],
)
def test_the_speed_of_an_interface_is_in_its_type(kind: str, gigabits: float | None) -> None:
    speed = LibraryInterface(name="e", type=kind).gigabits
    assert speed == (None if gigabits is None else pytest.approx(gigabits))


@pytest.mark.parametrize(("unit", "kilograms"), [("kg", 20), ("g", 0.02), ("lb", 9.0718), ("oz", 0.56699)])
def test_weights_have_units(unit: str, kilograms: float) -> None:
    whole = {"manufacturer": "m", "model": "m", "slug": "m", "weight": 20, "weight_unit": unit}
    assert LibraryTypeDocument.model_validate(whole).kilograms == pytest.approx(kilograms, rel=1e-4)
    del whole["weight_unit"]
    assert LibraryTypeDocument.model_validate(whole).kilograms is None


@pytest.mark.parametrize("content", [b"", b"[]\n", b"slug\n", b"\xff\xfe", b"slug: maker-box-9000\n", b"slug: [a\n"])
def test_files_that_are_no_device_types_give_findings(tmp_path: Path, content: bytes) -> None:
    shelve(tmp_path / "library", "Maker/Box 9000.yaml")
    (tmp_path / "library" / "Maker" / "Box 9000.yaml").write_bytes(content)
    examined = examine(estate(tmp_path, "{library: maker-box-9000}"))
    assert examined.errors
    assert set(codes(examined)) <= {"library-type-malformed", "file-not-text", "yaml-syntax", "unknown-library-type"}
