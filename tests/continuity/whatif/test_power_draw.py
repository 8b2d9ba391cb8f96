"""Watts that move: what servers draw by what runs on them, and what that trips elsewhere."""

import io
from collections.abc import Mapping
from dataclasses import replace

import pytest
from rich.console import Console

from capacity.packing.host_room import HostRoom
from cli.views.what_if import show_what_if
from continuity.whatif.answer import WhatIf, WhatIfQuestion, WhatIfVerdict
from continuity.whatif.answer_json import plain
from continuity.whatif.host_supply import declared_supply
from continuity.whatif.power_draw import Gauge, gauges_of
from continuity.whatif.question import what_if
from inventory.model.blocks import block_of
from inventory.model.cooling import CoolingComponent, CoolingKind
from inventory.model.estate import Estate
from inventory.model.sites import ServerRole
from inventory.scenario.parse import parse_scenario
from tests.capacity.estates import HERE, Plan
from tests.capacity.fake_cloud import FakeCloud
from tests.capacity.test_model import snapshot_of
from tests.continuity.whatif.worlds import CITIES, Wants, ask, bank, world

FULL, IDLE, VCPUS = 6_000, 2_000, 8
PLAN = Plan(sites=CITIES, racks=2, hosts=1, cpu_ratio=1.0, size=(VCPUS, 65536, 4000), draw_watts=FULL, idle_watts=IDLE)
"""Each site has two hosts, each host room for two instances; each of them adds 2 kW."""


def rated(estate: Estate, watts: Mapping[str, int]) -> Estate:
    """Give power components other ratings."""
    power = {key: replace(one, rating_watts=watts.get(key, one.rating_watts)) for key, one in estate.power.items()}
    return replace(estate, power=power)


def short_of_power(idle: int | None = IDLE, *sites: str) -> Estate:
    """Three instances at tianfu, one at gaoxin; PDUs elsewhere that do not carry two full hosts."""
    pdus = {f"{site}/pdu-{side}": 5_000 for site in sites or ("gaoxin",) for side in "ab"}
    return rated(bank([Wants("a", {"tianfu": 3, "gaoxin": 1})], replace(PLAN, idle_watts=idle)), pdus)


def shown(answer: WhatIf) -> list[str]:
    out = io.StringIO()
    show_what_if(Console(file=out, width=200), answer)
    return [line.rstrip() for line in out.getvalue().splitlines()]


@pytest.mark.parametrize(("used", "watts"), [(-1, 100.0), (0, 100.0), (4, 200.0), (8, 300.0), (9, 300.0)])
def test_a_server_draws_between_idle_and_full_by_the_share_of_its_vcpus_in_use(used: int, watts: float) -> None:
    assert Gauge(100.0, 300.0, 8, 0, 8).watts(used) == watts


def test_what_is_packed_on_a_host_is_its_use() -> None:
    estate = bank([Wants("a", {"tianfu": 3, "gaoxin": 1})], PLAN)
    gauges = gauges_of(estate, declared_supply(estate))
    watts = {name: gauge.watts_before for name, gauge in gauges.items()}
    assert watts == {
        "tianfu-a01-s01": 6_000.0,
        "tianfu-a02-s01": 4_000.0,
        "gaoxin-a01-s01": 4_000.0,
        "gaoxin-a02-s01": 2_000.0,
        "chongqing-a01-s01": 2_000.0,
        "chongqing-a02-s01": 2_000.0,
    }
    assert world(estate).graph_by_use.graph.components["tianfu-a02-s01"].draw_watts == 4_000.0
    assert world(estate).graph.graph.components["tianfu-a02-s01"].draw_watts == FULL


