"""Characters that look like those of YAML, or like Latin letters, and are others: what to type instead, and where.

Input methods for Chinese type full-width punctuation, word processors type curly quotes, and web pages copy spaces
that do not break. None of them means anything to YAML, and on a screen nobody sees the difference.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from inventory.reading.yaml_text import WrittenScalar, YamlError, parse, written_scalars

FREE_TEXTS = frozenset(
    {"description", "estate", "extra_specs", "label", "model", "owner", "reason", "standard", "substation"}
)
"""Keys whose values are anybody's words, in any script and with any punctuation."""
SHOWN_MAXIMUM = 20
"""Look-alikes that are shown of one file; who has typed more has typed all of them so."""
_LINES_BACK = 200
_TRIES_MAXIMUM = 8
"""How far before the place where the parser stops the cause is searched, and how often it may be run again."""
_LINE_MAXIMUM = 60

_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u180e\u200b\u200c\u200d\u200e\u200f"
    "\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_UNBROKEN = "\u00a0\u2007\u202f"
"""Spaces that a typographer sets between a number and its unit; there they do no harm."""
_PUNCTUATION = {
    '"': "\u201c\u201d\u201e\u201f\u00ab\u00bb\u300c\u300d\u300e\u300f\u2033",
    "'": "\u2018\u2019\u201a\u201b\u2032\u00b4",
    ",": "\u3001\ufe10\ufe50",
    ":": "\ufe13\ufe55\u2236\ua789\u02d0",
    ".": "\u3002\uff61",
    "[": "\u3010\u3014\u3016\u2045",
    "]": "\u3011\u3015\u3017\u2046",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63",
    "*": "\u2217\u00d7",
    "/": "\u2044\u2215",
}
_LETTERS = dict(
    zip(
        # Cyrillic, then Greek (Unicode's confusables.txt, those of single Latin letters).
        "\u0430\u0441\u0435\u043e\u0440\u0445\u0443\u0456\u0458\u0455\u04bb\u0501\u051b\u051d"
        "\u0410\u0412\u0421\u0415\u041d\u0406\u0408\u041a\u041c\u041e\u0420\u0405\u0422\u0425\u0423"
        "\u03b1\u03bf\u03c1\u03bd\u03b9\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7",
        "aceopxyijs" + "hdqw" + "ABCEHIJKMOPSTXY" + "aopviABEZHIKMNOPTYX",
        strict=True,
    )
)
_TABLE: Mapping[str, str] = {
    **dict.fromkeys(_INVISIBLE, ""),
    **dict.fromkeys(_SPACES, " "),
    **{found: ascii_ for ascii_, alike in _PUNCTUATION.items() for found in alike},
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **_LETTERS,
}
_ALIKE = re.compile("[" + re.escape("".join(_TABLE)) + "]")
_RUN = re.compile(rf"[{re.escape(_SPACES + _INVISIBLE)}]+|{_ALIKE.pattern}")
"""One of them, or several of those that nobody can count."""
_INDENTED = re.compile(rf"^ *[{_SPACES}]", re.MULTILINE)
_WORD = re.compile(r"[^\s\[\]{},:\"']+")
_OUTSIDE = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:''|[^'])*'|(?:^|(?<=\s))#[^\n]*", re.MULTILINE)
"""What YAML does not read as its own: quoted texts and comments."""


@dataclass(frozen=True, slots=True)
class LookAlike:
    """One such character where it should not stand; `line` and `column` count from 1."""

    line: int
    column: int
    detail: str
    advice: str


def ascii_for(text: str) -> str:
    """Return a text with everything that looks like ASCII as ASCII; a wide space is as wide as two."""
    return _ALIKE.sub(lambda found: "  " if found[0] == "\u3000" else _TABLE[found[0]], text)


def character(char: str) -> str:
    """Name a character as Unicode does: U+FF1A FULLWIDTH COLON."""
    return f"U+{ord(char):04X} {unicodedata.name(char, 'without a name')}"


def found_in(text: str) -> tuple[LookAlike, ...]:
    """List the look-alikes in the keys and values of a document that can be parsed; raises YamlError.

    Quoted texts may hold any punctuation, and what is anybody's own words may hold anything.
    """
    if text.isascii() or _ALIKE.search(text) is None:
        return ()
    found = []
    for scalar in written_scalars(text):
        place = _in_scalar(text, scalar)
        if place is not None:
            found.append(_look_alike(text, place))
    return tuple(found[:SHOWN_MAXIMUM])


def cause_of(text: str, error: YamlError) -> LookAlike | None:
    """Find the character because of which a text cannot be parsed; None if it is none of these.

    It is the one in place of which the ASCII character makes the parser come further.
    """
    if text.isascii() or _ALIKE.search(text) is None:
        return None
    read = text[: _index(text, error.line + 1)]
    for place, end in _suspects(read):
        if any(_gets_further(f"{read[:place]}{typed}{read[end:]}", error) for typed in _ways(read, place, end)):
            return _look_alike(text, place)
    # Where the parser stops for more than one reason, an indentation that is none is always one.
    indentation = [found.end() - 1 for found in _INDENTED.finditer(read, _index(read, max(1, error.line - 1)))]
    return _look_alike(text, indentation[-1]) if indentation else None


def _gets_further(text: str, before: YamlError) -> bool:
    try:
        parse(text)
    except YamlError as error:
        return (error.line, error.column) > (before.line, before.column)
    return True


def _ways(text: str, start: int, end: int) -> tuple[str, ...]:
    """List what may have been meant to be typed: a wide space is meant as two, or as one."""
    return tuple(dict.fromkeys((_typed(text, start, end), ascii_for(text[start:end].replace("\u3000", " ")))))


def _suspects(text: str) -> Iterator[tuple[int, int]]:
    """Yield from where to where look-alikes stand, the last first: then quotes that were to close others."""
    start = _index(text, max(1, text.count("\n") - _LINES_BACK))
    outside = [found.span() for found in _OUTSIDE.finditer(text, start)]
    runs = [found.span() for found in _RUN.finditer(text, start)]
    free = [run for run in runs if not any(first <= run[0] < last for first, last in outside)]
    yield from free[: -_TRIES_MAXIMUM - 1 : -1]
    closing = [run for run in runs if _TABLE[text[run[0]]] in {'"', "'"}]
    yield from closing[: -_TRIES_MAXIMUM - 1 : -1]


def _typed(text: str, start: int, end: int) -> str:
    """Return what was meant to be typed: YAML wants a space behind its colons and commas."""
    meant = ascii_for(text[start:end])
    return f"{meant} " if meant in {":", ","} and not text[end : end + 1].isspace() else meant


def _in_scalar(text: str, scalar: WrittenScalar) -> int | None:
    """Find the first character of a key or value that only looks right."""
    if not scalar.is_key and FREE_TEXTS.intersection(str(key) for key in scalar.path):
        return None
    if scalar.is_block:
        return None
    written = text[scalar.start : scalar.end]
    for found in _ALIKE.finditer(written):
        char, place = found[0], found.start()
        if char in _UNBROKEN and _is_between_number_and_unit(written, place):
            continue
        is_word = char in _LETTERS or char in _INVISIBLE or _is_wide_letter(char)
        if scalar.is_key or (is_word and _is_latin(written, place)) or (not is_word and not scalar.is_quoted):
            return scalar.start + place
    return None


def _is_wide_letter(char: str) -> bool:
    return "\uff10" <= char <= "\uff5a" and char.isalnum()


def _is_between_number_and_unit(written: str, place: int) -> bool:
    before, after = written[max(0, place - 1) : place], written[place + 1 : place + 2]
    return before.isdigit() and after.isascii() and after.isalpha()


def _is_latin(written: str, place: int) -> bool:
    """Return whether the word at a place is meant in Latin letters: without its look-alikes it is ASCII."""
    word = next((found[0] for found in _WORD.finditer(written) if found.start() <= place < found.end()), "")
    return ascii_for(word).isascii()


def _look_alike(text: str, place: int) -> LookAlike:
    start = text.rfind("\n", 0, place) + 1
    line = text[start:].partition("\n")[0]
    char, column = text[place], place - start + 1
    meant, name = _TABLE[char], character(char)
    if char in _LETTERS:
        detail, why = f"{name} stands where the letter {meant} seems to be meant.", "It makes another name."
    elif not meant:
        detail, why = f"{name} stands here; it cannot be seen.", "Delete it: copied texts bring it along."
    elif meant == " ":
        detail, why = f"{name} stands where YAML takes only spaces.", "Input methods and copied texts bring it along."
    else:
        detail = f"{name} stands where YAML takes only {meant} (U+{ord(meant):04X})."
        why = "Input methods type it in place of the ASCII character; where it belongs to a text, quote the text."
    shown = _meant_line(line)
    shown = shown if len(shown) <= _LINE_MAXIMUM else f"{shown[:_LINE_MAXIMUM]}…"
    return LookAlike(text.count("\n", 0, place) + 1, column, detail, f"Did you mean {shown} here? {why}")


def _meant_line(line: str) -> str:
    """Write a line as it seems to be meant, without its comment."""
    line = re.sub(r"\s#.*", "", line)
    return _RUN.sub(lambda found: _typed(line, *found.span()), line).strip()


def _index(text: str, line: int) -> int:
    """Find where a line begins; lines count from 1."""
    index = 0
    for _ in range(line - 1):
        following = text.find("\n", index)
        if following < 0:
            return len(text)
        index = following + 1
    return index
