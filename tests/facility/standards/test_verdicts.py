"""Verdicts that are kept: they are what the rules would say, and nothing that rules depend on can change unnoticed."""

from collections import Counter
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from facility.limits import limits_in_force
from facility.standards.catalogue import RULES
from facility.standards.facts import PlantFacts
from facility.standards.judgement import judge
from facility.standards.verdicts import Shelf
from inventory.estate_digests import LOGICAL
from inventory.load import load_estate
from inventory.model.estate import Estate
from tests.facility.standards.cases import EXAMPLE, TODAY, Case, Edit, cases, edited

ESTATE = load_estate(EXAMPLE)
PROFILES = ("t3plus", "tier4", "engineering", "tia942-rated3")
TABLE = tuple(cases())
MADE_OF_LOGICAL = LOGICAL | {"pooled_blocks", "pools_of", "members", "digest", "plant_digest", "name", "standards"}
OTHER_LOGICAL = (
    Edit("pools.yaml", "dmz: {zone: dmz, cpu_ratio: 4", "dmz: {zone: dmz, cpu_ratio: 3"),
    Edit("services.yaml", "rto: 5m", "rto: 6m"),
    Edit("fabric.yaml", "vlan: 410", "vlan: 411"),
)
"""Changes of sections that rules do not conclude from; the last is in a file that says something of the plant too."""


class Drawer(Shelf):
    """Keeps everything, and counts."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.given: Counter[str] = Counter()

    def get(self, key: str) -> bytes | None:
        if key in self.kept:
            self.given[key] += 1
        return self.kept.get(key)

    def put(self, key: str, content: bytes) -> None:
        self.kept[key] = content


class Watched(Estate):
    """An estate that notes what is looked at."""

    def __getattribute__(self, name: str) -> object:
        if not name.startswith("_"):
            seen: set[str] = object.__getattribute__(self, "__dict__").setdefault("_seen", set())
            seen.add(name)
        return super().__getattribute__(name)


def watched(estate: Estate) -> Watched:
    return Watched(**{field.name: getattr(estate, field.name) for field in fields(Estate)})


@pytest.mark.parametrize("case", [Case("nothing", (), ()), *TABLE], ids=lambda case: case.fault)
def test_kept_verdicts_are_those_that_the_rules_give(case: Case, tmp_path: Path) -> None:
    estate, drawer = edited(tmp_path, case.edits), Drawer()
    fresh = judge(estate, TODAY, PROFILES)
    assert judge(estate, TODAY, PROFILES, drawer) == fresh
    assert judge(estate, TODAY, PROFILES, drawer) == fresh
    assert (len(drawer.kept), sum(drawer.given.values())) == (1, 1)


@pytest.mark.parametrize("case", [Case("nothing", (), ()), *TABLE], ids=lambda case: case.fault)
def test_rules_look_at_nothing_but_the_plant(case: Case, tmp_path: Path) -> None:
    estate = watched(edited(tmp_path, case.edits))
    facts = PlantFacts(estate, TODAY, limits_in_force(ESTATE))
    for rule in RULES:
        list(rule.check(facts, rule.limits))
    seen: set[str] = vars(estate)["_seen"]
    assert {"power", "cooling", "racks", "server_blocks", "switches"} <= seen
    assert not seen & MADE_OF_LOGICAL


@pytest.mark.parametrize("edit", OTHER_LOGICAL, ids=lambda edit: edit.new)
def test_what_rules_do_not_conclude_from_leaves_verdicts_but_not_their_impact(edit: Edit, tmp_path: Path) -> None:
    case = next(case for case in TABLE if "one feed only" in case.fault)
    drawer = Drawer()
    before = edited(tmp_path / "before", case.edits)
    judge(before, TODAY, PROFILES, drawer)
    after = edited(tmp_path / "after", (*case.edits, edit))
    assert (before.digest == after.digest, before.plant_digest == after.plant_digest) == (False, True)
    assert judge(after, TODAY, PROFILES, drawer) == judge(after, TODAY, PROFILES)
    assert (len(drawer.kept), sum(drawer.given.values())) == (1, 1)


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case.fault)
def test_every_change_of_the_plant_is_another_one(case: Case, tmp_path: Path) -> None:
    assert edited(tmp_path, case.edits).plant_digest != ESTATE.plant_digest


def test_comments_are_no_change_of_the_plant(tmp_path: Path) -> None:
    after = edited(
        tmp_path, (Edit("rooms.yaml", "floor_load: 8,", "floor_load:   8,"), Edit("power.yaml", None, "# more\n"))
    )
    assert (ESTATE.digest == after.digest, ESTATE.plant_digest == after.plant_digest) == (False, True)


@pytest.mark.parametrize(
    ("estate", "day", "profiles"),
    [
        (ESTATE, TODAY + timedelta(days=1), PROFILES),
        (ESTATE, TODAY, ("t3plus",)),
        (replace(ESTATE, plant_digest="0" * 64), TODAY, PROFILES),
    ],
    ids=["another day", "another profile", "another plant"],
)
def test_another_question_is_asked(estate: Estate, day: date, profiles: tuple[str, ...]) -> None:
    drawer = Drawer()
    judge(ESTATE, TODAY, PROFILES, drawer)
    judge(estate, day, profiles, drawer)
    assert (len(drawer.kept), sum(drawer.given.values())) == (2, 0)


def test_a_variant_of_an_estate_keeps_nothing() -> None:
    drawer = Drawer()
    judge(replace(ESTATE, plant_digest=""), TODAY, PROFILES, drawer)
    assert not drawer.kept


@pytest.mark.parametrize("content", [b"", b"x", b"\x78\x9c\x03\x00\x00\x00\x00\x01", b"[]"])
def test_what_cannot_be_read_is_worked_out_again(content: bytes) -> None:
    drawer = Drawer()
    fresh = judge(ESTATE, TODAY, PROFILES, drawer)
    (key,) = drawer.kept
    whole, drawer.kept[key] = drawer.kept[key], content
    assert judge(ESTATE, TODAY, PROFILES, drawer) == fresh
    assert drawer.kept[key] == whole
