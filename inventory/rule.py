"""Rules as values: what must hold, where that is from, and how much it weighs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from inventory.finding import Severity
from inventory.model.estate import Estate
from inventory.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard in one edition."""

    name: str
    edition: str
    source: str
    """Who publishes it, under which title."""


ESTATE = Standard("estate", "-", "What every estate keeps to, so that it can be acted on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One requirement. Every finding has the code of one."""

    code: str
    """Never changes: rack-unit-overlap, T3-2."""
    summary: str
    """What is wrong where it is broken, in a few words that are always the same."""
    text: str
    """What must hold, in full; the first line is a sentence that stands alone."""
    standard: Standard = ESTATE
    clause: str = "-"
    severity: Severity = Severity.ERROR
    """error: the standard says must (应); warning: it says should (宜), or its text was not at hand."""
    is_verified: bool = True
    """Whether the wording and the numbers are known for sure from the text of the standard."""
    formerly: tuple[str, ...] = ()
    """Codes that it has taken the place of: waivers and `sddc explain` still know them."""

    @property
    def title(self) -> str:
        """What must hold, in a sentence."""
        return self.text.partition("\n")[0]


EstateCheck = Callable[[Estate], Iterator[Verdict]]


@dataclass(frozen=True, slots=True, kw_only=True)
class EstateRule(Rule):
    """A rule that every estate keeps to, whatever it is built to; asked whenever one is read."""

    check: EstateCheck
    concludes_from: tuple[str, ...] = ()
    """Sections that must be whole before it is asked, as it concludes from what is missing."""


_ACRONYMS = frozenset({"asn", "mtu", "nos", "nics", "ups", "vlan", "vni", "vrf", "yaml"})


def in_words(code: str) -> str:
    """Turn a code that is made of words into a summary: rack-unit-overlap → Rack unit overlap."""
    words = [word.upper() if word in _ACRONYMS else word for word in code.split("-")]
    return " ".join(words)[:1].upper() + " ".join(words)[1:]
