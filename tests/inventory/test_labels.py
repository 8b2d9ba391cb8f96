"""Display names in any script: where they are written, what is filled in, what is refused, who shows them."""

from pathlib import Path

import pytest
from rich.cells import cell_len

from cli.views.racks import WIDTH, elevations, show_racks
from facility.space.rack_usage import rack_sums
from inventory.load import examine, load_estate
from inventory.model.estate import Estate
from inventory.model.sites import Face
from inventory.scenario.names import ScenarioInvalid
from inventory.scenario.parse import parse_scenario
from report.labels import labels
from tests.estates.cases import copy_base
from tests.report.world import facts

ROOMS = "{sites: east, names: [x1, x2], label: [甲室, 乙室], description: 备用}"
EDITS = {
    "estate.yaml": [("east: {city: chengdu", "east: {label: 天府数据中心, description: 主站（生产）, city: chengdu")],
    "rooms.yaml": [
        ("rooms:\n", "rooms:\n  - {sites: east, names: [x1, x2], label: [甲室, 乙室], description: 备用}\n")
    ],
    "fabric.yaml": [
        ("retail: {vni: 50001", "retail: {label: 零售区, vni: 50001"),
        ("mobile: {zone: retail", "mobile: {label: Мобильная сеть, zone: retail"),
    ],
    "pools.yaml": [
        ("retail: {zone: retail", "retail: {label: 零售池, description: 一般用途, zone: retail"),
        ("mobile: {pools", "mobile: {label: モバイル, pools"),
    ],
    "services.yaml": [("  mobile:\n", "  mobile:\n    label: 手机银行\n")],
    "servers.yaml": [('    names: "s[01-02]"\n', '    names: "s[01-02]"\n    label: "{rack}机柜{name}号"\n')],
}


def labelled(folder: Path) -> Path:
    estate = copy_base(folder)
    for name, edits in EDITS.items():
        file = estate / name
        for text, replacement in edits:
            before = file.read_text(encoding="utf-8")
            assert text in before, (name, text)
            file.write_text(before.replace(text, replacement, 1), encoding="utf-8")
    racks = next(file for file in estate.glob("*.yaml") if "\nracks:" in file.read_text(encoding="utf-8"))
    before = racks.read_text(encoding="utf-8")
    racks.write_text(
        before.replace("\nracks:\n  - {", '\nracks:\n  - {label: "{row}排{name}柜", ', 1), encoding="utf-8"
    )
    return estate


@pytest.fixture
def estate(tmp_path: Path) -> Estate:
    return load_estate(labelled(tmp_path / "estate"))


def test_each_thing_has_its_label(estate: Estate) -> None:
    assert (estate.sites["east"].label, estate.sites["east"].description) == ("天府数据中心", "主站（生产）")
    assert estate.sites["west"].label == ""
    assert [estate.rooms[f"east/x{n}"].label for n in (1, 2)] == ["甲室", "乙室"]
    assert estate.rooms["east/x1"].description == "备用"
    assert estate.zones["retail"].label == "零售区"
    assert estate.networks["mobile"].label == "Мобильная сеть"
    assert (estate.pools["retail"].label, estate.pools["retail"].description) == ("零售池", "一般用途")
    assert estate.projects["mobile"].label == "モバイル"
    assert estate.services["mobile"].label == "手机银行"
    assert estate.racks["east/a01"].label == "a排a01柜"
    assert estate.servers["east-a01-s02"].label == "a01机柜s02号"
    assert estate.servers["east-a01-s03"].label == ""


def test_names_and_what_follows_from_them_stay_as_they_were(estate: Estate, tmp_path: Path) -> None:
    before = load_estate(copy_base(tmp_path / "plain"))
    assert list(estate.servers) == list(before.servers)
    assert list(estate.racks) == list(before.racks)
    assert estate.switches.keys() == before.switches.keys()


@pytest.mark.parametrize(
    ("label", "kind", "name"),
    [("天府数据中心", "site", "east"), ("甲室", "room", "east/x1"), ("零售池", "pool", "retail")],
)
def test_a_label_is_a_name_in_scenarios(estate: Estate, label: str, kind: str, name: str) -> None:
    verb, factor = ("grow", "=2") if kind == "pool" else ("lose", "")
    target = parse_scenario(f"{verb}:{label}{factor}", estate).steps[0].target
    assert (target.kind.value, target.name) == (kind, name)


def test_a_label_of_several_things_is_asked_about(estate: Estate) -> None:
    with pytest.raises(ScenarioInvalid, match="may be any of 2 things"):
        parse_scenario("lose:a01机柜s02号", estate)


def test_racks_are_drawn_straight_whatever_the_script(estate: Estate, capsys: pytest.CaptureFixture[str]) -> None:
    from rich.console import Console

    wanted = [one for one in rack_sums(estate) if one.rack.key == "east/a01"]
    show_racks(Console(width=WIDTH), elevations(estate, wanted, Face.FRONT))
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].rstrip() == "a排a01柜"
    framed = [line for line in lines if "│" in line or "┌" in line]
    assert {cell_len(line) for line in framed} == {WIDTH}
    assert any("a01机柜s02号" in line for line in framed)


def test_the_report_has_labels_and_descriptions(estate: Estate) -> None:
    found = labels(facts(estate))
    assert found["site east"] == ["天府数据中心", "主站（生产）"]
    assert found["rack east/a01"] == ["a排a01柜", ""]
    assert found["server east-a01-s01"] == ["a01机柜s01号", ""]
    assert "site west" not in found


@pytest.mark.parametrize(
    ("label", "code", "detail"),
    [
        ("[甲, 乙, 丙]", "range-mismatch", "The number of labels is 3, that of names 2."),
        ('"{side}侧"', "unknown-word", "{side} in {side}侧 stands for nothing here."),
        ('"甲\\u202e乙"', "wrong-value", "holds U+202E, which cannot be shown on one line"),
        ('"甲\\n乙"', "wrong-value", "holds U+000A, which cannot be shown on one line"),
        ('""', "wrong-value", "label"),
    ],
)
def test_what_cannot_be_shown_is_refused(label: str, code: str, detail: str, tmp_path: Path) -> None:
    estate = copy_base(tmp_path)
    file = estate / "rooms.yaml"
    text = file.read_text(encoding="utf-8")
    more = f"rooms:\n  - {{sites: east, names: [x1, x2], label: {label}}}\n"
    file.write_text(text.replace("rooms:\n", more, 1), encoding="utf-8")
    findings = examine(estate).findings
    assert [finding.code for finding in findings] == [code]
    assert detail in str(findings[0])
