"""Questions about the example, and rankings of its losses."""

from pathlib import Path

import pytest

from continuity.whatif.answer import WhatIfQuestion, WhatIfVerdict
from continuity.whatif.question import World, what_if, world_of
from continuity.whatif.ranking import Domain, rank_pairs, rank_single
from facility.estate_graph import capacity_graph
from inventory.load import load_estate
from inventory.scenario.parse import parse_scenario


@pytest.fixture(scope="module")
def world() -> World:
    estate = load_estate(Path(__file__).parents[3] / "examples" / "three-sites")
    return world_of(estate, capacity_graph(estate))


@pytest.mark.parametrize(
    ("text", "question", "verdict", "hosts"),
    [
        ("lose:tianfu/ups-a", WhatIfQuestion.MAINTAINABLE, WhatIfVerdict.YES, 0),
        ("maintain:tianfu/chiller-1", WhatIfQuestion.MAINTAINABLE, WhatIfVerdict.YES, 0),
        ("lose:tianfu/pdu-a-m1", WhatIfQuestion.MAINTAINABLE, WhatIfVerdict.YES, 0),
        ("lose:tianfu-leaf-01a", WhatIfQuestion.MAINTAINABLE, WhatIfVerdict.YES, 0),
        ("lose:tianfu/generator-1+tianfu/ats-a", WhatIfQuestion.MAINTAINABLE, WhatIfVerdict.YES, 0),
        ("lose:tianfu/utility-a+tianfu/utility-b", WhatIfQuestion.MAINTAINABLE, WhatIfVerdict.YES, 0),
        ("lose:carrier:telecom", WhatIfQuestion.MAINTAINABLE, WhatIfVerdict.YES, 0),
        ("maintain:tianfu/power-a", WhatIfQuestion.MAINTAINABLE, WhatIfVerdict.YES, 0),
        ("maintain:tianfu/a01", WhatIfQuestion.MAINTAINABLE, WhatIfVerdict.YES, 4),
        ("lose:tianfu/a01", WhatIfQuestion.SURVIVABLE, WhatIfVerdict.YES, 4),
        ("lose:tianfu-a01-s01", WhatIfQuestion.SURVIVABLE, WhatIfVerdict.YES, 1),
        ("grow:data-platform=1.5", WhatIfQuestion.FITS, WhatIfVerdict.YES, 0),
        ("lose:city:chengdu", WhatIfQuestion.SURVIVABLE, WhatIfVerdict.NO, None),
        ("lose:tianfu/ups-a+tianfu/ups-b", WhatIfQuestion.SURVIVABLE, None, None),
    ],
)
def test_what_the_example_answers(
    world: World, text: str, question: WhatIfQuestion, verdict: WhatIfVerdict | None, hosts: int | None
) -> None:
    answer = what_if(world, parse_scenario(text, world.estate))
    assert answer.question is question
    assert verdict in (None, answer.verdict), answer.broken + answer.unknown
    assert hosts in (None, len(answer.infrastructure.hosts))


def test_what_runs_on_a_machine_without_a_pool_is_not_known(world: World) -> None:
    for verb in ("lose", "maintain"):
        answer = what_if(world, parse_scenario(f"{verb}:tianfu-a03-s07", world.estate))
        assert (answer.infrastructure.bare_metal, answer.verdict) == (("tianfu-a03-s07",), WhatIfVerdict.UNKNOWN)
        assert answer.unknown == ("what runs on 1 machine without a pool: tianfu-a03-s07",)


def test_a_lost_ups_leaves_every_rack_on_its_other_feed(world: World) -> None:
    found = what_if(world, parse_scenario("lose:tianfu/ups-a", world.estate)).infrastructure
    (feeds,) = found.feeds
    assert (feeds.site, feeds.sides, feeds.left) == ("tianfu", ("a",), ("b",))
    assert set(feeds.racks) == {key for key, rack in world.estate.racks.items() if rack.site == "tianfu"}
    assert found.fullest is not None
    assert found.fullest.component == "tianfu/a03 feed b"
    on_the_other_side = sum(
        world.gauges[device.name].watts_before
        if device.name in world.gauges
        else world.estate.device_types[device.type].draw_watts or 0
        for device in (*world.estate.servers.values(), *world.estate.switches.values())
        if device.mount.rack == "tianfu/a03"
    )
    assert found.fullest.load_watts == pytest.approx(on_the_other_side)
    assert found.fullest.limit_watts == pytest.approx(0.8 * found.fullest.rating_watts)
    assert len(found.fabric.one_supply) == 8


def test_a_lost_site_raises_the_watts_of_those_that_take_its_instances(world: World) -> None:
    answer = what_if(world, parse_scenario("lose:tianfu", world.estate))
    # Of 180 to 900 W: 384 vCPUs of a host of retail may be promised, 192 of one of core.
    per_vcpu = {"retail": 720 / 384, "core": 720 / 192, "dmz": 720 / 384}
    expected: dict[str, float] = {}
    for pool in answer.pools:
        for tier in pool.fate.tiers:
            for site, count in tier.placed.items():
                watts = count * tier.wanted.flavor.vcpus * per_vcpu[pool.fate.pool]
                expected[site] = expected.get(site, 0.0) + watts
    assert answer.infrastructure.moved_by_site == pytest.approx({"gaoxin": expected["gaoxin"], "chongqing": 90.0})
    assert answer.infrastructure.tripped == ()


def test_a_lost_leaf_takes_links_and_no_server(world: World) -> None:
    fabric = what_if(world, parse_scenario("lose:tianfu-leaf-01a", world.estate)).infrastructure.fabric
    assert fabric.switches == ("tianfu-leaf-01a",)
    assert fabric.links == {"uplink": 2, "peer-link": 2, "server": 8}
    assert len(fabric.one_leaf) == 8


def test_no_single_component_of_the_example_takes_a_server(world: World) -> None:
    for domain in (Domain.POWER, Domain.COOLING, Domain.NETWORK):
        ranking = rank_single(world, domain, 5)
        assert ranking.examined > 0
        assert (ranking.harmful, ranking.worst) == (0, ())


def test_rooms_are_ranked_by_what_stands_in_them(world: World) -> None:
    ranking = rank_single(world, Domain.ROOMS, 1)
    assert [(one.taken_out, len(one.servers)) for one in ranking.worst] == [
        (("room tianfu/m1",), 16),
        (("room gaoxin/m1",), 15),
        (("room chongqing/m1",), 15),
    ]
    assert [one.pools is None for one in ranking.worst] == [False, True, True]
    assert not ranking.holds


def test_pairs_are_ranked_with_what_becomes_of_the_pools(world: World) -> None:
    ranking = rank_pairs(world, Domain.POWER, 3)
    assert ranking.harmful > len(ranking.worst) == 3
    assert all(len(one.servers) == 16 and one.pools for one in ranking.worst)
    assert {"tianfu/ats-a", "tianfu/ats-b"} in [set(one.taken_out) for one in rank_pairs(world, Domain.POWER, 50).worst]
