"""sddc what-if and sddc place as users run them."""

import shutil
from pathlib import Path

import pytest
import yaml

from tests.cli.world import Sddc

EXAMPLE = Path(__file__).parents[2] / "examples" / "three-sites"


def test_a_component_that_can_be_taken_out(plain: Sddc) -> None:
    done = plain("what-if", "lose:tianfu/ups-a", EXAMPLE)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Power   6 racks at tianfu lose feed A; feed B carries on.\n")
    assert "Hosts   No host lost.\n" in done.out
    assert "Verdict concurrently maintainable: yes.\n" in done.out


def test_a_lost_rack_names_pools_services_and_the_weakest_point(plain: Sddc) -> None:
    done = plain("what-if", "lose:tianfu/a01", EXAMPLE)
    assert done.code == 0
    assert "Pool    retail       8 of 8 instances fit into" in done.out
    assert "mobile-banking  RTO 5 min: kept" in done.out
    assert "no cloud was asked (--access)" in done.out
    assert "Weakest point: gp.2xlarge of pool retail in tianfu" in done.out


def test_a_lost_site_says_what_its_instances_raise_elsewhere(plain: Sddc) -> None:
    done = plain("what-if", "lose:tianfu", EXAMPLE)
    assert "\nLoad    Moved instances raise gaoxin by 0.4 kW and chongqing by 90 W; nearest to its limit: " in done.out
    assert "Basis   Servers of a type with an idle draw draw by their vCPUs in use, all else in full.\n" in done.out
    told = plain("what-if", "lose:tianfu", EXAMPLE, "--format", "json").json()
    assert told["infrastructure"]["moved_watts"]["chongqing"] == 90.0
    assert (told["infrastructure"]["tripped_by_moves"], told["basis"]["draws_by_use"]) == ([], True)


def test_what_does_not_survive_ends_with_1_and_says_why(plain: Sddc) -> None:
    done = plain("what-if", "lose:city:chengdu", EXAMPLE, "--format", "json")
    answer = done.json()
    assert (done.code, answer["verdict"], answer["question"]) == (1, "no", "survivable")
    assert any("mobile-banking" in reason for reason in answer["broken"])
    assert {pool["pool"] for pool in answer["pools"]} == {"retail", "core", "dmz"}


def test_the_estate_may_be_that_of_the_current_folder(plain: Sddc) -> None:
    assert plain("what-if", "drain:tianfu/m1", cwd=EXAMPLE).code == 2
    assert plain("what-if", "lose:tianfu-leaf-01a", cwd=EXAMPLE).code == 0
    assert plain("what-if", "--all-single", "--within", "power", cwd=EXAMPLE).code == 0


def test_a_cause_its_reserves_and_what_is_left_are_told(plain: Sddc) -> None:
    done = plain("what-if", "lose:tianfu/loop-a+tianfu/loop-b", EXAMPLE)
    assert "Cause   Cooling fails 16 servers: tianfu/loop-a, tianfu/loop-b.\n" in done.out
    assert (
        "\nReserve Cold store of tianfu/cold-store-a would carry 4.0 kW for 10.0 h, but tianfu/loop-a is lost"
        in done.out
    )
    assert "Left    tianfu/crah: N-3 of N+1 (0 of 4 left), too few.\n" in done.out
    done = plain("what-if", "lose:tianfu/ats-a+tianfu/ats-b", EXAMPLE)
    assert "Cause   Power fails 16 servers: tianfu/ats-a, tianfu/ats-b.\n" in done.out
    assert "of those lost run on for 5.0 h.\n" in done.out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("what-if", "lose:tianfuu"), "Did you mean tianfu?"),
        (("what-if",), "Name one scenario, or one ranking."),
        (("what-if", "--all-single", "--all-pairs"), "Name one scenario, or one ranking."),
        (("what-if", "--all-pairs", "--within", "rooms"), "Pairs of rooms are not ranked."),
        (("place", "--type", "huawei-2288h-v5", "--count", "1", "--pool", "retail"), "Did you mean huawei-2288h-v6?"),
        (("place", "--type", "huawei-2288h-v6", "--count", "1", "--pool", "retial"), "Did you mean retail?"),
        (
            ("place", "--type", "huawei-2288h-v6", "--count", "1", "--pool", "retail", "--site", "x"),
            "The estate has no site x.",
        ),
        (("place", "--type", "arista-7050cx3-32s", "--count", "1", "--pool", "retail"), "it is no server for a pool"),
    ],
)
def test_what_is_not_written_correctly_ends_with_2(plain: Sddc, words: tuple[str, ...], message: str) -> None:
    done = plain(*words, cwd=EXAMPLE)
    assert (done.code, done.out) == (2, "")
    assert message in done.err


def test_rankings(plain: Sddc) -> None:
    rooms = plain("what-if", "--all-single", "--within", "rooms", EXAMPLE, "--format", "json")
    assert (rooms.code, rooms.json()["harmful"]) == (1, 3)
    pairs = plain("what-if", "--all-pairs", "--within", "power", EXAMPLE)
    assert pairs.code == 1
    assert "tianfu/ats-a + tianfu/ats-b" in pairs.out
    assert "(the worst 20 are shown)" in pairs.out


def test_a_proposal_can_be_added_as_it_is(plain: Sddc, tmp_path: Path) -> None:
    done = plain("place", "--type", "huawei-2288h-v6", "--count", "3", "--pool", "retail", EXAMPLE)
    assert (done.code, done.err) == (0, "")
    (entry,) = yaml.safe_load(done.out)["servers"]
    assert entry["sites"] == ["tianfu", "gaoxin", "chongqing"]
    estate = tmp_path / "estate"
    shutil.copytree(EXAMPLE, estate)
    with (estate / "servers.yaml").open("a") as file:
        file.write(done.out.partition("servers:\n")[2])
    assert plain("validate", estate).code == 0


def test_a_proposal_that_does_not_fit_says_why_and_proposes_nothing(plain: Sddc) -> None:
    done = plain("place", "--type", "huawei-2288h-v6", "--count", "400", "--pool", "retail", EXAMPLE)
    assert done.code == 1
    assert "of 400 × huawei-2288h-v6 for pool retail fit" in done.out
    assert all(line.startswith("#") for line in done.out.splitlines())
    told = plain(
        "place", "--type", "huawei-2288h-v6", "--count", "400", "--pool", "retail", EXAMPLE, "-f", "json"
    ).json()
    assert 0 < len(told["servers"]) < 400
    assert told["refusals"]
