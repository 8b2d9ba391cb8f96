"""A network operating system is added by three folders and an entry in each of their tuples; nothing else is touched.

The folders are beside this file (`nxos/`): Cisco NX-OS as far as a beginning needs it, each fact from the guide that is
named beside it. They are copied with the packages into a temporary folder and used there as a user would.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from inventory.model.platforms import PLATFORMS

ROOT = Path(__file__).parents[3]
SKELETON = Path(__file__).parent / "nxos"
FOLDERS = {"sdn": "sdn/dialects/nxos", "twin": "twin/dialects/nxos", "lab": "lab/switch/nxos"}
PLATFORM = """\
    Platform(
        "nxos",
        "Cisco NX-OS",
        Capabilities(l3_vni=True, timed_commit=True, bfd=True),
        management_port="mgmt0",
        reserved_vlans=range(3968, 4095),
    ),
"""
"""VLANs 3968 to 4094 are reserved: Nexus 9000 NX-OS Layer 2 Switching Configuration Guide, "Configuring VLANs"."""
TUPLES = {
    "sdn/dialects/__init__.py": (
        (
            "from sdn.dialects.frr import FRR\n",
            "from sdn.dialects.frr import FRR\nfrom sdn.dialects.nxos import NXOS\n",
        ),
        ("(EOS, FRR)", "(EOS, FRR, NXOS)"),
    ),
    "twin/dialects/nos.py": (
        (
            "from twin.dialects.eos.dialect import EOS_TWIN\n",
            "from twin.dialects.eos.dialect import EOS_TWIN\nfrom twin.dialects.nxos.dialect import NXOS_TWIN\n",
        ),
        ("= (EOS_TWIN,)", "= (EOS_TWIN, NXOS_TWIN)"),
    ),
    "lab/switch/emulator.py": (
        (
            "from lab.switch.fabric import EmulatedFabric\n",
            "from lab.switch.fabric import EmulatedFabric\nfrom lab.switch.nxos.dialect import NXOS_LAB\n",
        ),
        ("= (EOS_LAB,)", "= (EOS_LAB, NXOS_LAB)"),
    ),
    "inventory/model/platforms.py": (
        (
            'management_port="mgmt0"),\n)',
            'management_port="mgmt0"),\n' + PLATFORM + ")",
        ),
    ),
}
"""Each tuple: what stands there, and what it becomes."""


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the packages and add the system."""
    folder = tmp_path_factory.mktemp("packages")
    for package in (path.parent.name for path in ROOT.glob("*/__init__.py")):
        if package != "tests":
            shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name, place in FOLDERS.items():
        shutil.copytree(SKELETON / name, folder / place)
    for file, edits in TUPLES.items():
        text = (folder / file).read_text(encoding="utf-8")
        for old, new in edits:
            assert text.count(old) == 1, (file, old)
            text = text.replace(old, new)
        (folder / file).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    """Copy the example of one site, with its switches running the new system."""
    folder = tmp_path / "estate"
    shutil.copytree(ROOT / "examples" / "frr-site", folder)
    for file in folder.rglob("*.yaml"):
        text = file.read_text(encoding="utf-8").replace("nos: frr", "nos: nxos")
        text = re.sub(r"swp(\[?\d)", r"Ethernet1/\1", text)
        file.write_text(text, encoding="utf-8")
    return folder


def _run(packages: Path, code: str, *words: str | Path) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PYTHONPATH": str(packages), "COLUMNS": "200", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", code, *map(str, words)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=packages)


def _sddc(packages: Path, *words: str | Path) -> "subprocess.CompletedProcess[str]":
    return _run(packages, "from cli.main import run; run()", *words)


def test_nothing_but_the_folders_and_the_tuples_is_touched(packages: Path) -> None:
    ours = {path.relative_to(ROOT) for path in _sources(ROOT)}
    theirs = {path.relative_to(packages) for path in _sources(packages)}
    added = {str(path) for path in theirs - ours}
    assert all(path.startswith(tuple(f"{place}/" for place in FOLDERS.values())) for path in added)
    changed = {str(path) for path in ours & theirs if _digest(ROOT / path) != _digest(packages / path)}
    assert changed == set(TUPLES)
    assert ours <= theirs


