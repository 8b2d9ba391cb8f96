"""The JSON Schema of an estate's files, made from the documents."""

from pydantic.json_schema import models_json_schema

from inventory.document.sections import SECTIONS


def estate_schema() -> dict[str, object]:
    """Return a JSON Schema (2020-12) that every file of an estate keeps: any of the sections, nothing else."""
    models = tuple({section.model: None for section in SECTIONS})
    references, definitions = models_json_schema(
        [(model, "validation") for model in models], by_alias=True, ref_template="#/$defs/{model}"
    )
    properties: dict[str, object] = {
        "estate": {"type": "string", "minLength": 1, "description": "The estate's name, in one of its files."},
        "standards": {"type": "array", "items": {"type": "string"}, "description": "Profiles that it is held to."},
        "device_type_libraries": {
            "anyOf": [
                {"type": "string", "minLength": 1},
                {"type": "array", "items": {"type": "string", "minLength": 1}},
            ],
            "description": "Folders in the format of NetBox's devicetype-library, as seen from the estate's folder.",
        },
    }
    patterns: dict[str, object] = {"type": "string", "minLength": 1, "pattern": "^ *[^ #]"}
    properties["ignore"] = {
        "anyOf": [patterns, {"type": "array", "items": patterns}],
        "description": "In estate.yaml: files and folders that are not the estate's, as in a .gitignore.",
    }
    for section in SECTIONS:
        entry = references[section.model, "validation"]
        shape = (
            {"type": "object", "additionalProperties": entry} if section.named else {"type": "array", "items": entry}
        )
        properties[section.key] = {**shape, "description": section.description}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "sddc estate",
        "description": "One file of an estate: any of the sections.",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "$defs": definitions.get("$defs", {}),
    }
