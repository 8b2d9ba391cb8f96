"""Nothing outside the folders of the dialects knows a network operating system by name, or a word of its syntax.

The sources are read, not run: every text that is no docstring, and every name. What may know more is listed with why.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from inventory.model.platforms import PLATFORMS

ROOT = Path(__file__).parents[2]
NAMES = [platform.name for platform in PLATFORMS]
PACKAGES = sorted(path.parent.name for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests")

ALLOWED = {
    "sdn/dialects/": "the dialects themselves",
    "twin/dialects/": "the readers of configurations",
    **{f"lab/switch/{name}/": "its console" for name in NAMES if (ROOT / "lab" / "switch" / name).is_dir()},
    "lab/switch/emulator.py": "the tuple of the lab's consoles",
    "lab/frr/": "routers of one system, in namespaces",
    "lab/embedded.py": "brings up what the lab has for each system",
    "lab/layout.py": "which ports the lab's consoles listen on",
    "inventory/model/platforms.py": "the table of what each system can do",
    "cli/lab.py": "tells people what the lab brings up",
    "cli/demo.py": "tells people what the demonstration shows",
}
"""Beginnings of paths that may know more, and why."""
SYSTEMS = {*NAMES} | {
    *("arista", "nxos", "nx-os", "junos", "vrp", "comware", "cumulus", "sonic", "vtysh", "frrouting"),
    *("arista_eos", "cisco_nxos", "huawei_vrpv8"),
}
"""Names of systems: whole words of texts, and whole words of names in the code."""
SYNTAX = re.compile(
    r"Port-Channel|port-channel\d|Eth-Trunk|Bridge-Aggregation|\bswp|^Ethernet$|Management1\b|Loopback\d|Vxlan1"
    r"|\bVlan(?:if)?\{|switchport\b(?!-)|channel-group|router bgp|route-map\b|extcommunity-list|vrf instance"
    r"|running-config|write memory|configure session|system-view|ip address |spanning-tree|master br|trunk allowed"
    r"|^(?:no|undo|delete|set|interface|vlan|vrf|neighbor|description|router|switchport|ip|link) $|^(?:undo|exit|quit)$"
    r"|^\^?(?:no|undo|interface|vlan|vxlan|neighbor|description|link) \(?\\S"
)
"""Words of configurations; `no `, `interface ` and their like only where a text is nothing else, as people use them."""


def knows(path: Path) -> Iterator[tuple[int, str]]:
    """Yield where a source names a system or uses its syntax: the line, and what it says there."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    sentences = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    # What goes on after a value is a sentence: f"no {count} units are free", unlike f"no {line}".
    sentences |= {
        id(node.values[0])
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[-1], ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in sentences:
            words = set(re.findall(r"[a-z0-9_-]+", node.value.lower()))
            if words & SYSTEMS or SYNTAX.search(node.value):
                yield node.lineno, node.value
        yield from ((getattr(node, "lineno", 0), name) for name in _names(node) if _words(name) & SYSTEMS)


def _words(name: str) -> set[str]:
    """Split a name of the code into its words: read_eos_state, EosReading, EOS_GRAMMAR."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", name)}


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        yield node.attr
    elif isinstance(node, ast.arg | ast.keyword):
        yield node.arg or ""
    elif isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.alias):
        yield from node.name.split(".")
    elif isinstance(node, ast.ImportFrom):
        yield from (node.module or "").split(".")


def sources() -> list[str]:
    files = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    names = (str(path.relative_to(ROOT)) for path in files)
    return sorted(name for name in names if not name.startswith(tuple(ALLOWED)))


def test_only_the_dialects_know_a_system_or_a_word_of_its_syntax() -> None:
    found = [f"{name}:{line}: {text!r}" for name in sources() for line, text in knows(ROOT / name)]
    assert found == []


@pytest.mark.parametrize("beginning", ALLOWED)
def test_what_is_allowed_is_there_and_needs_to_be(beginning: str) -> None:
    place = ROOT / beginning
    files = [place] if place.is_file() else sorted(place.rglob("*.py"))
    assert any(next(knows(path), None) for path in files), f"{beginning} knows nothing: take it off the list"


@pytest.mark.parametrize(
    "source",
    [
        'KNOWN = ("eos", "frr")',
        'def f(nos): return nos == "frr"',
        "def read_eos_state(): ...",
        "from sdn.dialects.eos import EOS",
        "class FrrFabric: ...",
        'line.removeprefix("no ")',
        'text.startswith("undo ")',
        'f"Port-Channel{number}"',
        'title = f"interface {name}"',
        'yield "exit"',
        're.compile(r"interface (\\S+)")',
        'name.startswith("Management1")',
        'print("EOS switches")',
    ],
)
def test_each_kind_of_knowledge_is_found(source: str, tmp_path: Path) -> None:
    file = tmp_path / "source.py"
    file.write_text(source, encoding="utf-8")
    assert list(knows(file)), source


@pytest.mark.parametrize(
    "source",
    ['"""EOS shows it so."""', 'print("there is no switch")', "video = frrom", 'x = "interface"', 'y = "no fabric"'],
)
def test_what_people_say_is_not_taken_for_it(source: str, tmp_path: Path) -> None:
    file = tmp_path / "source.py"
    file.write_text(source, encoding="utf-8")
    assert not list(knows(file)), source
