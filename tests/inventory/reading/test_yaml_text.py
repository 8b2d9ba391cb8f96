"""YAML 1.2's core schema as tables, and the law that places and values are of one reading."""

import math

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from inventory.reading.yaml_text import Data, YamlError, parse, places, scalar

WORDS = (
    "no",
    "yes",
    "on",
    "off",
    "y",
    "n",
    "12:30",
    "2026-11-10",
    "1_000",
    "0b11",
    "08",
    "0110",
    "-07",
    "+007",
    "1e",
    "e1",
)
WORDS += (".", "-", "+", "..", "0x", "0o8", "0xG", "1.2.3", "10.0.0.1", "tRUE", "nULL", ".Nan", "inf", "nan", "=", "<")


@pytest.mark.parametrize("text", WORDS)
def test_what_is_no_scalar_of_the_core_schema_stays_a_word(text: str) -> None:
    assert scalar(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("Null", None),
        ("NULL", None),
        ("true", True),
        ("True", True),
        ("TRUE", True),
        ("false", False),
        ("False", False),
        ("FALSE", False),
        ("0", 0),
        ("-0", 0),
        ("+12", 12),
        ("-19", -19),
        ("0o7", 7),
        ("0o17", 15),
        ("0x3A", 58),
        ("0xff", 255),
        ("0.", 0.0),
        ("-0.0", -0.0),
        (".5", 0.5),
        ("+12e03", 12000.0),
        ("-2E+05", -200000.0),
        ("1e3", 1000.0),
        (".inf", math.inf),
        ("-.Inf", -math.inf),
        ("+.INF", math.inf),
    ],
)
def test_scalars_of_the_core_schema(text: str, value: float | None) -> None:
    found = scalar(text)
    assert found == value
    assert type(found) is type(value)


def test_nan_is_a_number() -> None:
    found = scalar(".nan")
    assert isinstance(found, float)
    assert math.isnan(found)


def test_whole_numbers_that_python_would_refuse_are_words() -> None:
    assert scalar("9" * 5000) == "9" * 5000


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("", None),
        ("---\n", None),
        ("a: 1\n...\n", {"a": 1}),
        ("\ufeffa: 1", {"a": 1}),
        ("a: 1\r\nb: 2\r\n", {"a": 1, "b": 2}),
        ("7: x\ntrue: y\n~: z", {"7": "x", "true": "y", "~": "z"}),
        ("a: '7'\nb: \"true\"\nc: !!str 7\nd: ! 7", {"a": "7", "b": "true", "c": "7", "d": "7"}),
        ("a: |\n  1\n  2\nb: >-\n  x\n  y\n", {"a": "1\n2\n", "b": "x y"}),
        ("a: &x [1, {b: 2}]\nc: *x", {"a": [1, {"b": 2}], "c": [1, {"b": 2}]}),
        ("a: &x 1\nb: &x 2\nc: *x", {"a": 1, "b": 2, "c": 2}),
        ("a: &x {k: 1, l: 2}\nb: {<<: *x, l: 3}", {"a": {"k": 1, "l": 2}, "b": {"l": 3, "k": 1}}),
        ("a: {<<: [{k: 1, l: 1}, {k: 2, m: 2}], m: 3}", {"a": {"m": 3, "k": 1, "l": 1}}),
        ("a: {l: 3, <<: {l: 4}}", {"a": {"l": 3}}),
        ("- [[], {}]\n-\n- ''", [[[], {}], None, ""]),
        ("a: !!map {b: !!seq [1]}", {"a": {"b": [1]}}),
    ],
)
def test_documents(text: str, data: Data) -> None:
    assert parse(text) == data


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: [1, 2", "yaml-syntax", 1, 9),
        ("a: 1\n\tb: 2", "yaml-syntax", 2, 1),
        ("é: 1\nbü: \x07", "yaml-syntax", 2, 5),
        ("a: \ud800", "yaml-syntax", 1, 4),
        ("é: *x", "yaml-syntax", 1, 4),
        ("a: &x [*x]", "yaml-syntax", 1, 8),
        ("a: 1\n---\nb: 2", "yaml-several-documents", 2, 1),
        ("a: 1\nb: {c: 1, c: 2}", "yaml-duplicate-key", 2, 11),
        ("a: 1\n'a': 2", "yaml-duplicate-key", 2, 1),
        ("<<: {a: 1}\n<<: {b: 1}", "yaml-duplicate-key", 2, 1),
        ("a: !!int 7", "yaml-tag", 1, 4),
        ("a: !vault |\n  x", "yaml-tag", 1, 4),
        ("a: !!python/tuple [1]", "yaml-tag", 1, 4),
        ("a: !!set {b}", "yaml-tag", 1, 4),
        ("? {a: 1}\n: 2", "yaml-key", 1, 3),
        ("a: &x 1\n*x : 2", "yaml-key", 2, 1),
        ("a: {<<: [1]}", "yaml-key", 1, 4),
        ("[" * 65 + "]" * 65, "yaml-too-deep", 1, 65),
    ],
)
def test_what_is_refused_names_its_place(text: str, code: str, line: int, column: int) -> None:
    with pytest.raises(YamlError) as raised:
        parse(text)
    assert (raised.value.code, raised.value.line, raised.value.column) == (code, line, column)


