"""Phases: what each carries, when it trips, and when that cannot be known."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facility.chains.missing_data import GapKind
from facility.chains.phases import PHASE, PHASE_OF
from facility.estate_graph import CapacityGraph, capacity_graph
from facility.graph.component import Component
from facility.graph.loss import carried, lose
from inventory.model.component_names import feed_name, phase_name
from inventory.model.estate import Estate
from inventory.model.phases import PHASES, phased_components
from inventory.model.power import PowerKind
from inventory.model.sites import Phase
from tests.facility.graph.graphs import carried as plain_loads
from tests.facility.graph.graphs import shared, working
from tests.random_estates import WrittenEstate, written_estates

TYPE = {"manufacturer": "X", "model": "m", "u_height": 1, "airflow": "front-to-rear"}
SIDES: dict[str, Any] = {"sites": "all", "each": {"x": ["a", "b"]}}
SWITCH = {**TYPE, "draw": "0W"}
THREE = "three-phase"


def estate(phase: object, *, pdu: str = "60kW", upstream: str = "ups", above: str = "90kW") -> WrittenEstate:
    """Write a site of two sides; phases of the racks' feeds are taken in turn."""
    feed = {"rating": "7.4kW"} | ({} if phase is None else {"phase": phase})
    power: list[dict[str, Any]] = [
        {"sites": "all", "kind": "utility", "names": "utility-{a,b}", "rating": "1MW"},
        {"sites": "all", "each": {"x": ["a", "b"]}, "kind": upstream, "names": "up-{x}"}
        | {"fed_by": "utility-{x}", "rating": above},
        {
            "sites": "all",
            "each": {"x": ["a", "b"]},
            "kind": "pdu",
            "names": "pdu-{x}",
            "fed_by": "up-{x}",
            "rating": pdu,
        },
    ]
    rack = {"u_height": 42, "weight": "1000kg", "power": "12kW"}
    server = {"vcpus": 8, "memory": "64GiB", "disk": "1TiB", "draw": "5kW", "ports": {}}
    return WrittenEstate(
        {
            "estate": "phases",
            "standards": ["engineering"],
            "sites": {"s1": {"city": "c1", "cloud": "s1"}},
            "rooms": [{"sites": "all", "names": "m1"}],
            "power": power,
            "rack_types": {"t": rack | {"feeds": {side: {"from": f"pdu-{side}", **feed} for side in "ab"}}},
            "racks": [{"sites": "all", "room": "m1", "row": "a", "names": "r[01-06]", "type": "t"}],
            "device_types": {
                "srv": {**TYPE, **server},
                "spine": {**TYPE, "ports": {"Ethernet[1-8]": "100G"}, "draw": "0W"},
            }
            | {"leaf": {**TYPE, "ports": {"Ethernet[1-48]": "25G", "Ethernet[49-52]": "100G"}, "draw": "0W"}},
            "servers": [
                {
                    "sites": "all",
                    "racks": "r[01-06]",
                    "names": "s01",
                    "positions": 1,
                    "type": "srv",
                    "zone": "z",
                }
                | {
                    "cords": ["a", "b"],
                    "nics": {"eth0": "leaf-01a", "eth1": "leaf-01b"},
                    "ports": "Ethernet[1-6]",
                }
            ],
            "zones": {"z": {"vni": 50001, "vrf_id": 1}},
            "networks": {"web": {"zone": "z", "vlan": 110, "subnet": "10.10.0.0/22", "sites": "all"}},
            "fabric_types": {
                "f": {
                    "nos": "eos",
                    "spines": {"names": "spine-1", "type": "spine", "racks": "r01", "positions": 40},
                    "leaf_pairs": [
                        {"names": "leaf-01", "type": "leaf", "racks": "r[01-02]", "positions": 42}
                        | {"uplinks": "Ethernet49", "spine_ports": "Ethernet[1-2]", "peer_link": "Ethernet[51-52]"}
                    ],
                }
            },
            "fabrics": {
                "s1": {"site": "s1", "type": "f", "asn": 4200010000, "router_ids": "10.251.0.0/24"}
                | {"vteps": "10.251.1.0/24", "peer_links": "10.251.2.0/24", "links": "10.251.4.0/22"}
                | {"management": "172.20.1.0/24"}
            },
            "flavors": {"l": {"vcpus": 4, "memory": "16GiB", "disk": "40GiB"}},
            "pools": {"p": {"zone": "z", "cpu_ratio": 4, "flavors": ["l"]}},
        }
    )


