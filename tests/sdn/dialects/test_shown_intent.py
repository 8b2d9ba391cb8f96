"""What a dialect reads of a configuration is the intent that the configuration was rendered from."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdn.configuration import Tree
from sdn.controller import Intended, intended_devices
from sdn.dialects import DIALECTS
from sdn.intent.comparison import Deviation, Element, deviations
from tests.sdn.edited import edited, shown
from tests.sdn.shapes import Shape, SiteShape, build

SYSTEMS = tuple(dialect.name for dialect in DIALECTS)


def _differing(device: Intended) -> list[tuple[str, str]]:
    read = shown(device.tree, device.intent)
    assert read is not None
    return [(found.noun.__name__, found.field) for found in deviations(read, device.intent)]


@settings(max_examples=12, deadline=None)
@given(
    nos=st.sampled_from(SYSTEMS),
    spines=st.integers(1, 3),
    pairs=st.integers(1, 2),
    borders=st.integers(0, 1),
    sites=st.integers(1, 2),
    networks=st.integers(1, 6),
)
def test_reading_what_was_rendered_gives_the_intent(
    nos: str, spines: int, pairs: int, borders: int, sites: int, networks: int
) -> None:
    site = SiteShape(spines=spines, leaf_pairs=pairs, border_pairs=borders, nos=nos)
    estate = build(Shape(sites=dict.fromkeys(("gaoxin", "tianfu")[:sites], site), networks=networks))
    for device in intended_devices(estate).values():
        assert _differing(device) == []


EDITS = {
    "three-sites": (
        ("asn: 4200010000", "asn: 4200050000"),
        ("router_ids: 10.251.0.0/24", "router_ids: 10.250.0.0/24"),
        ("vteps: 10.251.1.0/24", "vteps: 10.250.1.0/24"),
        ("links: 10.251.4.0/22", "links: 10.251.8.0/22"),
        ("peer_links: 10.251.2.0/24", "peer_links: 10.251.3.0/24"),
        ("retail: {vni: 50002", "retail: {vni: 50022"),
        ("mobile-app: {zone: retail, vlan: 210,", "mobile-app: {zone: retail, vlan: 210, vni: 10999,"),
        ("subnet: 10.20.0.0/22", "subnet: 10.21.0.0/22"),
        ("nos: eos", "nos: eos\n    underlay_mtu: 9100"),
        ("nos: eos", "nos: eos\n    anycast_gateway_mac: 00:1c:73:00:00:77"),
    ),
    "frr-site": (
        ("asn: 4200040000", "asn: 4200050000"),
        ("router_ids: 10.254.0.0/24", "router_ids: 10.250.0.0/24"),
        ("vteps: 10.254.1.0/24", "vteps: 10.250.1.0/24"),
        ("nos: frr", "nos: frr\n    underlay_mtu: 9100"),
    ),
}


NOT_SHOWN = {("Vlan", "mtu"), ("DeviceIntent", "anycast_gateway_mac")}
"""What a configuration of EOS says of a VLAN's routed interface only, and of gateways where there are some."""


@pytest.mark.parametrize(
    ("example", "old", "new"), [(example, *edit) for example, edits in EDITS.items() for edit in edits]
)
def test_what_runs_differs_from_what_is_wanted_as_the_intents_do(example: str, old: str, new: str) -> None:
    """What the dialect reads, compared with another intent, says what the intent that it was made from would say."""
    change = edited(example, ("fabric.yaml", old, new))
    before = intended_devices(change.before)
    for name, wanted in change.new.items():
        read = shown(before[name].tree, wanted)
        assert read is not None
        found, expected = _said(deviations(read, wanted)), _said(deviations(change.old[name], wanted))
        assert found <= expected, name
        assert {(noun, field) for noun, field, _ in expected - found} <= NOT_SHOWN, name


def _said(found: tuple[Deviation[Element], ...]) -> set[tuple[str, str, str]]:
    return {(one.noun.__name__, one.field, _value(one)) for one in found}


def _value(found: Deviation[Element]) -> str:
    return str(getattr(found.after, found.field, None)) if found.field else ""


@pytest.mark.parametrize("example", ["three-sites", "frr-site"])
def test_a_configuration_of_odd_lines_is_read_all_the_same(example: str) -> None:
    change = edited(example)
    for device in intended_devices(change.before).values():
        read = shown(_odd(device.tree), device.intent)
        assert read is not None
        assert read.name == device.intent.name


def _odd(tree: Tree) -> Tree:
    """Put a word too much behind every line but those that open BGP."""
    return {line if line.startswith("router bgp") else f"{line} odd": _odd(section) for line, section in tree.items()}


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_device_without_bgp_is_in_no_fabric(name: str) -> None:
    nos = SiteShape(spines=1, leaf_pairs=1, border_pairs=0, nos=name)
    device = next(iter(intended_devices(build(Shape(sites={"tianfu": nos}))).values()))
    without = {line: section for line, section in device.tree.items() if "router bgp" not in line}
    assert shown(without, device.intent) is None
