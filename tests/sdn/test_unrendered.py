"""Law: what the estate says is rendered, or refused with its line; what a dialect reads is recorded, never claimed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import field, fields, is_dataclass, make_dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from inventory.load import load_estate
from inventory.model.estate import Estate
from inventory.model.fabric import SwitchRole
from sdn.dialects import DIALECTS, Dialect, dialect_named
from sdn.field_reads import IntentField, Recorder, kind_of, parts_of, settings_of
from sdn.intent import fabric_intent
from sdn.intent.model import DeviceIntent, PortKind
from sdn.render import Renderer
from sdn.unrendered import unrendered, unrendered_settings
from tests.sdn.shapes import Shape, SiteShape, build

ROOT = Path(__file__).parents[2]
SHAPES = {
    dialect.name: build(Shape(sites={"gaoxin": SiteShape(nos=dialect.name), "tianfu": SiteShape(nos=dialect.name)}))
    for dialect in DIALECTS
}


def _with_a_lone_port(intent: DeviceIntent) -> DeviceIntent:
    """Put a server that is in no bundle on the first port that nothing is cabled to."""
    spare = next(port for port in intent.ports if port.kind is PortKind.UNUSED)
    lone = replace(spare, kind=PortKind.TRUNK, description="lone eth0", mtu=9214, vlans=(100,), untagged=100)
    return replace(intent, ports=tuple(lone if port is spare else port for port in intent.ports))


INTENTS: "dict[str, dict[str, DeviceIntent]]" = {
    name: {
        switch: _with_a_lone_port(intent) if intent.role is SwitchRole.LEAF else intent
        for switch, intent in fabric_intent(estate).items()
        if switch.removeprefix("tianfu-") in {"spine-1", "leaf-01a", "border-01a"}
    }
    for name, estate in SHAPES.items()
}


def everything(thing: object) -> Iterator[object]:
    yield thing
    for part in parts_of(thing):
        yield from everything(part)


def kinds(nos: str) -> list[type]:
    found = {type(thing): None for intent in INTENTS[nos].values() for thing in everything(intent)}
    return list(found)


CASES = [(nos, of) for nos in INTENTS for of in kinds(nos)]
IDS = [f"{nos}-{of.__name__}" for nos, of in CASES]


def with_field(thing: Any, of: type, value: int) -> Any:  # noqa: ANN401 - any dataclass
    """Return the same object with one more field in each object of a class below it, which holds a value."""
    if isinstance(thing, tuple) and any(map(is_dataclass, thing)):
        return tuple(with_field(item, of, value) for item in thing)
    if not is_dataclass(thing) or isinstance(thing, type):
        return thing
    parts = {one.name: with_field(getattr(thing, one.name), of, value) for one in fields(thing)}
    if type(thing) is not of:
        return type(thing)(**parts)
    return _extended(of)(**parts, added_percent=value)


def _extended(of: type) -> type:
    return make_dataclass(
        of.__name__,
        [("added_percent", int, field(default=0))],
        bases=(of,),
        frozen=True,
        namespace={"__module__": of.__module__},
    )


@pytest.mark.parametrize("estate", [*SHAPES.values()], ids=[*SHAPES])
def test_what_can_be_written_today_is_rendered(estate: Estate) -> None:
    assert list(unrendered_settings(estate)) == []


@pytest.mark.parametrize("example", sorted(path.name for path in (ROOT / "examples").iterdir() if path.is_dir()))
def test_the_examples_are_rendered(example: str) -> None:
    assert list(unrendered_settings(load_estate(ROOT / "examples" / example))) == []


@pytest.mark.parametrize(("nos", "of"), CASES, ids=IDS)
def test_a_field_that_is_added_to_the_intent_and_set_is_refused(nos: str, of: type) -> None:
    """As long as no template reads it; whoever sets nothing is not bothered."""
    estate = SHAPES[nos]
    added, unset = ({name: with_field(intent, of, value) for name, intent in INTENTS[nos].items()} for value in (5, 0))
    found = list(unrendered(estate, added))
    assert found
    assert all(f"{of.__name__}" in verdict.detail and ".added_percent of " in verdict.detail for verdict in found)
    assert all(verdict.origin.path for verdict in found)
    assert list(unrendered(estate, unset)) == []


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_a_field_that_is_read_for_one_kind_of_port_is_refused_for_another(dialect: Dialect, tmp_path: Path) -> None:
    """A setting of all ports, which the templates say for links of the underlay alone."""
    other = _with_template(
        dialect, tmp_path, "{% for port in intent.ports if port.kind == 'routed' %}", "port.added_percent"
    )
    port = next(of for of in kinds(dialect.name) if of.__name__ == "SwitchPort")
    added = {name: with_field(intent, port, 5) for name, intent in INTENTS[dialect.name].items()}
    refused = {
        verdict.detail.split(": ")[1].split(" of ")[0] for verdict in unrendered(SHAPES[dialect.name], added, (other,))
    }
    assert "SwitchPort[routed].added_percent" not in refused
    assert {"SwitchPort[unused].added_percent"} < refused


def _with_template(dialect: Dialect, folder: Path, loop: str, wanted: str) -> Dialect:
    """Copy a dialect's package with a loop at the end of its first template."""
    package = f"{dialect.name}_copy"
    source = Path(str(sys.modules[dialect.package].__file__)).parent / "templates"
    shutil.copytree(source, folder / package / "templates")
    (folder / package / "__init__.py").write_text("")
    template = folder / package / "templates" / f"{dialect.parts[0]}.j2"
    template.write_text(f"{template.read_text()}{loop}\n{{% if {wanted} %}}!{{% endif %}}\n{{% endfor %}}\n")
    sys.path.insert(0, str(folder))
    try:
        __import__(package)
    finally:
        sys.path.remove(str(folder))
    return replace(dialect, package=package)


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_nothing_is_said_to_be_left_out_that_is_read_or_is_not_there(dialect: Dialect) -> None:
    left_open: set[str] = set()
    for role in SwitchRole:
        read: set[IntentField] = set()
        there: set[IntentField] = set()
        for intent in INTENTS[dialect.name].values():
            if intent.role is role:
                Renderer().render(Recorder(intent, read))  # type: ignore[arg-type]
                there |= {
                    IntentField(kind_of(one), item.name)
                    for one in everything(intent)
                    for item in settings_of(type(one))
                }
        left_open |= {str(setting) for setting in there - read}
    assert dialect.left_out.keys() <= left_open
    assert all(dialect.left_out.values())


