"""Device types of libraries: found by name or by slug, read unchanged, merged with what the estate adds."""

from pathlib import Path

import pytest

from inventory import library_index
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
    look = library_index.identity_in

    def counted(file: Path) -> str | None:
        looked_at.append(file)
        return look(file)

    monkeypatch.setattr(library_index, "identity_in", counted)
    library = read_library([(".", HERE)], tmp_path, {"maker-box-7": HERE}, {})
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


SUPPLY = """\
---
manufacturer: Maker
model: PAC-900
part_number: '0900'
weight: 2
weight_unit: lb
power-ports:
  - {name: 'PSU{module}', type: iec-60320-c14, maximum_draw: 900, allocated_draw: 300}
"""
LINE_CARD = """\
manufacturer: Maker
model: LC-2
interfaces:
  - {name: 'Ethernet{module}/1', type: 100gbase-x-qsfp28}
  - {name: 'Management{module}', type: 1000base-t, mgmt_only: true}
"""
CHASSIS = """\
manufacturer: Maker
model: Box 9000
u_height: 4
is_full_depth: true
weight: 20
weight_unit: kg
subdevice_role: parent
module-bays:
  - {name: PSU1, position: '1'}
  - {name: PSU2, position: '2'}
  - {name: Slot 3, position: '3'}
device-bays:
  - {name: Node 1}
  - {name: Node 2}
"""


@pytest.mark.parametrize("written", ["Maker/PAC-900", "PAC-900", "maker-pac-900"])
@pytest.mark.parametrize("folder", ["library", "library/device-types"])
def test_power_supplies_are_module_types_in_bays(tmp_path: Path, folder: str, written: str) -> None:
    shelve(tmp_path / "library" / "device-types", "Maker/Box 9000.yaml", CHASSIS)
    shelve(tmp_path / "library" / "module-types", "Maker/PAC-900.yaml", SUPPLY)
    shelve(tmp_path / "library" / "module-types", "Maker/LC-2.yaml", LINE_CARD)
    empty = examine(estate(tmp_path, "{library: maker-box-9000}", folder))
    assert codes(empty) == ["device-type-without-draw"]
    assert "'modules: {PSU1: MANUFACTURER/MODEL}'" in empty.findings[0].advice
    modules = f"{{'PSU[1-2]': {written}, Slot 3: Maker/LC-2}}"
    box = load_estate(estate(tmp_path, f"{{library: maker-box-9000, modules: {modules}}}", folder)).device_types["box"]
    assert (box.u_height, box.draw_watts, box.allocated_watts) == (4, 900, 300)
    assert box.power_ports == {name: PowerPort(name, 900, 300) for name in ("PSU1", "PSU2")}
    assert box.weight_kilograms == pytest.approx(20 + 2 * 2 * 0.45359237)
    assert (list(box.ports), box.management_ports) == (["Ethernet3/1"], ("Management3",))
    assert box.device_bays == ("Node 1", "Node 2")


@pytest.mark.parametrize(
    ("modules", "code", "detail"),
    [
        ("{PSU7: Maker/PAC-900}", "unknown-module-bay", "Maker Box 9000 has no module bay PSU7."),
        (
            "{PSU1: Maker/PAC-9000}",
            "unknown-library-type",
            "The device type libraries have no module type Maker/PAC-9000",
        ),
        ("{PSU1: PAC-900, 'PSU[1-2]': PAC-900}", "duplicate-name", "The module bay PSU1 is filled twice."),
        ("{'PSU[1': PAC-900}", "bad-range", "PSU[1"),
        ("{PSU1: ''}", "wrong-value", "modules.PSU1 is empty"),
    ],
)
def test_modules_that_do_not_fit_are_said(tmp_path: Path, modules: str, code: str, detail: str) -> None:
    shelve(tmp_path / "library" / "device-types", "Maker/Box 9000.yaml", CHASSIS)
    shelve(tmp_path / "library" / "module-types", "Maker/PAC-900.yaml", SUPPLY)
    found = examine(estate(tmp_path, f"{{library: maker-box-9000, draw: 1kW, modules: {modules}}}")).findings
    assert code in {finding.code for finding in found}
    assert any(detail in finding.detail for finding in found)


