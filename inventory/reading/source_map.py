"""From an origin to its line: files are read with marks only when they are asked for."""

from collections.abc import Mapping

from inventory.model.origin import Origin, Source
from inventory.reading.yaml_text import Places, YamlError, places


class SourceMap:
    """Finds lines in the texts that the estate was read from (not in what the files hold by now)."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._places: dict[str, Places] = {}

    def locate(self, origin: Origin) -> Source:
        """Return the place of the value at the origin, or of the nearest place above it."""
        found = self._found(origin.file)
        for end in range(len(origin.path), -1, -1):
            place = found.values.get(origin.path[:end])
            if place is not None:
                return Source(origin.file, *place)
        return Source(origin.file, 1, 1)

    def locate_key(self, origin: Origin) -> Source:
        """Return the place of the key itself: for a key that should not be there."""
        place = self._found(origin.file).keys.get(origin.path)
        return Source(origin.file, *place) if place else self.locate(origin)

    def _found(self, file: str) -> Places:
        if file not in self._places:
            try:
                self._places[file] = places(self._texts[file])
            except (KeyError, YamlError):
                self._places[file] = Places()
        return self._places[file]