def test_aliases_may_repeat_much_but_not_explode() -> None:
    row = "a: &a [" + "1, " * 99 + "1]\n"
    assert len(parse(row + "b: [" + "*a, " * 1000 + "*a]")["b"]) == 1001  # type: ignore[call-overload, index, arg-type]
    with pytest.raises(YamlError, match="Aliases add more than 200000 values"):
        parse(row + "b: [" + "*a, " * 2000 + "*a]")


def test_places_are_those_of_keys_and_values() -> None:
    found = places("sites:\n  east: {city: chengdu}\nracks:\n- names: 'a'\n  é: [x, &y z, *y]\n")
    assert found.keys == {
        ("sites",): (1, 1),
        ("sites", "east"): (2, 3),
        ("sites", "east", "city"): (2, 10),
        ("racks",): (3, 1),
        ("racks", 0, "names"): (4, 3),
        ("racks", 0, "é"): (5, 3),
    }
    assert found.values == {
        (): (1, 1),
        ("sites",): (2, 3),
        ("sites", "east"): (2, 9),
        ("sites", "east", "city"): (2, 16),
        ("racks",): (4, 1),
        ("racks", 0): (4, 3),
        ("racks", 0, "names"): (4, 10),
        ("racks", 0, "é"): (5, 6),
        ("racks", 0, "é", 0): (5, 7),
        ("racks", 0, "é", 1): (5, 10),
        ("racks", 0, "é", 2): (5, 16),
    }


SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-(10**15), 10**15), st.text(max_size=12))
TREES: st.SearchStrategy[Data] = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.text(max_size=8).filter(lambda key: key != "<<"), inner, max_size=4),
    ),
    max_leaves=20,
)


def written(data: Data, *, flow: bool) -> str:
    """Write it as a program would, every text in quotes: how bare words are read is the tables' business."""

    class Quoting(yaml.SafeDumper):
        pass

    Quoting.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))
    return yaml.dump(data, Dumper=Quoting, default_flow_style=flow, sort_keys=False, allow_unicode=True)


@given(TREES, st.booleans())
def test_what_was_written_is_read(data: Data, flow: bool) -> None:
    assert parse(written(data, flow=flow)) == data


def paths(data: Data, path: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return {path}.union(*(paths(value, (*path, key)) for key, value in inner))


@given(TREES, st.booleans())
def test_every_value_has_a_place_and_every_key_one_before_it(data: Data, flow: bool) -> None:
    found = places(written(data, flow=flow))
    assert set(found.values) == paths(data)
    assert set(found.keys) == {path for path in paths(data) if path and isinstance(path[-1], str)}
    assert all(place < found.values[path] for path, place in found.keys.items())
