"""What becomes of instances: where they go, what is shed, what finds no place, and what is not known."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from continuity.whatif.answer import WhatIf, WhatIfQuestion, WhatIfVerdict
from continuity.whatif.answer_json import plain
from continuity.whatif.question import what_if
from continuity.whatif.recovery_objectives import ObjectiveStatus, is_quorate
from continuity.whatif.rescheduling import TierFate
from inventory.model.fabric import Network
from inventory.model.power import PowerComponent, PowerKind
from inventory.model.services import Spread
from inventory.scenario.parse import parse_scenario
from inventory.scenario.scenario import Scenario
from tests.capacity.estates import HERE, Plan
from tests.capacity.fake_cloud import FakeCloud
from tests.capacity.test_model import snapshot_of
from tests.continuity.whatif.worlds import CITIES, Wants, ask, bank, world


def tiers(answer: WhatIf) -> dict[str, TierFate]:
    return {tier.wanted.service.name: tier for pool in answer.pools for tier in pool.fate.tiers}


def placed(answer: WhatIf, service: str) -> dict[str, int]:
    return {site: count for site, count in tiers(answer)[service].placed.items() if count}


def test_what_is_lost_goes_to_the_nearest_site_first_and_then_on() -> None:
    # Each site holds four: two hosts with two each.
    estate = bank([Wants("a", {"tianfu": 4, "gaoxin": 1})])
    answer = ask(estate, "lose:tianfu")
    assert (placed(answer, "a"), tiers(answer)["a"].unplaced) == ({"gaoxin": 3, "chongqing": 1}, 0)
    assert (answer.question, answer.verdict) == (WhatIfQuestion.SURVIVABLE, WhatIfVerdict.YES)
    assert answer.weakest is not None
    assert (answer.weakest.site, answer.weakest.slots) == ("gaoxin", 0)


def test_what_finds_no_place_is_counted_and_the_answer_is_no() -> None:
    answer = ask(bank([Wants("a", dict.fromkeys(CITIES, 4))]), "lose:tianfu")
    assert (placed(answer, "a"), tiers(answer)["a"].unplaced) == ({}, 4)
    assert answer.verdict is WhatIfVerdict.NO
    assert answer.broken == ("4 instances of pool retail find no place",)


def test_services_are_shed_in_their_order_for_what_is_never_shed() -> None:
    wants = [
        Wants("last", {"gaoxin": 2, "chongqing": 2}, shed_order=20),
        Wants("first", {"gaoxin": 1, "chongqing": 2}, shed_order=10),
        Wants("kept", {"tianfu": 2, "gaoxin": 1}),
    ]
    answer = ask(bank(wants), "lose:tianfu")
    found = tiers(answer)
    assert placed(answer, "kept") == {"gaoxin": 1, "chongqing": 1}
    assert (found["first"].unplaced, found["last"].unplaced, found["kept"].unplaced) == (2, 0, 0)
    assert answer.verdict is WhatIfVerdict.YES
    assert (answer.pools[0].shed, answer.pools[0].unplaced) == (2, 0)


def test_a_service_that_is_shed_gives_way_to_one_that_is_shed_later() -> None:
    wants = [
        Wants("first", {"gaoxin": 4, "chongqing": 4}, shed_order=10),
        Wants("last", {"tianfu": 2}, shed_order=20),
    ]
    found = tiers(ask(bank(wants), "lose:tianfu"))
    assert (found["last"].unplaced, found["first"].unplaced) == (0, 2)


def test_nothing_is_shed_where_everything_fits() -> None:
    answer = ask(bank([Wants("a", {"tianfu": 2}), Wants("b", {"gaoxin": 2}, shed_order=1)]), "lose:tianfu")
    assert (answer.pools[0].shed, tiers(answer)["b"].kept["gaoxin"]) == (0, 2)


def test_spread_by_host_holds_with_what_runs_there_already() -> None:
    estate = bank([Wants("a", {"tianfu": 1, "gaoxin": 2, "chongqing": 1}, spread=Spread.HOST)])
    assert placed(ask(estate, "lose:tianfu"), "a") == {"chongqing": 1}
    full = bank([Wants("a", dict.fromkeys(CITIES, 2), spread=Spread.HOST)])
    assert tiers(ask(full, "lose:tianfu"))["a"].unplaced == 2


def test_instances_go_only_where_their_networks_are() -> None:
    from ipaddress import IPv4Network

    estate = bank([Wants("a", {"tianfu": 2})])
    subnet = IPv4Network("10.1.0.0/24")
    network = Network("web", "zone-retail", 10, 10010, subnet, subnet[1], 1500, ("tianfu", "chongqing"), HERE)
    service = estate.services["a"]
    tier = replace(service.tiers[0], networks=("web",))
    estate = replace(estate, networks={"web": network}, services={"a": replace(service, tiers=(tier,))})
    assert placed(ask(estate, "lose:tianfu"), "a") == {"chongqing": 2}


def test_a_lost_rack_is_made_up_for_at_its_own_site_first() -> None:
    answer = ask(bank([Wants("a", {"tianfu": 3})]), "lose:tianfu/a01")
    assert placed(answer, "a") in ({"tianfu": 1}, {"tianfu": 1, "gaoxin": 1}, {"tianfu": 0, "gaoxin": 1})
    assert tiers(answer)["a"].displaced.total() + tiers(answer)["a"].kept.total() == 3
    assert (answer.infrastructure.hosts, answer.verdict) == (("tianfu-a01-s01",), WhatIfVerdict.YES)


def test_a_drained_site_takes_nothing_down() -> None:
    answer = ask(bank([Wants("a", {"tianfu": 2}, rpo_seconds=0)]), "drain:tianfu")
    assert (answer.infrastructure.hosts, placed(answer, "a")) == ((), {"gaoxin": 2})
    assert [one.recovery_point.answer for one in answer.services] == [ObjectiveStatus.KEPT]
    assert answer.verdict is WhatIfVerdict.YES


def test_growth_is_placed_at_its_own_site_first() -> None:
    answer = ask(bank([Wants("a", {"tianfu": 2})]), "grow:a=3")
    assert (placed(answer, "a"), answer.question) == ({"tianfu": 2, "gaoxin": 2}, WhatIfQuestion.FITS)
    assert answer.verdict is WhatIfVerdict.YES
    assert ask(bank([Wants("a", {"tianfu": 2})]), "grow:retail=7").verdict is WhatIfVerdict.NO


def test_what_had_no_place_before_is_told_apart() -> None:
    answer = ask(bank([Wants("a", {"tianfu": 5})]), "drain:chongqing")
    assert (tiers(answer)["a"].short_before, placed(answer, "a")) == (1, {"gaoxin": 1})


@pytest.mark.parametrize(
    ("instances", "rpo", "scenario", "expected"),
    [
        ({"tianfu": 1, "gaoxin": 1}, 0.0, "lose:tianfu", ObjectiveStatus.KEPT),
        ({"tianfu": 1, "gaoxin": 1, "chongqing": 1}, 0.0, "lose:city:chengdu", ObjectiveStatus.BROKEN),
        ({"tianfu": 1, "chongqing": 1}, 0.0, "lose:tianfu", ObjectiveStatus.BROKEN),
        ({"tianfu": 1, "chongqing": 1}, 60.0, "lose:tianfu", ObjectiveStatus.UNKNOWN),
        ({"tianfu": 1}, 60.0, "lose:tianfu", ObjectiveStatus.BROKEN),
        ({"tianfu": 1}, 0.0, "maintain:tianfu", ObjectiveStatus.KEPT),
        ({"tianfu": 1, "gaoxin": 1, "chongqing": 1}, 0.0, "lose:chongqing", ObjectiveStatus.KEPT),
    ],
)
def test_whether_data_is_kept(instances: dict[str, int], rpo: float, scenario: str, expected: ObjectiveStatus) -> None:
    (service,) = ask(bank([Wants("a", instances, rpo_seconds=rpo)]), scenario).services
    assert service.recovery_point.answer is expected


def test_a_service_that_must_start_again_has_no_known_recovery_time() -> None:
    (service,) = ask(bank([Wants("a", {"tianfu": 1})]), "lose:tianfu").services
    assert service.recovery_time.answer is ObjectiveStatus.UNKNOWN
    (service,) = ask(bank([Wants("a", {"tianfu": 9, "gaoxin": 4, "chongqing": 4})]), "lose:tianfu").services
    assert service.recovery_time.answer is ObjectiveStatus.KEPT


def test_what_is_shed_altogether_breaks_no_promise() -> None:
    wants = [Wants("a", {"tianfu": 2, "gaoxin": 2, "chongqing": 4}), Wants("b", {"gaoxin": 2}, shed_order=1)]
    answer = ask(bank(wants), "lose:tianfu")
    assert [(one.service.name, one.recovery_time.answer) for one in answer.services] == [
        ("a", ObjectiveStatus.KEPT),
        ("b", ObjectiveStatus.SHED),
    ]
    assert answer.verdict is WhatIfVerdict.YES


def test_a_majority_is_more_than_half_of_what_there_was() -> None:
    found = tiers(
        ask(bank([Wants("a", {"tianfu": 2, "gaoxin": 2}), Wants("b", {"tianfu": 1, "gaoxin": 2})]), "lose:tianfu")
    )
    assert (is_quorate(found["a"]), is_quorate(found["b"])) == (False, True)


def test_what_nothing_is_known_of_makes_the_answer_unknown() -> None:
    answer = ask(bank([Wants("a", {"tianfu": 1})]), "lose:tianfu/pdu-a")
    assert answer.infrastructure.hosts == ()
    assert answer.verdict is WhatIfVerdict.UNKNOWN
    assert "what feeds tianfu/ups-a" in answer.unknown[0]


def test_both_cords_on_one_component_are_found_out() -> None:
    estate = bank([Wants("a", {"tianfu": 2})])
    power = dict(estate.power)
    power["tianfu/utility"] = PowerComponent("tianfu", "utility", PowerKind.UTILITY, (), 10**6, "m1", HERE)
    for name in ("ups-a", "ups-b"):
        power[f"tianfu/{name}"] = replace(power[f"tianfu/{name}"], fed_by=("utility",))
    answer = ask(replace(estate, power=power), "maintain:tianfu/utility")
    assert answer.question is WhatIfQuestion.MAINTAINABLE
    assert answer.infrastructure.unforeseen == ("tianfu-a01-s01", "tianfu-a02-s01")
    assert answer.verdict is WhatIfVerdict.NO
    assert "2 servers would lose power" in answer.broken[0]


def test_an_overload_is_followed_until_it_trips() -> None:
    plan = Plan(sites=CITIES, racks=2, hosts=1, cpu_ratio=1.0, size=(8, 65536, 4000), draw_watts=6_000)
    answer = ask(bank([Wants("a", {"tianfu": 2})], plan), "lose:tianfu/pdu-a")
    assert answer.infrastructure.tripped == (("tianfu/ups-b", "tianfu/pdu-b"),)
    assert answer.infrastructure.hosts == ("tianfu-a01-s01", "tianfu-a02-s01")


def clouds(*used: tuple[str, str, int]) -> list[FakeCloud]:
    found = {
        site: FakeCloud(f"cloud-{site}", [f"{site}-a01-s01", f"{site}-a02-s01"], (8, 65536, 4000)) for site in CITIES
    }
    for cloud in found.values():
        cloud.ratio["VCPU"] = 1.0
    for site, host, vcpus in used:
        found[site].take(f"{site}-{host}", vcpus, 1024, 1)
    return list(found.values())


def test_where_clouds_have_told_their_use_the_room_left_is_theirs() -> None:
    estate = bank([Wants("a", {"tianfu": 2})])
    answer = ask(estate, "lose:tianfu", snapshot_of(*clouds(("gaoxin", "a01-s01", 6), ("gaoxin", "a02-s01", 4))))
    assert answer.basis.live == tuple(CITIES)
    assert placed(answer, "a") == {"gaoxin": 1, "chongqing": 1}


def test_use_that_no_service_declares_is_placed_too_or_not_known() -> None:
    estate = bank([Wants("a", {"tianfu": 1, "gaoxin": 1})])
    seen = snapshot_of(*clouds(("tianfu", "a01-s01", 8), ("tianfu", "a02-s01", 4)))
    answer = ask(estate, "lose:tianfu", seen)
    surplus = answer.pools[0].fate.surplus
    assert (surplus.amounts["VCPU"], surplus.instances, surplus.unplaced) == (8, 2, 0)
    assert answer.verdict is WhatIfVerdict.YES
    full = clouds(("tianfu", "a01-s01", 8), ("gaoxin", "a01-s01", 7), ("gaoxin", "a02-s01", 3))
    for host in ("a01-s01", "a02-s01"):
        full[2].take(f"chongqing-{host}", 6, 1024, 1)
    answer = ask(bank([Wants("a", {"tianfu": 1, "gaoxin": 1})]), "lose:tianfu", snapshot_of(*full))
    assert (tiers(answer)["a"].unplaced, answer.pools[0].fate.surplus.unplaced) == (0, 1)
    assert any("4 vCPU" in what for what in answer.unknown)
    assert answer.verdict is WhatIfVerdict.UNKNOWN


def test_a_cloud_that_does_not_answer_is_not_known() -> None:
    mute = clouds()
    mute[1].failing.add("resource_providers")
    answer = ask(bank([Wants("a", {"tianfu": 1, "chongqing": 1})]), "lose:tianfu", snapshot_of(*mute))
    assert (answer.basis.unknown, answer.verdict) == (("gaoxin",), WhatIfVerdict.UNKNOWN)


def test_nothing_happens_if_nothing_is_asked() -> None:
    answer = what_if(world(bank([Wants("a", {"tianfu": 1})])), Scenario())
    assert (answer.verdict, answer.pools, answer.services, answer.infrastructure.taken_out) == (
        WhatIfVerdict.YES,
        (),
        (),
        (),
    )


WANTS = st.lists(
    st.builds(
        Wants,
        st.sampled_from("abcd"),
        st.dictionaries(st.sampled_from(sorted(CITIES)), st.integers(0, 5)),
        st.just("small"),
        st.just("retail"),
        st.sampled_from(Spread),
        st.sampled_from([None, 1, 2]),
    ),
    max_size=4,
    unique_by=lambda one: one.name,
)
TEXTS = st.lists(
    st.sampled_from(
        ["lose:tianfu", "drain:gaoxin", "lose:tianfu/a01", "lose:gaoxin-a02-s01", "grow:retail=1.5", "lose:chengdu"]
    ),
    min_size=1,
    max_size=3,
).map("+".join)


@given(WANTS, TEXTS)
@settings(max_examples=300, deadline=None)
def test_every_instance_is_accounted_for_and_no_host_gives_more_than_it_has(wants: list[Wants], text: str) -> None:
    estate = bank(wants)
    scenario = parse_scenario(text, estate)
    answer = what_if(world(estate), scenario)
    grown = 1.5 if "grow" in text else 1.0
    for tier in (tier for pool in answer.pools for tier in pool.fate.tiers):
        wanted = sum(-int(-count * grown // 1) for count in tier.wanted.service.tiers[0].instances.values())
        assert wanted >= 0
        asked = sum(tier.wanted.tier.instances.values())
        assert tier.kept.total() + tier.placed.total() + tier.unplaced == asked
        assert min([*tier.kept.values(), *tier.placed.values(), *tier.stopped.values(), 0]) == 0
    for pool in answer.pools:
        gone = set(answer.infrastructure.hosts)
        for packer in pool.fate.placement.packers.values():
            assert all(amount >= 0 for room in packer.rooms for amount in room.free.values())
            assert not gone & {room.host for room in packer.rooms}
    assert plain(answer)["verdict"] == answer.verdict.value


@given(WANTS, st.sampled_from(["lose:tianfu", "lose:tianfu/a01", "drain:chongqing"]))
@settings(max_examples=200, deadline=None)
def test_what_is_more_important_is_never_without_a_place_while_something_less_important_runs_in_its_stead(
    wants: list[Wants], text: str
) -> None:
    alike = [replace(one, spread=Spread.NONE) for one in wants]
    found = [tier for pool in ask(bank(alike), text).pools for tier in pool.fate.tiers]
    for tier in found:
        below = [other for other in found if other.wanted.shed_rank < tier.wanted.shed_rank]
        if tier.unplaced:
            assert not any(other.kept.total() + other.placed.total() for other in below)
