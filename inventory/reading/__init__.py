"""Reading an estate: files, YAML, sections, and the way back from an object to its line."""
