"""What is typed on a Chinese keyboard, or pasted from a web page: the character is named where it stands."""

import re
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BeforeValidator

from inventory.document.fields import Document
from inventory.document.sections import SECTIONS
from inventory.finding import Finding
from inventory.reading.estate_files import EstateFiles, read_file
from inventory.reading.look_alikes import FREE_TEXTS, ascii_for, character
from tests.estates.cases import BASE

HEAD = "sites:\n  tianfu:\n"
FOUND = [
    # A text, the place of the character, the character, and what is proposed instead.
    ("fabric_types:\n  two:\n    nos：eos\n    spines: {names: a}\n", (3, 8), "U+FF1A FULLWIDTH COLON", "nos: eos"),
    (f"{HEAD}　　　　city: a\n    cloud: b\n", (3, 1), "U+3000 IDEOGRAPHIC SPACE", "city: a"),
    (f"{HEAD}　　city: a\n    cloud: b\n", (3, 1), "U+3000 IDEOGRAPHIC SPACE", "city: a"),
    (f"{HEAD}\xa0\xa0\xa0\xa0city: a\n    cloud: b\n", (3, 1), "U+00A0 NO-BREAK SPACE", "city: a"),
    (f"{HEAD}    city:\xa0a\n", (3, 10), "U+00A0 NO-BREAK SPACE", "city: a"),
    (f"{HEAD}    city: a　# a note：\n", (3, 12), "U+3000 IDEOGRAPHIC SPACE", "city: a"),
    ("sites:\n  tianfu： {city: a}\n", (2, 9), "U+FF1A FULLWIDTH COLON", "tianfu: {city: a}"),
    ("sites：\n  tianfu: {city: a}\n", (1, 6), "U+FF1A FULLWIDTH COLON", "sites:"),
    (f"{HEAD}    city：a\n", (3, 9), "U+FF1A FULLWIDTH COLON", "city: a"),
    (f"{HEAD}    city: a\n    cloud：b\n", (4, 10), "U+FF1A FULLWIDTH COLON", "cloud: b"),
    (f"{HEAD}    city: a\n    cloud﹕b\n", (4, 10), "U+FE55 SMALL COLON", "cloud: b"),
    ("sites:\n  tianfu: {city: a，cloud: b}\n", (2, 19), "U+FF0C FULLWIDTH COMMA", "tianfu: {city: a, cloud: b}"),
    ("sites:\n  tianfu: {city: a、cloud: b}\n", (2, 19), "U+3001 IDEOGRAPHIC COMMA", "tianfu: {city: a, cloud: b}"),
    ("sites:\n  tianfu: {city: “a”}\n", (2, 18), "U+201C LEFT DOUBLE QUOTATION MARK", 'tianfu: {city: "a"}'),
    ("sites:\n  tianfu: {city: 「a」}\n", (2, 18), "U+300C LEFT CORNER BRACKET", 'tianfu: {city: "a"}'),
    ("sites:\n  tianfu: {city: ‘a’}\n", (2, 18), "U+2018 LEFT SINGLE QUOTATION MARK", "tianfu: {city: 'a'}"),
    ('sites:\n  a: {city: "a”}\n  b: {city: "b"}\n', (2, 15), "U+201D RIGHT DOUBLE QUOTATION MARK", 'a: {city: "a"}'),
    ("sites:\n  tianfu: ｛city: a｝\n", (2, 11), "U+FF5B FULLWIDTH LEFT CURLY BRACKET", "tianfu: {city: a}"),
    ("racks:\n  - sites: ［a, b］\n", (2, 12), "U+FF3B FULLWIDTH LEFT SQUARE BRACKET", "- sites: [a, b]"),
    ("racks:\n  - sites: 【a, b】\n", (2, 12), "U+3010 LEFT BLACK LENTICULAR BRACKET", "- sites: [a, b]"),
    ("racks:\n  － sites: all\n", (2, 3), "U+FF0D FULLWIDTH HYPHEN-MINUS", "- sites: all"),
    ("racks:\n  - names: r[01–12]\n", (2, 16), "U+2013 EN DASH", "- names: r[01-12]"),
    ("racks:\n  - u_height: ４２\n", (2, 15), "U+FF14 FULLWIDTH DIGIT FOUR", "- u_height: 42"),
    ('racks:\n  - power: "８kW"\n', (2, 13), "U+FF18 FULLWIDTH DIGIT EIGHT", '- power: "8kW"'),
    (f"{HEAD}    c\u200bity: a\n", (3, 6), "U+200B ZERO WIDTH SPACE", "city: a"),
    (f"{HEAD}    city: a\u200d\n", (3, 12), "U+200D ZERO WIDTH JOINER", "city: a"),
    (f"{HEAD}    city: a\u2060b\n", (3, 12), "U+2060 WORD JOINER", "city: ab"),
    ("estate: a\n\ufeffsites: {}\n", (2, 1), "U+FEFF ZERO WIDTH NO-BREAK SPACE", "sites: {}"),
    ("sites:\n  ti\u0430nfu: {city: b}\n", (2, 5), "U+0430 CYRILLIC SMALL LETTER A", "tianfu: {city: b}"),
    (
        'sites:\n  tianfu: {city: "ch\u0435ngdu"}\n',
        (2, 21),
        "U+0435 CYRILLIC SMALL LETTER IE",
        'tianfu: {city: "chengdu"}',
    ),
    (
        "sites:\n  tianfu: {city: \u0441\u043e\u0440\u0435}\n",
        (2, 18),
        "U+0441 CYRILLIC SMALL LETTER ES",
        "tianfu: {city: cope}",
    ),
    ("sites:\n  tianfu: {city: \u0391cme}\n", (2, 18), "U+0391 GREEK CAPITAL LETTER ALPHA", "tianfu: {city: Acme}"),
]
SOUND = [
    ("\ufeffsites: {}\n", {"sites": {}}),
    ("a: {label: 天府（东）：一号，“主”}\n", {"a": {"label": "天府（东）：一号，“主”"}}),
    (
        'a: {label: "天府：，、", description: ‘东’}  # 注：释，“x”\n',
        {"a": {"label": "天府：，、", "description": "‘东’"}},
    ),
    ("a:\n  description: |\n    第一：\n    зона а\n", {"a": {"description": "第一：\nзона а\n"}}),
    ("# 机房：一\na: {zone: core}\n", {"a": {"zone": "core"}}),
    ('a: {compartment: "东：一"}\n', {"a": {"compartment": "东：一"}}),
    ("a: {b: 天府, c: Москва, d: Αθήνα}\n", {"a": {"b": "天府", "c": "Москва", "d": "Αθήνα"}}),
    ("a: {rating: 8\xa0kW, weight: 28\u202fkg}\n", {"a": {"rating": "8\xa0kW", "weight": "28\u202fkg"}}),
    ('a: {extra_specs: {"x:y": "甲：乙"}}\n', {"a": {"extra_specs": {"x:y": "甲：乙"}}}),
    ("estate: 成都银行（测试）\n", {"estate": "成都银行（测试）"}),
]


