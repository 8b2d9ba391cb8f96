"""Profiles: built in, the estate's own, several at once; and waivers by day."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from facility.built_in_profiles import PROFILES, ProfileInvalid
from facility.standards.catalogue import BY_CODE, RULES
from facility.standards.judgement import judge
from facility.standards.profiles import rules_of, settings_of
from inventory.finding import Severity
from inventory.load import load_estate
from inventory.model.origin import Origin
from inventory.model.profiles import Profile, RuleChange, RuleSeverity, Waiver
from tests.facility.standards.cases import EXAMPLE, Edit, edited, found, judged

HERE = Origin("estate.yaml", ("profiles", "ours"))
FLOOD = (Edit("rooms.yaml", "flood_area: false", "flood_area: true"),)


def own(based_on: str = "t3plus", **changes: RuleChange) -> Profile:
    return Profile("ours", based_on, {rule.replace("_", "-"): change for rule, change in changes.items()}, HERE)


def change(severity: RuleSeverity | None = None, **limits: float) -> RuleChange:
    return RuleChange(severity, limits, HERE)


def test_rules_are_named_once_and_say_what_must_hold() -> None:
    assert len(BY_CODE) == len(RULES)
    for rule in RULES:
        assert rule.title.endswith(".")
        assert rule.clause
        assert rule.standard.source
        # What was not verified never stops anybody.
        assert rule.is_verified or rule.severity is Severity.WARNING


def test_profiles_name_rules_that_exist() -> None:
    for profile in PROFILES:
        rules = rules_of(profile)
        assert {*profile.also, *profile.without, *profile.severities} <= BY_CODE.keys()
        assert {rule.partition("-")[0] for rule in rules} >= set(profile.families)
        assert set(profile.severities) <= set(rules)


def test_own_profile_changes_severities_and_limits() -> None:
    estate = load_estate(EXAMPLE)
    ours = own(A_PWR_4=change(minutes=20.0), A_SITE_1=change(RuleSeverity.OFF), T3_1=change(RuleSeverity.WARNING))
    estate = replace(estate, profiles={"ours": ours})
    settings = settings_of(estate, ["ours"])
    assert "A-SITE-1" not in settings
    assert settings["T3-1"].severity is Severity.WARNING
    assert [finding.code for finding in judged(estate, "ours").findings if finding.is_failure] == ["A-PWR-4"] * 2


def test_own_profile_may_add_a_rule() -> None:
    estate = replace(
        load_estate(EXAMPLE), profiles={"ours": own("tier3", TIA_3=change(RuleSeverity.ERROR, metres=90.0))}
    )
    judgement = judged(estate, "ours")
    assert [(finding.code, finding.is_failure) for finding in judgement.findings] == [("TIA-3", True)]


def test_lower_share_changes_the_loads_that_are_borne() -> None:
    estate = replace(load_estate(EXAMPLE), profiles={"ours": own(RACK_1=change(share=0.2))})
    assert {finding.code for finding in judged(estate, "ours").findings if finding.is_failure} == {"RACK-1"}


def test_several_profiles_are_the_strictest_of_each() -> None:
    estate = load_estate(EXAMPLE)
    assert settings_of(estate, ["t3plus", "tier4"])["T4-1"].severity is Severity.ERROR
    assert settings_of(estate, ["tier4", "t3plus"])["T4-1"].severity is Severity.ERROR


def test_estate_is_judged_by_its_own_standards() -> None:
    estate = replace(load_estate(EXAMPLE), standards=("tia942-rated3",))
    assert judged(estate).profiles == ("tia942-rated3",)
    assert set(judged(estate).answers) == {"TIA-1", "TIA-2", "TIA-3", "WAIVER-1", "WAIVER-2"}


@pytest.mark.parametrize(
    ("profile", "message"),
    [
        (own("t3pluss"), "There is no profile called t3pluss."),
        (own("ours"), "The profile ours is based on itself."),
        (own(T3_22=change()), "There is no rule T3-22."),
        (own(T3_6=change(hour=1.0)), "The rule T3-6 has no limit called hour."),
    ],
)
def test_profile_that_is_not_sound_is_refused(profile: Profile, message: str) -> None:
    estate = replace(load_estate(EXAMPLE), profiles={"ours": profile})
    with pytest.raises(ProfileInvalid) as refused:
        settings_of(estate, ["ours"])
    assert refused.value.message == message
    assert refused.value.advice
    assert refused.value.origin is not None


def test_waiver_holds_until_the_end_of_its_last_day(tmp_path: Path) -> None:
    waiver = Waiver("A-SITE-2", "*/flood-area", "Dam", "Building", date(2027, 6, 30), HERE)
    estate = replace(edited(tmp_path, FLOOD), waivers=(waiver,))
    assert judge(estate, date(2027, 6, 30)).passes
    assert not judge(estate, date(2027, 7, 1)).passes


def test_waiver_covers_its_subjects_only(tmp_path: Path) -> None:
    waiver = Waiver("A-SITE-2", "tianfu/*", "Dam", "Building", date(2027, 6, 30), HERE)
    judgement = judged(replace(edited(tmp_path, FLOOD), waivers=(waiver,)))
    assert found(judgement) == (
        "rooms.yaml:25:17 A-SITE-2 error ×2: gaoxin stands in a flood area.",
        "rooms.yaml:25:17 A-SITE-2 waived: tianfu stands in a flood area.",
    )


def test_waiver_of_what_holds_is_of_no_use() -> None:
    waiver = Waiver("A-SITE-2", "*", "Dam", "Building", date(2027, 6, 30), HERE)
    judgement = judged(replace(load_estate(EXAMPLE), waivers=(waiver,)))
    assert judgement.unused_waivers == (waiver,)
    assert judgement.passes
