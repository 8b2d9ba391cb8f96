"""From documents to nouns: ranges become names, templates become objects, references are resolved."""
