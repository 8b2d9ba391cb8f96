"""Laws of watts that move: they are the sum of what runs where, and are followed until nothing moves any more."""

from collections import Counter
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from continuity.whatif.answer import WhatIf
from continuity.whatif.question import moves_of, what_if
from facility.graph.loss import Loss, carried, lose
from facility.outage import taken_out
from inventory.scenario.parse import parse_scenario
from inventory.scenario.variant import apply_scenario
from tests.continuity.whatif.test_power_draw import FULL, IDLE, PLAN, VCPUS, rated
from tests.continuity.whatif.worlds import CITIES, Wants, bank, world

WANTS = st.lists(
    st.builds(
        Wants,
        st.sampled_from("abc"),
        st.dictionaries(st.sampled_from(sorted(CITIES)), st.integers(0, 4)),
        shed_order=st.sampled_from([None, 1]),
    ),
    max_size=3,
    unique_by=lambda one: one.name,
)
RATINGS = st.dictionaries(
    st.sampled_from([f"{site}/{name}-{side}" for site in CITIES for name in ("pdu", "ups") for side in "ab"]),
    st.sampled_from([2_500, 3_500, 4_500, 5_500, 7_500]),
)
PLACES = ("lose:tianfu", "drain:gaoxin", "lose:tianfu/a01", "lose:gaoxin/pdu-a", "grow:retail=1.5", "lose:chengdu")
TEXTS = st.lists(st.sampled_from(PLACES), min_size=1, max_size=3).map("+".join)


def used_after(answer: WhatIf, before: Mapping[str, int]) -> dict[str, int]:
    """Count the vCPUs in use from the lists of instances, which the watts are not made from."""
    if not answer.pools:
        return dict(before)
    (pool,) = answer.pools
    size = {tier.wanted.key: tier.wanted.flavor.vcpus for tier in pool.fate.tiers}
    used: Counter[str] = Counter()
    for (key, _), hosts in pool.fate.placement.hosts.items():
        for host in hosts:
            used[host] += size[key]
    return dict(used)


@given(WANTS, RATINGS, TEXTS)
@settings(max_examples=150, deadline=None)
def test_every_server_that_is_up_draws_idle_and_the_share_in_use(
    wants: list[Wants], ratings: dict[str, int], text: str
) -> None:
    asked = world(rated(bank(wants, PLAN), ratings))
    answer = what_if(asked, parse_scenario(text, asked.estate))
    found = answer.infrastructure
    used = used_after(answer, {name: gauge.used for name, gauge in asked.gauges.items()})
    rest = asked.graph_by_use.graph.components
    for name, gauge in asked.gauges.items():
        if name in found.hosts:
            assert name not in found.moved
            continue
        share = used.get(name, 0) / VCPUS
        assert rest[name].draw_watts + found.moved.get(name, 0.0) == pytest.approx(IDLE + (FULL - IDLE) * share)
        # Nothing gains or loses watts on which nothing has changed.
        assert (name in found.moved) == (used.get(name, 0) != gauge.used)
    up = [name for name in asked.gauges if name not in found.hosts]
    assert sum(rest[name].draw_watts + found.moved.get(name, 0.0) for name in up) == pytest.approx(
        sum(IDLE + (FULL - IDLE) * used.get(name, 0) / VCPUS for name in up)
    )


def unmoved(_: Loss) -> Mapping[str, float]:
    raise AssertionError("every server of these estates has an idle draw")


@given(WANTS, RATINGS, TEXTS)
@settings(max_examples=150, deadline=None)
def test_following_ends_where_nothing_trips_and_nothing_moves_any_more(
    wants: list[Wants], ratings: dict[str, int], text: str
) -> None:
    asked = world(rated(bank(wants, PLAN), ratings))
    graph, scenario = asked.graph_by_use.graph, parse_scenario(text, asked.estate)
    moves, sizes = moves_of(asked, apply_scenario(asked.estate, scenario)) or unmoved, list[int]()

    def noting(loss: Loss) -> Mapping[str, float]:
        sizes.append(len(loss.failed))
        return moves(loss)

    loss = lose(graph, taken_out(asked.estate, graph, scenario), follow_trips=True, moves=noting)
    assert moves(loss) == loss.moved
    down = {*loss.taken_out, *loss.failed}
    for key, watts in carried(graph, loss).items():
        rating, before = graph.components[key].rating_watts, graph.rest.load[graph.wiring.node_of[key]]
        assert key in down or rating is None or watts <= max(rating, before) + 1e-5
    # Each time more was lost than before: that is why it ends.
    assert sizes == sorted(set(sizes))
    assert len(sizes) <= len(graph.components) + 1