def graph_of(written: WrittenEstate) -> CapacityGraph:
    return capacity_graph(written.estate())


def loads(capacity: CapacityGraph, component: str, *out: str) -> tuple[float, ...]:
    graph = capacity.graph
    after = {**dict.fromkeys(graph.components, None), **carried(graph, lose(graph, out))}
    rest = graph.rest.load
    found = (phase_name(component, phase) for phase in PHASES)
    return tuple(rest[graph.wiring.node_of[key]] if after[key] is None else after[key] or 0.0 for key in found)


@pytest.mark.parametrize(
    ("phase", "at_rest", "alone"),
    [
        ("L1", (15000, 0, 0), (30000, 0, 0)),
        ("L3", (0, 0, 15000), (0, 0, 30000)),
        (["L1", "L2", "L3"], (5000, 5000, 5000), (10000, 10000, 10000)),
        (["L1", "L1", "L2"], (10000, 5000, 0), (20000, 10000, 0)),
        # What is on three phases is a third on each.
        (["L2", THREE], (2500, 10000, 2500), (5000, 20000, 5000)),
    ],
)
def test_loads_of_phases(phase: object, at_rest: tuple[float, ...], alone: tuple[float, ...]) -> None:
    capacity = graph_of(estate(phase))
    for side in ("pdu-a", "up-b"):
        assert loads(capacity, f"s1/{side}") == pytest.approx(at_rest)
    assert loads(capacity, "s1/pdu-b", "s1/up-a") == pytest.approx(alone)


@pytest.mark.parametrize(
    ("phase", "pdu", "tripping"),
    [
        # 30 kW on a phase of 20 kW.
        ("L1", "60kW", True),
        ("L2", "60kW", True),
        # As much as the phase is rated for, and a watt more than that.
        (["L1", "L2", "L1", "L2", "L1", "L1"], "60kW", False),
        (["L1", "L2", "L1", "L2", "L1", "L1"], "59997W", True),
        ("L1", "90kW", False),
        (["L1", "L2", "L3"], "60kW", False),
        (["L1", "L2", "L3"], "31kW", False),
        (THREE, "31kW", False),
        (None, "31kW", False),
    ],
)
def test_a_component_trips_with_one_of_its_phases(phase: object, pdu: str, tripping: bool) -> None:
    graph = graph_of(estate(phase, pdu=pdu)).graph
    loss = lose(graph, ("s1/up-a",), follow_trips=True)
    if not tripping:
        assert (loss.tripped, loss.sinks) == ((), ())
        return
    (step,) = loss.tripped
    assert "s1/pdu-b" in step
    assert [key for key in step if graph.components[key].kind == PHASE]
    assert len(loss.sinks) == 6


def test_what_a_ups_is_fed_by_is_loaded_evenly() -> None:
    assert phased_components(estate("L1").estate()) == ("s1/up-a", "s1/up-b", "s1/pdu-a", "s1/pdu-b")
    behind_transformers = phased_components(estate("L1", upstream="transformer").estate())
    assert set(behind_transformers) > {"s1/utility-a", "s1/utility-b"}


def test_without_declared_phases_there_are_none() -> None:
    for phase in (None, THREE):
        written = estate(phase)
        assert phased_components(written.estate()) == ()
        assert all(one.kind != PHASE for one in graph_of(written).graph.components.values())