def test_a_recorder_changes_nothing_of_what_is_rendered() -> None:
    for nos, intents in INTENTS.items():
        for intent in intents.values():
            watched: DeviceIntent = Recorder(intent, set())  # type: ignore[assignment]
            assert Renderer((dialect_named(nos),)).render(watched) == Renderer().render(intent)


STORM_CONTROL = {
    "inventory/document/fabric.py": (
        "    anycast_gateway_mac:",
        "    storm_control: Annotated[Integer, Field(ge=1, le=100)] | None = None\n    anycast_gateway_mac:",
    ),
    "inventory/expansion/fabric.py": (
        "        underlay_mtu=shape.underlay_mtu,\n",
        "        underlay_mtu=shape.underlay_mtu,\n        storm_control_percent=shape.storm_control,\n",
    ),
    "inventory/model/fabric.py": (
        "    underlay_mtu: int\n",
        "    underlay_mtu: int\n    storm_control_percent: int | None\n",
    ),
    "sdn/intent/model.py": (
        "    mtu: int | None = None\n",
        "    mtu: int | None = None\n    storm_control_percent: int | None = None\n",
    ),
    "sdn/intent/fabric.py": (
        "            used.append(port)\n",
        "            used.append(replace(port, storm_control_percent=self.fabric.storm_control_percent))\n",
    ),
    "sdn/dialects/eos/templates/interfaces.j2": (
        "   description {{ port.description }}\n",
        (
            "   description {{ port.description }}\n{% if port.storm_control_percent %}\n"
            "   storm-control broadcast level {{ port.storm_control_percent }}\n{% endif %}\n"
        ),
    ),
}
"""A wish that is added through all rooms but one dialect's: file → a place in it, and what it becomes."""


@pytest.fixture(scope="module")
def patched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the packages, with the wish added as a person would add it."""
    folder = tmp_path_factory.mktemp("patched")
    for package in (path.parent.name for path in ROOT.glob("*/__init__.py")):
        if package != "tests":
            shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name, (old, new) in STORM_CONTROL.items():
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text, name
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    model = folder / "sdn" / "intent" / "fabric.py"
    model.write_text(model.read_text(encoding="utf-8").replace("import dataclass\n", "import dataclass, replace\n", 1))
    return folder


@pytest.mark.parametrize(("example", "renders"), [("three-sites", True), ("frr-site", False)])
def test_a_wish_that_one_dialect_lacks_is_refused_with_its_line(
    example: str, renders: bool, patched: Path, tmp_path: Path
) -> None:
    estate = tmp_path / "estate"
    shutil.copytree(ROOT / "examples" / example, estate)
    file = estate / "fabric.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    number = next(index for index, line in enumerate(lines) if line.startswith("    nos: ")) + 1
    lines.insert(number, "    storm_control: 5")
    file.write_text("\n".join(lines), encoding="utf-8")
    answer = _sddc(patched, "validate", estate)
    assert ("setting-not-rendered" in answer.stdout) != renders
    if renders:
        assert answer.returncode == 0
        assert _sddc(patched, "render", estate, "--output", tmp_path / "out").returncode == 0
        assert "storm-control broadcast level 5" in (tmp_path / "out" / "tianfu-leaf-01a.cfg").read_text()
    else:
        assert answer.returncode != 0
        assert f"fabric.yaml:{number + 1}:20" in answer.stdout
        assert answer.stdout.count("setting-not-rendered") == 1


def _sddc(package: Path, *words: str | Path) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PYTHONPATH": str(package), "COLUMNS": "200"}
    command = [sys.executable, "-c", "from cli.main import run; run()", *map(str, words)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=package)


FOR_PEOPLE = {"label", "description", "origin"}
NEEDS = {
    "Fabric": {"peer_links": "mlag", "peering_vlan_base": "mlag"},
    "Network": {"subnet": "l3_vni", "gateway": "l3_vni"},
    "Zone": {"vrf_id": "l3_vni"},
}
"""What of a noun reaches a switch only where its system can do something: docs/network-operating-systems.md."""


@pytest.mark.parametrize("nos", INTENTS)
def test_what_the_estate_says_of_fabrics_networks_and_zones_reaches_the_intent(nos: str) -> None:
    """A key that is added to a noun and that no intent is made from would be dropped before any dialect sees it."""
    estate, seen = SHAPES[nos], set[IntentField]()
    nouns = {
        name: {key: Recorder(noun, seen) for key, noun in getattr(estate, name).items()}
        for name in ("fabrics", "networks", "zones")
    }
    fabric_intent(replace(estate, **nouns))
    can = dialect_named(nos).platform.capabilities
    for name in nouns:
        of = type(next(iter(getattr(estate, name).values())))
        read = {setting.field for setting in seen if setting.kind[0] == of.__name__}
        lacking = {key for key, capability in NEEDS[of.__name__].items() if not getattr(can, capability)}
        assert {one.name for one in fields(of)} - read - FOR_PEOPLE == lacking, of.__name__
