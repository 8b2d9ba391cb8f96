"""The JSON Schema says what the documents say: good files keep it, faults of form do not."""

import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from inventory.document.schema import estate_schema
from inventory.document.sections import SECTIONS
from inventory.reading.sections import validate
from inventory.reading.yaml_text import YamlError, parse
from tests.estates.cases import BASE, Case, broken, cases

ROOT = Path(__file__).parents[2]
VALIDATOR: Any = Draft202012Validator(estate_schema())
GOOD = [
    *sorted(BASE.glob("*.yaml")),
    *sorted((ROOT / "inventory" / "starter").glob("*.yaml")),
    *sorted(ROOT.glob("examples/*/*.yaml")),
]
FORM = ("wrong-value", "unknown-key", "missing-key", "unknown-section", "not-a-mapping")
TABLE = [case for _, case in cases() if all(place.split()[1] in FORM for place, _ in case.finds)]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(estate_schema())


def test_every_section_is_in_it_with_a_description() -> None:
    properties = estate_schema()["properties"]
    assert isinstance(properties, dict)
    assert set(properties) == {section.key for section in SECTIONS} | {
        "estate",
        "standards",
        "device_type_libraries",
        "ignore",
    }
    assert all(value["description"] for value in properties.values())


def test_every_reference_in_it_leads_somewhere() -> None:
    schema = estate_schema()
    definitions = schema["$defs"]
    assert isinstance(definitions, dict)
    text = str(schema)
    assert {part.split("'")[0] for part in text.split("#/$defs/")[1:]} <= set(definitions)


@pytest.mark.parametrize("file", GOOD, ids=[f"{file.parent.name}/{file.name}" for file in GOOD])
def test_good_files_keep_it(file: Path) -> None:
    faults = [f"{list(e.path)}: {e.message}" for e in VALIDATOR.iter_errors(parse(file.read_text(encoding="utf-8")))]
    assert faults == []


@pytest.mark.parametrize(
    ("section", "entry"),
    [
        ("zones", {"dmz": {"vni": True}}),
        ("zones", {"dmz": {"vni": "5"}}),
        ("zones", {"dmz": {"vni": 5, "colour": "red"}}),
        ("zones", {"dmz": []}),
        ("zones", [{"vni": 5}]),
        ("networks", {"web": {"zone": "dmz", "vlan": 4095, "subnet": "10.0.0.0/24", "sites": "all"}}),
        ("networks", {"web": {"zone": "d z", "vlan": 1, "subnet": "10.0.0.0/24", "sites": "all"}}),
        ("networks", {"web": {"zone": "dmz", "vlan": 1, "subnet": "10.0.0.0/24", "sites": []}}),
        ("rooms", [{"sites": "all", "names": []}]),
        ("rooms", {"m1": {"sites": "all"}}),
        ("flavors", {"small": {"vcpus": 0, "memory": "1GiB"}}),
        ("flavors", {"small": {"vcpus": 1, "memory": 1.5}}),
        ("sites", {"east": {"city": "chengdu", "state": "actve"}}),
        ("favourite_colour", "blue"),
    ],
)
def test_faults_of_form_break_it(section: str, entry: object) -> None:
    assert not VALIDATOR.is_valid({section: entry})


@pytest.mark.parametrize("case", TABLE, ids=[case.fault for case in TABLE])
def test_what_an_editor_can_see_of_the_broken_estates_is_less_than_the_tool_but_never_more(
    case: Case, tmp_path: Path
) -> None:
    """A file in which nothing is found keeps the schema: no editor underlines what is sound."""
    folder = broken(case, tmp_path)
    blamed = {place.split(":")[0] for place, _ in case.finds}
    for file in folder.glob("*.yaml"):
        try:
            data = parse(file.read_text(encoding="utf-8"))
        except YamlError:
            continue
        assert file.name in blamed or VALIDATOR.is_valid(data), file.name


def test_the_examples_of_the_guide_are_what_the_schema_takes() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "estate.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL)
    assert len(blocks) >= 3
    for block in blocks:
        data = parse(block)
        assert VALIDATOR.is_valid(data), block
        assert validate({"estate.yaml": data}).problems == [], block