def _sources(root: Path) -> list[Path]:
    found = (path for package in ROOT.glob("*/__init__.py") for path in (root / package.parent.name).rglob("*"))
    kept = (path for path in found if path.is_file() and "__pycache__" not in path.parts)
    return [path for path in kept if path.relative_to(root).parts[0] != "tests"]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_an_estate_that_runs_it_is_valid_and_rendered_in_its_words(
    packages: Path, estate: Path, tmp_path: Path
) -> None:
    valid = _sddc(packages, "validate", estate)
    assert valid.returncode == 0, valid.stdout + valid.stderr
    out = tmp_path / "out"
    rendered = _sddc(packages, "render", estate, "--output", out)
    assert rendered.returncode == 0, rendered.stderr
    text = (out / "jinjiang-leaf-01a.cfg").read_text(encoding="utf-8")
    for line in (
        *("feature nv overlay", "vlan 210", "  vn-segment 10210", "interface nve1", "  member vni 10210"),
        *("  member vni 50002 associate-vrf", "vrf context retail", "  fabric forwarding mode anycast-gateway"),
        *("interface Ethernet1/1", "  switchport trunk native vlan 210", "  switchport trunk allowed vlan 210"),
    ):
        assert f"\n{line}\n" in text, line


def test_without_its_entries_nobody_knows_it(estate: Path) -> None:
    """The same estate, and the packages as they are."""
    assert "nxos" not in {platform.name for platform in PLATFORMS}
    answer = _sddc(ROOT, "validate", estate)
    assert answer.returncode != 0
    assert "unknown-nos" in answer.stdout


def test_a_vlan_that_it_keeps_for_itself_is_refused(packages: Path, estate: Path) -> None:
    fabric = estate / "fabric.yaml"
    fabric.write_text(fabric.read_text(encoding="utf-8").replace("vlan: 210", "vlan: 3968"), encoding="utf-8")
    answer = _sddc(packages, "validate", estate)
    assert answer.returncode != 0
    assert "reserved-vlan" in answer.stdout
    assert "3968" in answer.stdout


DIFFERENCE = """
import json, sys
from sdn.configuration import running
from sdn.dialects import dialect_named
from sdn.diff import difference
grammar = dialect_named("nxos").grammar
before, after = (running(text, grammar) for text in sys.argv[1:])
found = difference(before, after, grammar)
print(json.dumps([found.remediation, found.text]))
"""


@pytest.mark.parametrize(
    ("before", "after", "typed"),
    [
        (
            "interface Ethernet1/1\n  description old\n  switchport trunk allowed vlan 10\n",
            "interface Ethernet1/1\n  description new\n",
            ["interface Ethernet1/1", "no switchport trunk allowed vlan", "description new", "exit"],
        ),
        ("interface Ethernet1/2\n  mtu 9216\n", "", ["default interface Ethernet1/2"]),
        ("vlan 10\n  vn-segment 10010\n", "vlan 10\n", ["vlan 10", "no vn-segment", "exit"]),
        ("hostname a\n", "vlan 10\nfeature bgp\nhostname b\n", ["feature bgp", "vlan 10", "exit", "hostname b"]),
        (
            "router bgp 1\n  neighbor 10.0.0.1\n    description x\n",
            "router bgp 1\n  neighbor 10.0.0.2\n    remote-as 2\n",
            ["router bgp 1", "no neighbor 10.0.0.1", "neighbor 10.0.0.2", "remote-as 2", "exit", "exit"],
        ),
    ],
)
def test_what_is_typed_is_in_its_grammar(packages: Path, before: str, after: str, typed: list[str]) -> None:
    answer = _run(packages, DIFFERENCE, before, after)
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)[0] == typed


def test_its_secrets_are_masked(packages: Path) -> None:
    answer = _run(packages, DIFFERENCE, "", "router bgp 1\n  neighbor 10.0.0.1\n    password 3 9125d59c18a9b015\n")
    assert "9125d59c18a9b015" not in json.loads(answer.stdout)[1]