def test_modules_change_the_digest_and_need_a_library(tmp_path: Path) -> None:
    shelve(tmp_path / "library" / "device-types", "Maker/Box 9000.yaml", CHASSIS)
    shelve(tmp_path / "library" / "module-types", "Maker/PAC-900.yaml", SUPPLY)
    made = "{library: maker-box-9000, modules: {PSU1: PAC-900}}"
    before = load_estate(estate(tmp_path, made)).digest
    shelve(
        tmp_path / "library" / "module-types",
        "Maker/PAC-900.yaml",
        SUPPLY.replace("maximum_draw: 900", "maximum_draw: 800"),
    )
    assert load_estate(tmp_path).digest != before
    own = "{manufacturer: m, model: m, u_height: 1, draw: 1W, modules: {PSU1: PAC-900}}"
    assert codes(examine(estate(tmp_path, own))) == ["missing-key"]


def test_modules_whose_slugs_are_alike_are_told_apart(tmp_path: Path) -> None:
    shelve(tmp_path / "library" / "device-types", "Maker/Box 9000.yaml", CHASSIS)
    for name, draw in (("PAC-900", 900), ("PAC-900+", 950)):
        text = SUPPLY.replace("PAC-900", name).replace("maximum_draw: 900", f"maximum_draw: {draw}")
        shelve(tmp_path / "library" / "module-types", f"Maker/{name}.yaml", text)
    for name, draw in (("Maker/PAC-900", 900), ("Maker/PAC-900+", 950)):
        made = f"{{library: maker-box-9000, modules: {{PSU1: {name}}}}}"
        assert load_estate(estate(tmp_path, made)).device_types["box"].draw_watts == draw


def test_files_without_height_and_slug_have_netboxs_defaults(tmp_path: Path) -> None:
    shelve(tmp_path / "library", "Maker/whatever.yaml", "manufacturer: Some Maker\nmodel: X 1/2\n")
    box = load_estate(estate(tmp_path, "{library: some-maker-x-1-2, draw: 10W}")).device_types["box"]
    assert (box.u_height, box.is_full_depth, box.model) == (1, True, "X 1/2")


PORTS = "power-ports: [{name: P1, maximum_draw: 7000}]\n"


@pytest.mark.parametrize(
    ("text", "height", "draw"),
    [
        ("u_height: 0\npower-outlets: [{name: O1}]\n" + PORTS, 0, 0),
        ("u_height: 0\nsubdevice_role: child\ninterfaces: [{name: e, type: other}]\n", 0, 0),
        ("u_height: 0\nsubdevice_role: child\n" + PORTS, 0, 7000),
        ("u_height: 1\nfront-ports: [{name: F}]\nrear-ports: [{name: R}]\n", 1, 0),
        ("u_height: 0.5\nis_powered: false\n", 1, 0),
        ("u_height: 33\npower-ports: [{name: P1, allocated_draw: 90}, {name: P2, allocated_draw: 90}]\n", 33, 90),
    ],
)
def test_what_needs_no_unit_and_what_draws_nothing(tmp_path: Path, text: str, height: int, draw: int) -> None:
    shelve(tmp_path / "library", "Maker/Box.yaml", f"manufacturer: Maker\nmodel: Box\nslug: maker-box\n{text}")
    examined = examine(estate(tmp_path, "{library: maker-box}"))
    assert codes(examined) == []
    box = examined.estate.device_types["box"]
    assert (box.u_height, box.draw_watts) == (height, draw)


def test_what_is_allocated_counts_where_no_draw_is_known(tmp_path: Path) -> None:
    shelve(tmp_path / "library", "Maker/Box 9000.yaml", BOX.replace(", maximum_draw: 600", ""))
    box = load_estate(estate(tmp_path, "{library: maker-box-9000, allocated_draw: 350W}")).device_types["box"]
    assert (box.draw_watts, box.allocated_watts) == (350, 350)
    shelve(tmp_path / "library", "Maker/Box 9000.yaml")
    box = load_estate(estate(tmp_path, "{library: maker-box-9000, allocated_draw: 350W}")).device_types["box"]
    assert (box.draw_watts, box.allocated_watts) == (600, 350)
    assert codes(examine(estate(tmp_path, "{library: maker-box-9000, allocated_draw: 700W}"))) == ["wrong-value"]
