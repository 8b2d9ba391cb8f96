"""What `--format json` writes: one file a format, each a typed document with its name and version.

A consumer checks `format` and `version` first. Within a version, keys are only added; anything else makes the next
one. `make docs` writes the JSON Schema of each into docs/json/.
"""
