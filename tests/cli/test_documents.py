"""Every document for machines: read back through its schema, closed, and listed."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, ValidationError, validate
from typer.testing import CliRunner

from cli.documents.document import document_schema, format_name
from cli.documents.registry import DOCUMENTS
from cli.main import app
from tests.cli.documents import read_back

EXAMPLE = str(Path(__file__).parents[2] / "examples" / "three-sites")
WRITTEN = (
    (("validate", EXAMPLE), "sddc.findings"),
    (("rules", "check", EXAMPLE), "sddc.findings"),
    (("rules",), "sddc.rules"),
    (("rules", "list"), "sddc.rules"),
    (("explain",), "sddc.rules"),
    (("explain", "rack-unit-overlap"), "sddc.rules"),
    (("explain", "T3-2"), "sddc.rules"),
    (("render", EXAMPLE), "sddc.configurations"),
    (("render", EXAMPLE, "-d", "tianfu-leaf-01a"), "sddc.configurations"),
    (("racks", EXAMPLE), "sddc.racks"),
    (("racks", EXAMPLE, "--face", "rear"), "sddc.racks"),
    (("place", "--type", "huawei-2288h-v6", "--count", "2", "--pool", "retail", EXAMPLE), "sddc.proposal"),
    (("place", "--type", "huawei-2288h-v6", "--count", "4000", "--pool", "retail", EXAMPLE), "sddc.proposal"),
    *(
        (("what-if", scenario, EXAMPLE), "sddc.what-if")
        for scenario in (
            "lose:tianfu",
            "lose:tianfu/ups-a",
            "lose:tianfu/loop-a+tianfu/loop-b",
            "maintain:tianfu/pdu-a-m1",
            "lose:city:chengdu",
            "lose:tianfu-leaf-01a",
        )
    ),
    (("what-if", "--all-single", EXAMPLE), "sddc.what-if-ranking"),
    (("what-if", "--all-single", "--within", "rooms", EXAMPLE), "sddc.what-if-ranking"),
)
"""Commands that need nothing but an estate; the others are read back where their worlds stand."""


@pytest.mark.parametrize(("words", "form"), WRITTEN, ids=[" ".join(words).replace(EXAMPLE, "") for words, _ in WRITTEN])
def test_what_a_command_writes_is_read_back_through_its_schema(
    words: tuple[str, ...], form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    document = read_back(CliRunner().invoke(app, [*words, "--format", "json"]).stdout, form)
    schema = next(document_schema(kind) for kind, _ in DOCUMENTS if format_name(kind) == form)
    with pytest.raises(ValidationError, match="odd"):
        validate({**document, "odd": 1}, schema)


def test_formats_are_named_once_and_described() -> None:
    names = [format_name(kind) for kind, _ in DOCUMENTS]
    assert len(set(names)) == len(names)
    for kind, commands in DOCUMENTS:
        assert format_name(kind).startswith(("sddc.", "sddc-plan"))
        assert commands.startswith("`sddc ")
        schema = document_schema(kind)
        Draft202012Validator.check_schema(schema)
        assert {"format", "version"} <= set(schema["required"])
        assert schema["description"]
