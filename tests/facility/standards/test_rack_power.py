"""Power of racks by nameplate: a rule with a diversity of the rack's type or of the profile, that can be waived."""

from pathlib import Path

import pytest

from facility.standards.judgement import Judgement
from inventory.model.estate import Estate
from tests.facility.standards.cases import judged
from tests.facility.standards.small_estates import Racks, SmallEstate

CHAIN: list[dict[str, object]] = [
    {"kind": "utility", "names": "utility-{a,b}", "rating": "200kW"},
    {"each": {"x": ["a", "b"]}, "kind": "pdu", "names": "pdu-{x}", "fed_by": "utility-{x}", "rating": "200kW"},
]
FEEDS = {"a": "pdu-a", "b": "pdu-b"}


def estate(folder: Path, servers: int, power: str, diversity: float | None = None, **more: object) -> Estate:
    kind = {"power": power} | ({} if diversity is None else {"diversity": diversity})
    return SmallEstate(CHAIN, [Racks("r[1-2]", FEEDS, servers, type=kind)], FEEDS, more=more).load(folder)


def told(judgement: Judgement) -> list[str]:
    return [finding.detail for finding in judgement.findings if finding.code == "RACK-10" and finding.is_failure]


@pytest.mark.parametrize(
    ("servers", "power", "diversity", "details"),
    [
        (8, "8kW", None, []),
        (15, "8kW", None, ["The devices in s1/r1 draw up to 15 kW; the rack is built for 8 kW."]),
        (15, "8kW", 0.5, []),
        (16, "8kW", 0.5, []),
        (
            10,
            "8kW",
            0.9,
            ["The devices in s1/r1 draw up to 9 kW; the rack is built for 8 kW. Their nameplates say 10 kW together."],
        ),
        (15, "15kW", 1.0, []),
    ],
)
def test_nameplates_are_held_against_what_the_rack_is_built_for(
    servers: int, power: str, diversity: float | None, details: list[str], tmp_path: Path
) -> None:
    # It loads: what is too much is judged, and is no reason not to read the estate.
    assert told(judged(estate(tmp_path, servers, power, diversity), "engineering")) == details


@pytest.mark.parametrize(
    ("limit", "own", "passes"), [(0.5, None, True), (0.6, None, False), (0.6, 0.5, True), (0.5, 0.6, False)]
)
def test_diversity_of_the_rack_comes_before_that_of_the_profile(
    limit: float, own: float | None, passes: bool, tmp_path: Path
) -> None:
    rules = {"RACK-10": {"limits": {"diversity": limit}}}
    profiles = {"ours": {"based_on": "engineering", "rules": rules}}
    wanted = estate(tmp_path, 15, "8kW", own, profiles=profiles, standards=["ours"])
    assert (told(judged(wanted)) == []) is passes


def test_it_can_be_waived(tmp_path: Path) -> None:
    waiver = {
        "rule": "rack-power-exceeded",
        "subject": "s1/r*",
        "reason": "Measured",
        "owner": "DC",
        "until": "2030-01-01",
    }
    assert told(judged(estate(tmp_path, 15, "8kW", waivers=[waiver]), "engineering")) == []
