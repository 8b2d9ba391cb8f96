"""Reading what `--format json` writes as a consumer does: by its format and version, through the published schema."""

import json
from pathlib import Path
from typing import Any

import jsonschema

SCHEMAS = Path(__file__).parents[2] / "docs" / "json"


def read_back(text: str, form: str = "") -> dict[str, Any]:
    """Return a document, of this format if one is named; fails unless it keeps to its schema in docs/json."""
    document = json.loads(text)
    form = form or document["format"]
    assert document["format"] == form
    schema = json.loads((SCHEMAS / f"{form}.schema.json").read_text("utf-8"))
    assert document["version"] == schema["properties"]["version"]["const"]
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema, format_checker=jsonschema.FormatChecker())
    return dict(document)