def test_spines_may_run_it_under_leaves_that_do_not(packages: Path, tmp_path: Path) -> None:
    """What a switch runs is said by its device type; with pairs that differ nobody would know where they are."""
    estate = tmp_path / "estate"
    shutil.copytree(ROOT / "examples" / "three-sites", estate)
    types = estate / "device-types.yaml"
    whole = types.read_text(encoding="utf-8")
    types.write_text(whole.replace("arista-dcs-7050cx3-32s,", "arista-dcs-7050cx3-32s, nos: nxos,"), encoding="utf-8")
    out = tmp_path / "out"
    rendered = _sddc(packages, "render", estate, "--output", out)
    assert rendered.returncode == 0, rendered.stderr
    assert "\nfeature bgp\n" in (out / "tianfu-spine-1.cfg").read_text(encoding="utf-8")
    assert "\nservice routing protocols model" in "\n" + (out / "tianfu-leaf-01a.cfg").read_text(encoding="utf-8")
    types.write_text(
        whole.replace("arista-dcs-7050sx3-48yc8,", "arista-dcs-7050sx3-48yc8, nos: nxos,"), encoding="utf-8"
    )
    assert _sddc(packages, "validate", estate).returncode == 0, "all pairs run it, the spines do not"
    fabric = estate / "fabric.yaml"
    text = fabric.read_text(encoding="utf-8")
    other = text.replace("type: arista-7050sx3-48yc8", "type: other", 1)
    fabric.write_text(other, encoding="utf-8")
    another = "device_types:\n  other: {library: arista-dcs-7050sx3-48yc8, depth: 465mm, nos: nxos}\n"
    types.write_text(whole.replace("device_types:\n", another), encoding="utf-8")
    refused = _sddc(packages, "validate", estate)
    assert refused.returncode != 0
    assert "unlike-switches" in refused.stdout


TWIN = """
import sys
from twin.dialects.nos import dialect_named
print(sorted(dialect_named("nxos").read("leaf-1", open(sys.argv[1]).read()).vlans))
"""
LAB = """
import asyncio, json, sys
from pathlib import Path
from lab.switch.emulator import build, dialect_named, load_lab
spec = load_lab(Path(sys.argv[1]))
fabric = build(spec, None)
switch = fabric.devices["leaf-1"]
console = dialect_named(switch.spec.nos).console(switch, fabric, "admin")
view = switch.view()
print(json.dumps({
    "prompt": console.prompt,
    "shown": console.answer("show running-config").text,
    "refused": console.failed(console.answer("reload").text),
    "vnis": view.vxlan.vlan_vnis,
    "trunk": sorted(view.interfaces["Ethernet1/1"].trunk_vlans),
    "native": view.interfaces["Ethernet1/1"].native_vlan,
}))
"""


def test_the_lab_shows_what_was_rendered_and_the_twin_understands_it(
    packages: Path, estate: Path, tmp_path: Path
) -> None:
    _sddc(packages, "render", estate, "--output", tmp_path / "out")
    text = (tmp_path / "out" / "jinjiang-leaf-01a.cfg").read_text(encoding="utf-8")
    answer = _run(packages, TWIN, tmp_path / "out" / "jinjiang-leaf-01a.cfg")
    assert answer.stdout.strip() == "[110, 210, 310, 410]", answer.stderr
    spec = {
        "username": "admin",
        "password_file": "password",
        "state_directory": "state",
        "switches": [
            {
                "name": "leaf-1",
                "address": "127.98.7.1",
                "port": 8022,
                "nos": "nxos",
                "startup_config": text,
                "ports": {"Ethernet1/1": 25},
            }
        ],
    }
    (tmp_path / "password").write_text("lab-Pass-7041")
    (tmp_path / "lab.json").write_text(json.dumps(spec))
    answer = _run(packages, LAB, tmp_path / "lab.json")
    assert answer.returncode == 0, answer.stderr
    found = json.loads(answer.stdout)
    assert found["prompt"] == "jinjiang-leaf-01a# "
    assert found["shown"].endswith(text)
    assert found["refused"]
    assert found["vnis"] == {"110": 10110, "210": 10210, "310": 10310, "410": 10410}
    assert (found["trunk"], found["native"]) == ([210], 210)