def test_what_nobody_says_more_of_draws_in_full() -> None:
    estate = bank([Wants("a", {"tianfu": 3})], PLAN)
    servers = dict(estate.servers)
    servers["tianfu-a01-s01"] = servers["tianfu-a01-s01"]._replace(role=ServerRole.BARE_METAL)
    servers["tianfu-a02-s01"] = servers["tianfu-a02-s01"]._replace(zone="another")
    mixed = replace(estate, server_blocks=tuple(map(block_of, servers.values())))
    assert not {"tianfu-a01-s01", "tianfu-a02-s01"} & set(world(mixed).gauges)
    without = bank([Wants("a", {"tianfu": 3})], replace(PLAN, idle_watts=None))
    asked = world(without)
    assert (asked.gauges, asked.graph_by_use) == ({}, asked.graph)
    unknown = bank([Wants("a", {"tianfu": 3})], replace(PLAN, draw_watts=None))
    assert world(unknown).gauges == {}
    none = bank([], replace(PLAN, size=(0, 65536, 4000)))
    assert world(none).gauges == {}


def test_a_host_whose_cloud_tells_no_vcpus_draws_in_full() -> None:
    estate = bank([], PLAN)
    room = HostRoom("tianfu-a01-s01", "tianfu/a01", {"MEMORY_MB": 1, "DISK_GB": 1}, {})
    supply = replace(
        declared_supply(estate),
        left={room.host: room},
        used={room.host: {"PCPU": 8, "MEMORY_MB": 1024}},
        live_sites=("tianfu",),
    )
    assert room.host not in gauges_of(estate, supply)


def test_instances_that_move_raise_their_new_hosts_and_nothing_else() -> None:
    answer = ask(bank([Wants("a", {"tianfu": 3, "gaoxin": 1})], PLAN), "lose:tianfu")
    found = answer.infrastructure
    assert found.moved == {"gaoxin-a01-s01": 2_000.0, "gaoxin-a02-s01": 4_000.0}
    assert (found.moved_by_site, found.tripped) == ({"gaoxin": 6_000.0}, ())
    assert found.fullest is not None
    assert (found.fullest.component, found.fullest.load_watts) == ("gaoxin/pdu-a", 6_000.0)


def test_a_lost_site_trips_pdus_elsewhere_and_all_goes_on_to_the_third() -> None:
    answer = ask(short_of_power(), "lose:tianfu")
    found = answer.infrastructure
    assert found.tripped == (("gaoxin/pdu-a", "gaoxin/pdu-b"),)
    assert (found.tripped_at_once, found.tripped_by_moves) == ((), ("gaoxin/pdu-a", "gaoxin/pdu-b"))
    assert [host for host in found.hosts if not host.startswith("tianfu")] == ["gaoxin-a01-s01", "gaoxin-a02-s01"]
    assert found.moved == {"chongqing-a01-s01": 4_000.0, "chongqing-a02-s01": 4_000.0}
    (pool,) = answer.pools
    assert (pool.displaced, dict(pool.placed), pool.unplaced) == (4, {"chongqing": 4}, 0)
    nearest = "nearest to its limit: chongqing/pdu-a carries 60% (limit 80%)"
    assert [one for one in shown(answer) if "raise" in one or "trip" in one] == [
        f"Load    Moved instances raise chongqing by 8.0 kW; {nearest}.",
        "        Overloaded by moved instances until they trip: gaoxin/pdu-a, gaoxin/pdu-b.",
    ]
    told = plain(answer)["infrastructure"]
    assert isinstance(told, dict)
    assert told["tripped_by_moves"] == ["gaoxin/pdu-a", "gaoxin/pdu-b"]
    assert told["moved_watts"] == {"chongqing": 8_000.0}


def test_without_an_idle_draw_the_same_loss_trips_nothing() -> None:
    answer = ask(short_of_power(None), "lose:tianfu")
    found = answer.infrastructure
    assert (found.tripped, found.moved, found.moved_by_site) == ((), {}, {})
    assert dict(answer.pools[0].placed) == {"gaoxin": 3}
    assert not any("raise" in line or "idle" in line for line in shown(answer))


def test_it_is_followed_until_nothing_is_left_to_trip() -> None:
    answer = ask(short_of_power(IDLE, "gaoxin", "chongqing"), "lose:tianfu")
    found = answer.infrastructure
    assert found.tripped == (("gaoxin/pdu-a", "gaoxin/pdu-b"), ("chongqing/pdu-a", "chongqing/pdu-b"))
    assert (len(found.hosts), found.moved, found.trips_by_moves) == (6, {}, 2)
    assert (answer.pools[0].unplaced, answer.verdict) == (4, WhatIfVerdict.NO)