def _read(folder: Path, text: str) -> tuple[EstateFiles, list[Finding]]:
    file = folder / "estate.yaml"
    file.write_bytes(text.encode())
    files = EstateFiles()
    read_file(files, "estate.yaml", file)
    return files, files.findings


@pytest.mark.parametrize(("text", "place", "named", "meant"), FOUND)
def test_the_character_is_named_where_it_stands(
    text: str, place: tuple[int, int], named: str, meant: str, tmp_path: Path
) -> None:
    files, findings = _read(tmp_path, text)
    first = findings[0]
    assert (first.code, first.source.line, first.source.column) == ("look-alike-character", *place)
    assert first.detail.startswith(f"{named} stands ")
    assert first.advice.startswith(f"Did you mean {meant} here? ")
    assert not files.data, "what a file means that is written like this, nobody knows"


@pytest.mark.parametrize(("text", "data"), SOUND)
def test_labels_quoted_texts_and_comments_may_hold_them(text: str, data: object, tmp_path: Path) -> None:
    files, findings = _read(tmp_path, text)
    assert findings == []
    assert files.data == {"estate.yaml": data}


def test_a_file_of_others_may_hold_them_anywhere(tmp_path: Path) -> None:
    file = tmp_path / "type.yaml"
    file.write_text("model: X\nport: Slot–1\n", encoding="utf-8")
    files = EstateFiles()
    read_file(files, "type.yaml", file, is_ours=False)
    assert files.findings == []
    assert files.data


