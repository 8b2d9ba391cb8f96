from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from sdn.configuration import running
from sdn.dialects import DIALECTS, dialect_named
from sdn.dialects.eos import EOS
from sdn.dialects.eos.names import EosNames
from sdn.diff import difference
from sdn.intent import fabric_intent
from sdn.render import Renderer, render, render_all
from tests.golden.write import FOLDER, SHAPE, rendered
from tests.sdn.shapes import Shape, SiteShape, build
from twin.dialects.eos.editor import parse
from twin.dialects.eos.tree import render as show

vlan_ranges = EosNames().vlans
GOLDEN = rendered()


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.name)
def test_golden(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == GOLDEN[path], "python -m tests.golden.write, if the change is wanted"


def test_no_golden_file_is_left_over() -> None:
    assert {path for dialect in DIALECTS for path in (FOLDER / dialect.name).iterdir()} == set(GOLDEN)


def test_rendering_twice_gives_the_same() -> None:
    first, second = (render_all(fabric_intent(build(SHAPE)).values()) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    "site",
    [SiteShape(), SiteShape(border_pairs=0), SiteShape(servers=0), SiteShape(spines=1, leaf_pairs=1)],
    ids=str,
)
def test_eos_takes_every_line_and_shows_the_same(site: SiteShape) -> None:
    """An emulated switch that knows EOS's grammar refuses nothing, and what it then shows needs no change."""
    estate = build(Shape(sites={"chongqing": site, "tianfu": SiteShape()}))
    for name, configuration in render_all(fabric_intent(estate).values()).items():
        ports = (*estate.device_types[estate.switches[name].type].ports, EOS.platform.management_port)
        root, refused = parse(configuration.text, ports)
        assert not refused, name
        grammar = EOS.grammar
        shown = "\n".join(show(root))
        assert difference(running(shown, grammar), running(configuration.text, grammar), grammar).remediation == ()


def test_nothing_that_belongs_to_others_is_rendered() -> None:
    for configuration in render_all(fabric_intent(build(SHAPE)).values()).values():
        for text in configuration.parts.values():
            assert "username" not in text
            assert "password" not in text


def test_a_template_that_asks_for_what_is_not_there_fails() -> None:
    renderer = Renderer()
    broken = renderer._templates["eos"][1]["cfg"].environment.from_string("{{ intent.hostnam }}")  # noqa: SLF001
    with pytest.raises(UndefinedError, match="hostnam"):
        broken.render(intent=next(iter(fabric_intent(build(Shape())).values())))


def test_the_files_of_a_switch_are_named_after_it() -> None:
    intents = fabric_intent(build(SHAPE))
    assert list(render(intents["tianfu-leaf-01a"]).files()) == ["tianfu-leaf-01a.cfg"]
    assert list(render(intents["gaoxin-leaf-01a"]).files()) == [
        "gaoxin-leaf-01a.frr.conf",
        "gaoxin-leaf-01a.interfaces",
    ]


def test_an_unknown_system_is_named_with_those_that_are_known() -> None:
    intent = next(iter(fabric_intent(build(Shape())).values()))
    with pytest.raises(LookupError, match=r"'junos'.*eos, frr"):
        render(replace(intent, nos="junos"))
    assert dialect_named("eos") is EOS


@pytest.mark.parametrize(
    ("vlans", "text"),
    [
        ((), "none"),
        ((110,), "110"),
        ((110, 120), "110,120"),
        ((101, 102, 103, 130), "101-103,130"),
        ((103, 101, 102, 101), "101-103"),
        ((1, 2), "1-2"),
    ],
)
def test_vlan_ranges(vlans: tuple[int, ...], text: str) -> None:
    assert vlan_ranges(vlans) == text


@given(st.sets(st.integers(1, 4094)))
def test_vlan_ranges_lose_nothing(vlans: set[int]) -> None:
    read: set[int] = set()
    for span in vlan_ranges(vlans).split(","):
        if span != "none":
            first, _, last = span.partition("-")
            read |= set(range(int(first), int(last or first) + 1))
    assert read == vlans


def test_a_long_network_name_is_cut_to_what_eos_takes() -> None:
    intent = fabric_intent(build(Shape()))["tianfu-leaf-01a"]
    vlans = (replace(intent.vlans[0], name="n" * 63), *intent.vlans[1:])
    assert f"   name {'n' * 32}\n" in render(replace(intent, vlans=vlans)).text
