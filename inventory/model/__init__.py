"""The nouns of a data centre, expanded and typed: frozen, slotted, free of YAML."""
