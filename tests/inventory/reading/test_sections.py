"""From data to documents: what is sound, what is lost, and what is said of a misspelt key."""

import pytest

from inventory.reading.sections import Written, validate
from inventory.reading.yaml_text import Data, parse


def told(text: str) -> list[tuple[str, tuple[str | int, ...], str, str]]:
    written = validate({"f.yaml": parse(text)})
    return [(p.code, p.origin.path, p.detail, p.advice) for p in written.problems]


@pytest.mark.parametrize(
    ("text", "path", "guess"),
    [
        ("zones: {dmz: {vni: 1, vrf: 1}}", ("zones", "dmz", "vrf"), "Did you mean vrf_id?"),
        (
            (
                "services: {s: {project: p, recovery: {standard: x, level: 1, rto: 1s, rpo: 1s}, tiers: "
                "{pool: {pool: p, flavor: f, instances: {}, netwrks: []}}}}"
            ),
            ("services", "s", "tiers", "pool", "netwrks"),
            "Did you mean networks?",
        ),
        (
            (
                "services: {s: {project: p, recovery: {standard: x, levle: 1, rto: 1s, rpo: 1s}, tiers: "
                "{t: {pool: p, flavor: f, instances: {}}}}}"
            ),
            ("services", "s", "recovery", "levle"),
            "Did you mean level?",
        ),
        (
            "peaks: {p: {frm: '2026-01-01T00:00Z', to: '2026-01-02T00:00Z', services: {}}}",
            ("peaks", "p", "frm"),
            "Did you mean from?",
        ),
    ],
)
def test_a_misspelt_key_is_told_once_wherever_it_stands(text: str, path: tuple[str | int, ...], guess: str) -> None:
    assert told(text) == [("unknown-key", path, f"{path[-1]} is not a key here.", guess)]


def test_a_misspelt_key_of_a_pair_of_switches_is_told_with_its_number() -> None:
    spines = "spines: {names: s-1, type: t, racks: r, positions: 1}"
    pair = "{names: l-1, type: t, racks: [r, s], positions: 1, uplinks: E1, spine_port: [E1, E2], peer_link: E3}"
    assert told(f"fabric_types: {{f: {{nos: eos, {spines}, leaf_pairs: [{pair}]}}}}") == [
        (
            "unknown-key",
            ("fabric_types", "f", "leaf_pairs", 0, "spine_port"),
            "spine_port is not a key here.",
            "Did you mean spine_ports?",
        )
    ]


def test_a_missing_and_an_unlike_key_are_two_findings() -> None:
    assert [(code, detail) for code, _, detail, _ in told("pools: {dmz: {zone: z, colour: red}}")] == [
        ("missing-key", "The key flavors is missing."),
        ("unknown-key", "colour is not a key here."),
    ]


def test_the_missing_key_says_what_it_is_for() -> None:
    [(_, _, detail, advice)] = told("networks: {web: {zone: a, vlan: 1, subnet: 10.0.0.0/24}}")
    assert detail == "The key sites is missing."
    assert advice.startswith("The sites that it is stretched over: all, one or a list.")


def test_one_name_counts_as_a_list_of_one_and_its_place_is_where_it_stands() -> None:
    zone = "subnet: 10.0.0.0/24, zone: a, vlan: 1"
    [(_, path, detail, _)] = told(f"networks: {{web: {{{zone}, sites: 'a b'}}}}")
    assert (path, detail.split(";")[0]) == (("networks", "web", "sites"), "sites is a b")
    [(_, path, detail, _)] = told(f"networks: {{web: {{{zone}, sites: [a, 'a b']}}}}")
    assert (path, detail.split(";")[0]) == (("networks", "web", "sites", 1), "sites.1 is a b")


def test_an_entry_that_is_lost_keeps_its_name_for_those_that_refer_to_it() -> None:
    written = validate({"f.yaml": parse("zones: {dmz: {vni: x}, core: {vni: 2}}\nracks: [{}]")})
    assert set(written.names("zones")) == {"dmz", "core"}
    assert written.broken["zones"] == {"dmz"}
    assert not written.is_whole("zones")
    assert not written.is_whole("racks")
    assert written.is_whole("pools")


def test_a_misspelt_section_leaves_the_one_that_was_meant_incomplete() -> None:
    written = validate({"f.yaml": parse("racs: []")})
    assert not written.is_whole("racks")
    assert written.is_whole("rooms")


def test_a_lost_fabric_or_fabric_type_leaves_the_switches_incomplete() -> None:
    for text in ("fabrics: {east: {}}", "fabric_types: {small: {}}"):
        assert not validate({"f.yaml": parse(text)}).is_whole("switches")


def test_sections_may_be_in_any_file_and_in_several() -> None:
    files: dict[str, Data] = {
        "a.yaml": {"estate": "e", "zones": {"dmz": {"vni": 1}}},
        "b.yaml": {"zones": {"core": {"vni": 2}}, "standards": ["t3plus"], "pools": None},
    }
    written = validate(files)
    assert (written.name, written.standards, written.problems) == ("e", ("t3plus",), [])
    assert [entry.origin.file for entry in written.entries["zones"].values()] == ["a.yaml", "b.yaml"]


def test_nothing_written_is_nothing_wrong() -> None:
    assert validate({}).problems == []
    assert Written().name == ""
