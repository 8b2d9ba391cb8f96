"""What all documents have in common: frozen, closed, named and versioned; and how one is written and described."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A part of a document. Nothing is in it that its schema does not name."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", ser_json_inf_nan="null", json_schema_serialization_defaults_required=True
    )


class JsonDocument(Part):
    """A whole document; every format narrows both fields to one value."""

    format: str
    version: int


def document_text(document: JsonDocument) -> str:
    """Return a document as JSON text, indented, in UTF-8 without escapes."""
    return document.model_dump_json(indent=2)


def document_schema(kind: type[JsonDocument]) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of what a kind of document is written as."""
    schema = kind.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def format_name(kind: type[JsonDocument]) -> str:
    """Return the format that a kind of document names: sddc.findings."""
    return str(kind.model_fields["format"].default)


def version_of(kind: type[JsonDocument]) -> int:
    """Return the version of the format that a kind of document is written in."""
    return int(kind.model_fields["version"].default)
