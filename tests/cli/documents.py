"""Reading what `--format json` writes as a consumer does: by its format and version, through the published schema."""

import json
from pathlib import Path
from typing import Any

import jsonschema

SCHEMAS = Path(__file__).parents[2] / "docs" / "json"


def read_back(text: str, form: str) -> dict[str, Any]:
    """Return a document of this format; fails unless it keeps to the schema in docs/json, format checks included."""
    document = json.loads(text)
    assert document["format"] == form
    schema = json.loads((SCHEMAS / f"{form}.schema.json").read_text("utf-8"))
    assert document["version"] == schema["properties"]["version"]["const"]
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema, format_checker=jsonschema.FormatChecker())
    return dict(document)
