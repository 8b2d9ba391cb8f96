"""A chain on sheets: everything is on one of them, none shows more than a window, and what feeds it is there, too."""

from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report.chains import cooling_chain, power_chain
from report.drawing_levels import FIT, WIDE, Box, Chain, Sheet, sheets
from tests.report.world import example


def grown(halls: int, rows: int, racks: int, *, units_a_row: int = 1) -> Chain:
    """Make a site of two sides: a main for both, a UPS for each hall, a busway for each row, a PDU for each rack."""
    chain = Chain()

    def add(name: str, kind: str, *sources: str, side: str = "") -> None:
        key = f"site/{name}"
        chain.boxes[name] = Box(name, kind, key, keys=(key,), side=side)
        chain.sources[name] = list(sources)
        chain.ways.update({(source, name): "feeds" for source in sources})

    add("utility", "utility")
    for side in "ab":
        add(f"main-{side}", "panel", "utility", side=side)
    for hall, side in product(range(halls), "ab"):
        add(f"ups-{side}-{hall}", "ups", f"main-{side}", side=side)
        for row, unit in product(range(rows), range(units_a_row)):
            add(f"busway-{side}-{hall}-{row}-{unit}", "busway", f"ups-{side}-{hall}", side=side)
    for hall, row, rack in product(range(halls), range(rows), range(racks)):
        name = f"{hall}-{row}-{rack}"
        for side in "ab":
            add(f"pdu-{side}-{name}", "pdu", f"busway-{side}-{hall}-{row}-{rack % units_a_row}", side=side)
        feeds = [f"pdu-{side}-{name}" for side in "ab"]
        chain.boxes[f"racks {name}"] = Box(f"r{name}", "racks", racks=(f"r{name}",))
        chain.sources[f"racks {name}"] = feeds
        chain.ways.update({(feed, f"racks {name}"): "feeds" for feed in feeds})
        chain.places[f"racks {name}"] = (f"hall-{hall}", f"row-{row}", f"r{name}")
    return chain


def at_home(sheet: Sheet) -> Counter[str]:
    """Count the components that a sheet shows as its own, in boxes that open no sheet of their own."""
    return Counter(key for row in sheet.boxes if row[8] is None and not row[10] for key in row[9])


@pytest.mark.parametrize(("halls", "rows", "racks"), [(2, 3, 10), (10, 5, 20), (1, 20, 50), (3, 1, 300), (40, 1, 2)])
def test_every_component_is_at_home_on_one_sheet(halls: int, rows: int, racks: int) -> None:
    chain = grown(halls, rows, racks)
    found = sheets(chain, "site")
    counted = sum((at_home(sheet) for sheet in found.values()), Counter[str]())
    assert counted == Counter(key for box in chain.boxes.values() for key in box.keys)
    shown = {rack for sheet in found.values() for row in sheet.boxes for rack in row[6]}
    assert shown == {rack for box in chain.boxes.values() for rack in box.racks}


@pytest.mark.parametrize(("halls", "rows", "racks"), [(10, 5, 20), (12, 4, 21), (30, 1, 34)])
def test_a_thousand_racks_fit_window_by_window(halls: int, rows: int, racks: int) -> None:
    for name, sheet in sheets(grown(halls, rows, racks), "site").items():
        assert len(sheet.boxes) <= FIT, name
        assert max(Counter(row[0] for row in sheet.boxes).values()) <= WIDE


def test_a_sheet_leads_to_its_parts_and_back() -> None:
    found = sheets(grown(10, 5, 20), "site")
    assert [name for name in found if "/" not in name] == ["", *(f"hall-{hall}" for hall in range(10))]
    hall = found["hall-3"]
    assert (hall.title, hall.parent) == ("site / hall-3", "")
    assert {row[8] for row in hall.boxes if row[8]} == {f"hall-3/row-{row}" for row in range(5)}
    row = found["hall-3/row-2"]
    assert (row.title, row.parent) == ("site / hall-3 / row-2", "hall-3")
    assert [box[2] for box in row.boxes if box[3] == "rack"] == [f"r3-2-{rack}" for rack in range(20)]


def test_a_row_shows_all_that_feeds_it_from_the_utility_down() -> None:
    row = sheets(grown(10, 5, 20), "site")["hall-3/row-2"]
    outside = {str(box[4]) for box in row.boxes if box[10]}
    assert outside == {"site/utility", "site/main-a", "site/main-b", "site/ups-a-3", "site/ups-b-3"}
    numbers = {str(box[2]): number for number, box in enumerate(row.boxes)}
    assert [numbers["ups-a-3"], numbers["busway-a-3-2-0"], "feeds"] in row.edges


def test_many_alike_are_one_box_that_names_them_all() -> None:
    site = sheets(grown(30, 1, 34), "site")[""]
    assert [row[2] for row in site.boxes if row[3] == "hall"] == [f"hall-{hall}" for hall in range(30)]
    row = sheets(grown(1, 1, 200, units_a_row=60), "site")["hall-0/row-0"]
    stacks = {str(box[2]): (box[4], len(box[9])) for box in row.boxes if "×" in str(box[2])}
    assert stacks == {"60 × busway": ("", 60)}


def test_sides_stand_apart() -> None:
    site = sheets(grown(2, 1, 4), "site")[""]
    for number in {row[0] for row in site.boxes}:
        sides = [row[7] for row in site.boxes if row[0] == number and row[7]]
        assert sides == sorted(sides, key=str)


def test_a_small_site_is_one_sheet() -> None:
    estate = example()
    for site in estate.sites:
        assert list(sheets(power_chain(estate, site), site)) == [""]
        assert list(sheets(cooling_chain(estate, site), site)) == [""]


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.lists(st.sampled_from("abcdefghxy"), max_size=3)), st.data())
def test_no_chain_whatever_is_in_it_loses_a_box(sources: dict[str, list[str]], data: st.DataObject) -> None:
    chain = Chain(
        {name: Box(name, "panel", name, keys=(name,)) for name in sources},
        sources,
        {(source, name): "feeds" for name, several in sources.items() for source in several},
        {name: tuple(data.draw(st.lists(st.sampled_from("hi"), max_size=3))) for name in sources if name > "d"},
    )
    (sheet,) = sheets(chain, "site").values()
    assert sorted(str(row[4]) for row in sheet.boxes) == sorted(sources)