def test_what_is_wrong_otherwise_is_not_put_on_a_character(tmp_path: Path) -> None:
    _, findings = _read(tmp_path, 'a: "天：府"\n# 注：释\nlabel: 东：西\nb: [\n')
    assert [finding.code for finding in findings] == ["yaml-syntax"]


def test_every_line_is_named_and_not_only_the_first(tmp_path: Path) -> None:
    _, findings = _read(tmp_path, "sites:\n  a: {city: “x”}\n  b: {city: y}\n  c: {city: “z”}\n")
    assert [finding.source.line for finding in findings] == [2, 4]


NAMES = {"subject"}
"""Texts that are patterns of names."""
ALIKE = {":": "：﹕∶", ",": "，、", '"': "“”„「", "[": "［【", "]": "］】", "{": "｛", "}": "｝", " ": "　\xa0\u2003"}
STRUCTURAL = re.compile(
    r"(?<=\w):(?=[ \n])|,(?= )|(?<=[\[ {])\"|\"(?=[,}\]\n])|(?<=: )[\[{]|[\]}]$|^ (?= *\w)", re.MULTILINE
)


@cache
def _places() -> tuple[tuple[str, int], ...]:
    texts = [file.read_text(encoding="utf-8") for file in sorted(BASE.glob("*.yaml"))]
    return tuple((text, found.start()) for text in texts for found in STRUCTURAL.finditer(text))


@given(st.data())
def test_any_character_of_any_file_typed_wrongly_is_found_or_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    text, place = data.draw(st.sampled_from(_places()))
    char = data.draw(st.sampled_from(ALIKE[text[place]]))
    folder = tmp_path_factory.mktemp("typed")
    before, _ = _read(folder, text)
    after, findings = _read(folder, f"{text[:place]}{char}{text[place + 1 :]}")
    if not findings:
        # In a comment, or inside of a quoted text.
        assert _without(after.data, ALIKE) == _without(before.data, ALIKE)
        return
    line = text.count("\n", 0, place) + 1
    found = [(one.source.line, one.source.column) for one in findings if one.code == "look-alike-character"]
    assert (line, place - text.rfind("\n", 0, place)) in found, findings
    assert any(one.detail.startswith(character(char)) for one in findings)


def _without(data: object, alike: dict[str, str]) -> str:
    return re.sub("[" + re.escape("".join(alike) + "".join(alike.values())) + "]", "", repr(data))


def test_free_texts_are_those_of_the_documents() -> None:
    """Every key that takes any text is free, so that nobody's words are taken for a mistake of typing."""
    plain: set[str] = set()
    waiting: list[object] = [section.model for section in SECTIONS]
    while waiting:
        kind = waiting.pop()
        fields = kind.model_fields if isinstance(kind, type) and issubclass(kind, Document) else {}
        for name, field in fields.items():
            checked = any(getattr(one, "pattern", None) or isinstance(one, BeforeValidator) for one in field.metadata)
            plain |= {name} if str in (field.annotation, *get_args(field.annotation)) and not checked else set()
            waiting.append(field.annotation)
        waiting += get_args(kind)
    assert plain - NAMES <= FREE_TEXTS


def test_ascii_stays_as_it_is() -> None:
    text = "".join(map(chr, range(32, 127)))
    assert ascii_for(text) == text
