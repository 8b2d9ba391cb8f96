"""Names by range: a[01-12], spine-[1-2], leaf-01{a,b}."""

import re
from itertools import product

NAMES_MAXIMUM = 100_000
"""More than any one pattern has reason to stand for."""

_PART = re.compile(r"\[(?P<range>[^\[\]{}]*)\]|\{(?P<words>[^\[\]{}]*)\}")
_SPAN = re.compile(r"(?P<first>[0-9]+)(?:-(?P<last>[0-9]+))?")


def expand(pattern: str) -> tuple[str, ...]:
    """List the names that a pattern stands for, in its order; the last range varies fastest.

    `a[01-03,07]` gives a01, a02, a03, a07 (zeros in front are kept); `x{a,b}` gives xa, xb.
    Raises ValueError with a sentence for people.
    """
    choices: list[tuple[str, ...]] = []
    position = 0
    for match in _PART.finditer(pattern):
        choices.append((_literal(pattern, position, match.start()),))
        words = match["words"]
        choices.append(_spans(match["range"], pattern) if words is None else _words(words, pattern))
        position = match.end()
    choices.append((_literal(pattern, position, len(pattern)),))
    count = 1
    for choice in choices:
        count *= len(choice)
    if count > NAMES_MAXIMUM:
        raise ValueError(f"{pattern} stands for {count} names; {NAMES_MAXIMUM} are the most")
    return tuple("".join(parts) for parts in product(*choices))


def _literal(pattern: str, start: int, end: int) -> str:
    text = pattern[start:end]
    if any(character in "[]{}" for character in text):
        raise ValueError(f"{pattern} has a bracket without its partner")
    return text


def _words(text: str, pattern: str) -> tuple[str, ...]:
    words = tuple(word.strip() for word in text.split(","))
    if not any(words):
        raise ValueError(f"{{{text}}} in {pattern} lists nothing")
    return words


def _spans(text: str, pattern: str) -> tuple[str, ...]:
    names: list[str] = []
    for span in text.split(","):
        match = _SPAN.fullmatch(span.strip())
        if match is None:
            raise ValueError(f"[{text}] in {pattern} is not a range such as [01-12] or [1-4,7]")
        first, last = match["first"], match["last"] or match["first"]
        if int(last) < int(first):
            raise ValueError(f"The range {span.strip()} in {pattern} runs backwards")
        if len(names) + int(last) - int(first) >= NAMES_MAXIMUM:
            raise ValueError(f"{pattern} stands for more than {NAMES_MAXIMUM} names")
        names.extend(str(number).zfill(len(first)) for number in range(int(first), int(last) + 1))
    return tuple(names)


def positions(text: str | int, count: int) -> tuple[int, ...]:
    """List `count` rack positions: 7 is one place, "1+2" begins at 1 and goes up by 2, "40-1" goes down by 1.

    A single position is repeated: each of the devices stands on it in a rack of its own.
    Raises ValueError with a sentence for people.
    """
    match = re.fullmatch(r"([0-9]{1,3})(?:([+-][0-9]{1,2}))?", str(text).replace(" ", ""))
    if match is None:
        raise ValueError(f"{text} is not a position such as 7 or 1+2")
    first, step = int(match[1]), int(match[2] or 0)
    return tuple(first + step * index for index in range(count))
