"""Entries that stand for several components: every site, every choice of words, every name of a range."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Generic, Protocol, TypeVar

from inventory.expansion.context import Expansion
from inventory.model.origin import Origin
from inventory.suggestions import did_you_mean

_PLACEHOLDER = re.compile(r"\{([^{},\[\]]*)\}")
"""One word in braces; with a comma it is a range."""


class Templated(Protocol):
    """A document that stands for components of one or several sites."""

    @property
    def sites(self) -> tuple[str, ...]:
        """The sites, or all."""

    @property
    def each(self) -> Mapping[str, Sequence[str]]:
        """Words and what they stand for."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names, with words and ranges."""


TemplatedT = TypeVar("TemplatedT", bound=Templated)


@dataclass(frozen=True, slots=True)
class Wording:
    """Fills an entry's words in: `{side}` becomes what it stands for."""

    expansion: Expansion
    words: Mapping[str, str]

    def filled(self, text: str, origin: Origin) -> str | None:
        """Fill the words of one text in; None, and a problem, for a word that stands for nothing."""
        found = self._filled(text)
        unknown = _PLACEHOLDER.search(found)
        if unknown is None:
            return found
        self.expansion.written.spoil(origin)
        detail = f"{{{unknown[1]}}} in {text} stands for nothing here."
        self.expansion.report("unknown-word", origin, detail, did_you_mean(unknown[1], self.words))
        return None

    def maybe(self, text: str | None, origin: Origin) -> str | None:
        """Fill the words of a text in, where there is one."""
        return None if text is None else self.filled(text, origin)

    def names(self, patterns: Sequence[str], origin: Origin) -> Iterator[tuple[str, Origin]]:
        """Yield the names that patterns stand for, each with its place."""
        for index, pattern in enumerate(patterns):
            place = origin.at(index)
            text = self.filled(pattern, place)
            for name in self.expansion.names([text], origin) if text else ():
                yield name, place

    def new_names(self, patterns: Sequence[str], origin: Origin) -> tuple[str, ...]:
        """List the names of what is defined here."""
        texts = [self.filled(pattern, origin.at(index)) for index, pattern in enumerate(patterns)]
        return self.expansion.new_names([text for text in texts if text], origin)

    def _filled(self, text: str) -> str:
        if "{" in text:
            for word, value in self.words.items():
                text = text.replace(f"{{{word}}}", value)
        return text


@dataclass(frozen=True, slots=True)
class Stub(Generic[TemplatedT]):
    """One entry at one site with one choice of words, and the names of what it defines."""

    document: TemplatedT
    origin: Origin
    site: str
    wording: Wording
    names: tuple[str, ...]


def stubs(
    expansion: Expansion, entries: Iterator[tuple[str, TemplatedT, Origin]], who: str
) -> Iterator[Stub[TemplatedT]]:
    """Take entries apart; `who` begins the sentence about a site that is not there."""
    for _, document, origin in entries:
        choices = list(_choices(expansion, document.each, origin.at("each")))
        for site in expansion.sites(document.sites, origin.at("sites"), who):
            for words in choices:
                wording = Wording(expansion, {**words, "site": site})
                yield Stub(document, origin, site, wording, wording.new_names(document.names, origin.at("names")))


def _choices(expansion: Expansion, each: Mapping[str, Sequence[str]], origin: Origin) -> Iterator[dict[str, str]]:
    values = [expansion.names(patterns, origin.at(word)) for word, patterns in each.items()]
    for chosen in product(*values):
        yield dict(zip(each, chosen, strict=True))