@pytest.mark.parametrize(
    ("phases", "pdu", "silent"),
    [
        # One side says it, the other does not: they are on different PDUs.
        ({"r01": "L1"}, "60kW", True),
        # If all others were on L1 too, it would carry 30 kW of 100.
        ({"r01": "L1"}, "300kW", False),
        ({f"r{number:02}": "L1" for number in range(1, 7)}, "60kW", False),
        ({f"r{number:02}": THREE for number in range(1, 7)}, "31kW", False),
        ({}, "31kW", False),
    ],
)
def test_phases_that_are_partly_declared_are_unknown(phases: Mapping[str, str], pdu: str, silent: bool) -> None:
    written = estate(None, pdu=pdu, above=pdu)
    feeds = {side: {"from": f"pdu-{side}", "rating": "7.4kW"} for side in "ab"}
    named = [{"sites": "all", "room": "m1", "row": "a", "names": f"r{n:02}", "type": "t"} for n in range(1, 7)]
    for rack in named:
        if phase := phases.get(str(rack["names"])):
            rack["feeds"] = {side: feed | {"phase": phase} for side, feed in feeds.items()}
    gaps = graph_of(WrittenEstate({**written.sections, "racks": named})).gaps
    found = {gap.subject for gap in gaps if "on which phase" in gap.detail}
    assert found == (
        {f"s1/r{number:02}" for number in range(1, 7)} - {f"s1/{key}" for key in phases} if silent else set()
    )
    assert all(gap.kind is GapKind.LOAD for gap in gaps if gap.subject in found)


@given(written_estates(), st.data())
@settings(max_examples=60, deadline=None)
def test_phases_are_the_plain_sums(written: WrittenEstate, data: st.DataObject) -> None:
    whole = written.estate()
    graph = capacity_graph(whole).graph
    named = [one for key in graph.components if (one := graph.components[key]).kind != PHASE]
    out = data.draw(st.sets(st.sampled_from([one.key for one in named if not one.is_sink]), max_size=3))
    loss = lose(graph, out)
    after = carried(graph, loss)
    plain = _plain_phases(whole, named, out)
    for key in phased_components(whole):
        found = [phase_name(key, phase) for phase in PHASES]
        sums = [after.get(one, graph.rest.load[graph.wiring.node_of[one]]) for one in found]
        assert sums == pytest.approx(plain[key], abs=1e-3)
        total = after.get(key, graph.rest.load[graph.wiring.node_of[key]])
        assert sum(sums) == pytest.approx(total, abs=1e-3)


def _plain_phases(whole: Estate, named: list[Component], out: set[str]) -> dict[str, list[float]]:
    """Split what every component carries by phase, from consumers to sources, over and over until nothing changes."""
    bare = tuple(
        one._replace(needs=tuple(need for need in one.needs if need.label not in (PHASE, PHASE_OF))) for one in named
    )
    left = working(bare, out)
    load = plain_loads(bare, left)
    phased = frozenset(phased_components(whole))
    owner = {one.key: one.key.removesuffix(" incomer") for one in bare}
    single = {
        feed_name(rack.key, side): feed.phase
        for rack in whole.racks.values()
        for side, feed in rack.feed_details.items()
        if feed.phase in PHASES
    }
    known = {one.key: one for one in bare}
    split = {one.key: [0.0, 0.0, 0.0] for one in bare}
    for _ in range(len(bare) if phased else 0):
        now = {key: [0.0, 0.0, 0.0] for key in split}
        for one, need in ((user, need) for user in bare for need in user.needs if user.key in left):
            shares = _shares(one, single, phased, owner, split, whole)
            for source, watts in shared(need, need.draw_watts + need.passes * load[one.key], left, known):
                for place, share in enumerate(shares):
                    now[source][place] += watts * share
        if now == split:
            break
        split = now
    return split


def _shares(
    one: Component,
    single: Mapping[str, Phase | None],
    phased: frozenset[str],
    owner: Mapping[str, str],
    split: Mapping[str, list[float]],
    whole: Estate,
) -> list[float]:
    if one.key in single:
        return [float(single[one.key] is phase) for phase in PHASES]
    key = owner[one.key]
    if key in phased and whole.power[key].kind is not PowerKind.UPS and sum(split[one.key]):
        return [watts / sum(split[one.key]) for watts in split[one.key]]
    return [1 / 3] * 3
