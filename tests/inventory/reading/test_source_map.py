"""From an origin to line and column."""

from inventory.model.origin import Origin, Source
from inventory.reading.source_map import SourceMap

TEXT = """\
# a comment moves nothing
racks:
  - sites: all
    names: ["a[01-02]", b01]
    feeds: &feeds {a: pdu-a}
  - {<<: {sites: all}, feeds: *feeds}
"""
MAP = SourceMap({"racks.yaml": TEXT, "broken.yaml": "a: ["})


def test_a_value_and_its_key_have_places_of_their_own() -> None:
    origin = Origin("racks.yaml", ("racks", 0, "names"))
    assert MAP.locate(origin) == Source("racks.yaml", 4, 12)
    assert MAP.locate_key(origin) == Source("racks.yaml", 4, 5)
    assert MAP.locate(origin.at(1)) == Source("racks.yaml", 4, 25)


def test_what_is_not_written_is_found_at_the_nearest_place_above() -> None:
    origin = Origin("racks.yaml", ("racks", 0))
    assert MAP.locate(origin.at("power", "deep", 3)) == Source("racks.yaml", 3, 5)
    assert MAP.locate(origin.at("sites", 0)) == Source("racks.yaml", 3, 12)
    assert MAP.locate_key(origin.at("power")) == Source("racks.yaml", 3, 5)
    assert MAP.locate_key(origin.at("names", 0)) == Source("racks.yaml", 4, 13)


def test_what_an_alias_or_a_merge_key_brings_is_found_where_they_stand() -> None:
    second = Origin("racks.yaml", ("racks", 1))
    assert MAP.locate(second.at("feeds", "a")) == Source("racks.yaml", 6, 31)
    assert MAP.locate(second.at("sites")) == Source("racks.yaml", 6, 5)


def test_a_file_that_cannot_be_parsed_or_is_not_there_is_found_at_its_beginning() -> None:
    assert MAP.locate(Origin("broken.yaml", ("a", 0))) == Source("broken.yaml", 1, 1)
    assert MAP.locate_key(Origin("gone.yaml", ("a",))) == Source("gone.yaml", 1, 1)


def test_a_place_is_written_so_that_editors_open_it() -> None:
    assert str(MAP.locate(Origin("racks.yaml"))) == "racks.yaml:2:1"