def test_what_the_loss_trips_itself_goes_before_anything_moves() -> None:
    estate = rated(short_of_power(), {"tianfu/pdu-b": 9_000})
    found = ask(estate, "lose:tianfu/pdu-a").infrastructure
    assert (found.tripped_at_once, found.tripped_by_moves) == (("tianfu/pdu-b",), ("gaoxin/pdu-a", "gaoxin/pdu-b"))


def test_heat_moves_with_the_watts() -> None:
    unit = CoolingComponent(
        "gaoxin", "crah-1", CoolingKind.UNIT, 11_000, 0, (), 1, (), (), (), None, None, None, "m1", None, HERE
    )
    estate = replace(bank([Wants("a", {"tianfu": 3, "gaoxin": 1})], PLAN), cooling={"gaoxin/crah-1": unit})
    answer = ask(estate, "lose:tianfu")
    assert answer.infrastructure.tripped_by_moves == ("gaoxin/crah-1",)
    assert dict(answer.pools[0].placed) == {"chongqing": 4}


def test_what_leaves_a_drained_site_draws_there_no_more() -> None:
    answer = ask(bank([Wants("a", {"tianfu": 3, "gaoxin": 1})], PLAN), "drain:tianfu")
    assert answer.infrastructure.moved_by_site == {"tianfu": -6_000.0, "gaoxin": 6_000.0}
    assert shown(answer)[0].startswith("Load    Moved instances raise gaoxin by 6.0 kW, and lower tianfu by 6.0 kW; ")


def test_what_is_planned_may_trip_nothing() -> None:
    answer = ask(short_of_power(), "drain:tianfu")
    assert answer.verdict is WhatIfVerdict.NO
    assert "overloaded by instances until they trip: gaoxin/pdu-a, gaoxin/pdu-b" in answer.broken


def test_growth_raises_watts_and_does_not_fit_where_they_trip() -> None:
    grown = ask(bank([Wants("a", {"gaoxin": 1})], PLAN), "grow:a=3")
    assert grown.infrastructure.moved_by_site == {"gaoxin": 4_000.0}
    assert shown(grown)[0].startswith("Load    Added instances raise gaoxin by 4.0 kW; ")
    tripping = ask(rated(bank([Wants("a", {"gaoxin": 1})], PLAN), {"gaoxin/pdu-a": 4_500}), "grow:a=3")
    assert tripping.infrastructure.tripped_by_moves == ("gaoxin/pdu-a",)
    assert (tripping.question, tripping.verdict) == (WhatIfQuestion.FITS, WhatIfVerdict.NO)


def test_where_load_rises_what_is_not_written_is_not_known() -> None:
    answer = ask(bank([Wants("a", {"tianfu": 3})], PLAN), "lose:tianfu")
    assert any("what feeds gaoxin/ups-a" in what for what in answer.unknown)


def test_live_use_decides_where_clouds_have_told_it() -> None:
    estate = bank([Wants("a", {"tianfu": 1})], PLAN)
    clouds = {site: FakeCloud(f"cloud-{site}", [f"{site}-a01-s01", f"{site}-a02-s01"], PLAN.size) for site in CITIES}
    for cloud in clouds.values():
        cloud.ratio["VCPU"] = 1.0
    clouds["tianfu"].take("tianfu-a01-s01", 6, 1024, 1)
    clouds["gaoxin"].take("gaoxin-a01-s01", 2, 1024, 1)
    seen = world(estate, snapshot_of(*clouds.values()))
    assert (seen.gauges["tianfu-a01-s01"].watts_before, seen.gauges["gaoxin-a01-s01"].watts_before) == (5_000, 3_000)
    answer = what_if(seen, parse_scenario("lose:tianfu", estate))
    # One instance as declared, and one for the two vCPUs that nobody declares.
    assert answer.infrastructure.moved_by_site == {"gaoxin": 4_000.0}
