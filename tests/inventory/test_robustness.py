"""Whatever an estate's files hold, examining them ends with findings and never with an exception."""

import copy
import json
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory.load import Examined, examine
from inventory.reading.estate_files import NotAnEstate
from inventory.reading.yaml_text import Data, YamlError, parse, places
from tests.estates.cases import BASE

FILES = {file.name: file.read_text(encoding="utf-8") for file in sorted(BASE.iterdir())}
DATA: dict[str, Data] = {name: parse(text) for name, text in FILES.items()}

ODD: st.SearchStrategy[Data] = st.one_of(
    st.sampled_from(
        [None, True, False, 0, -1, 1, 10**14, 2**64, -0.5, 1e300, "", " ", "all", "a[01-99]", "a[", "x{}", "\x1b[2J"]
    ),
    st.sampled_from(["0.0.0.0/0", "255.255.255.255/32", "::/0", "10.20.0.0/22", "a" * 300, "名", "1+2", "41-1", "1MW"]),
    st.sampled_from(
        ["east", "west", "retail", "core", "small", "leaf-01a", "server", "leaf", "n01", "a01", "Ethernet1"]
    ),
    st.integers(),
    st.floats(allow_nan=True, allow_infinity=True),
    st.text(max_size=20),
    st.lists(st.one_of(st.text(max_size=5), st.integers(), st.none()), max_size=3),
    st.dictionaries(st.text(max_size=5), st.one_of(st.text(max_size=5), st.integers()), max_size=3),
)
EXAMPLES = settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def outcome(folder: Path) -> Examined | None:
    try:
        return examine(folder)
    except NotAnEstate:
        return None


def check(files: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, content in files.items():
            (folder / file).write_bytes(content)
        examined, again = outcome(folder), outcome(folder)
    if examined is None or again is None:
        assert examined is again
        return
    assert examined.findings == again.findings
    assert examined.files == len(files)
    for finding in examined.findings:
        content = files[finding.source.file]
        assert finding.source.line >= 1
        assert finding.source.column >= 1
        assert finding.source.line <= len(content.splitlines()) + 1 or not content_is_plain(content)
        assert finding.detail.isprintable()
        assert finding.advice


def content_is_plain(content: bytes) -> bool:
    """Return whether lines end only where editors see it: YAML also counts U+0085, U+2028 and U+2029."""
    return all(mark not in content for mark in ("\x85".encode(), "\u2028".encode(), "\u2029".encode()))


def every_path(data: Data, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner: list[tuple[str | int, ...]] = [path]
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        inner.extend(every_path(value, (*path, key)))
    return inner


PATHS = [(file, path) for file, data in DATA.items() for path in every_path(data) if path]


def reach(data: Data, path: tuple[str | int, ...]) -> Data:
    """Follow a path that an earlier change may have cut off; None where it ends."""
    for key in path:
        try:
            data = data[key]  # type: ignore[index, call-overload]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def mutate(draw: st.DrawFn, files: dict[str, Data]) -> None:
    """Replace, delete, double or transplant one value anywhere."""
    file, path = draw(st.sampled_from(PATHS))
    here, last = reach(files[file], path[:-1]), path[-1]
    action = draw(st.sampled_from(["replace", "replace", "delete", "double", "transplant"]))
    other, donor = draw(st.sampled_from(PATHS))
    value = draw(ODD) if action == "replace" else copy.deepcopy(reach(DATA[other], donor))
    if isinstance(here, list) and isinstance(last, int) and last < len(here):
        here[last : last + 1] = {"delete": [], "double": [here[last], here[last]]}.get(action, [value])
    elif isinstance(here, dict) and last in here:
        name = str(last)
        if action == "double":
            here[f"{name}2"] = here[name]
        elif action == "delete":
            del here[name]
        else:
            here[name] = value


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, bytes]:
    files = copy.deepcopy(DATA)
    for _ in range(draw(st.integers(1, 4))):
        mutate(draw, files)
    # JSON is YAML; lone surrogates and NaN are what JSON writes differently.
    return {
        file: json.dumps(data, indent=1)
        .replace("NaN", ".nan")
        .replace("-Infinity", "-.inf")
        .replace("Infinity", ".inf")
        .encode()
        for file, data in files.items()
    }


@EXAMPLES
@given(mutated())
def test_changed_values_give_findings_with_places(files: dict[str, bytes]) -> None:
    check(files)


@st.composite
def damaged(draw: st.DrawFn) -> dict[str, bytes]:
    files = {name: text.encode() for name, text in FILES.items()}
    for _ in range(draw(st.integers(1, 5))):
        name = draw(st.sampled_from(sorted(files)))
        content = files[name]
        start = draw(st.integers(0, len(content)))
        end = draw(st.integers(start, min(len(content), start + 30)))
        files[name] = content[:start] + draw(st.one_of(st.binary(max_size=8), SYNTAX)) + content[end:]
    return files


SYNTAX = st.text(alphabet="-:?[]{},&*!|>'\"%@`#\t\n\r ~<=.0a\u0085\u2028é", max_size=8).map(str.encode)


@EXAMPLES
@given(damaged())
def test_damaged_bytes_give_findings_with_places(files: dict[str, bytes]) -> None:
    check(files)


@EXAMPLES
@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("-:?[]{},&*!|>'\"%@`#\t\n ~<"))))
def test_any_text_is_data_or_a_yaml_error(text: str) -> None:
    try:
        data = parse(text)
    except YamlError as error:
        fault: YamlError | None = error
    else:
        fault = None
    if fault is None:
        assert places(text).values.get(()) is not None or data is None
    else:
        assert min(fault.line, fault.column) >= 1
        assert fault.detail.endswith(".")
