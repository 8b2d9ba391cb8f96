"""Values derived from values, worked out again only where something that they were derived from has changed.

A rule is a function of the derivations and a key. What it asks for while it runs is remembered with its result; as long
as none of that has changed, the result is kept. A result that comes out equal to the one before counts as unchanged, so
that what depends on it is kept, too. Rules read nothing but what they ask for, so that what is kept is what would be
worked out from nothing.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")
Rule = Callable[["Derivations", _Key], _Value]
_KEPT_REVISIONS = 256
"""A result that nothing has asked for during so many changes is forgotten."""


@dataclass(slots=True)
class _Result:
    """A result, what it was derived from, and when it was found and last changed (revisions)."""

    value: Any
    sources: "tuple[tuple[Rule[Any, Any] | None, Hashable], ...]"
    checked: int
    changed: int


@dataclass(slots=True)
class Derivations:
    """What is given, and everything derived from it so far."""

    revision: int = 0
    worked_out: int = 0
    """How many results were worked out so far; what tests and benchmarks count."""
    _results: "dict[tuple[Rule[Any, Any] | None, Hashable], _Result]" = field(default_factory=dict)
    _asking: "list[list[tuple[Rule[Any, Any] | None, Hashable]]]" = field(default_factory=list)

    def give(self, key: Hashable, value: object) -> None:
        """Set a value that rules can ask for; one that equals the present one changes nothing."""
        known = self._results.get((None, key))
        if known is not None and (known.value is value or known.value == value):
            return
        self.revision += 1
        self._results[None, key] = _Result(value, (), self.revision, self.revision)
        if self.revision % _KEPT_REVISIONS == 0:
            self._forget()

    def given(self, key: Hashable) -> Any:  # noqa: ANN401 - whatever was given under this key
        """Return a value that was given; raises KeyError when there is none."""
        self._note((None, key))
        return self._results[None, key].value

    def derive(self, rule: "Rule[_Key, _Value]", key: _Key) -> _Value:
        """Return what a rule makes of a key."""
        place = (rule, key)
        found = self._current(place)
        if found.sources:  # what was derived from nothing but its key never changes
            self._note(place)
        value: _Value = found.value
        return value

    def _note(self, place: "tuple[Rule[Any, Any] | None, Hashable]") -> None:
        if self._asking:
            self._asking[-1].append(place)

    def _current(self, place: "tuple[Rule[Any, Any] | None, Hashable]") -> _Result:
        known = self._results.get(place)
        rule, key = place
        if known is not None:
            if rule is None or known.checked == self.revision:
                return known
            if all(self._current(source).changed <= known.checked for source in known.sources):
                known.checked = self.revision
                return known
        if rule is None:
            raise KeyError(key)
        self._asking.append([])
        try:
            value = rule(self, key)
        finally:
            sources = tuple(dict.fromkeys(self._asking.pop()))
        self.worked_out += 1
        if known is not None and known.value == value:
            known.sources, known.checked = sources, self.revision
            return known
        found = _Result(value, sources, self.revision, self.revision)
        self._results[place] = found
        return found

    def _forget(self) -> None:
        oldest = self.revision - _KEPT_REVISIONS
        self._results = {
            place: result for place, result in self._results.items() if place[0] is None or result.checked > oldest
        }
