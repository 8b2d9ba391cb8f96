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


@dataclass(slots=True, eq=False)
class _Result:
    """A value, what it was derived from, and when it was last checked and last changed (revisions)."""

    rule: Rule[Any, Any] | None
    """None: the value was given."""
    key: Hashable
    value: Any = None
    sources: "tuple[_Result, ...]" = ()
    checked: int = -1
    changed: int = -1


@dataclass(slots=True)
class Derivations:
    """What is given, and everything derived from it so far."""

    revision: int = 0
    worked_out: int = 0
    """How many results were worked out so far; what tests and benchmarks count."""
    _given: dict[Hashable, _Result] = field(default_factory=dict)
    _results: dict[tuple[Rule[Any, Any], Hashable], _Result] = field(default_factory=dict)
    _asking: list[list[_Result]] = field(default_factory=list)

    def give(self, key: Hashable, value: object) -> None:
        """Set a value that rules can ask for; one that equals the present one changes nothing."""
        known = self._given.get(key)
        if known is None:
            known = self._given[key] = _Result(None, key)
        elif known.value is value or known.value == value:
            return
        self.revision += 1
        known.value, known.changed = value, self.revision
        if self.revision % _KEPT_REVISIONS == 0:
            self._forget()

    def given(self, key: Hashable) -> Any:  # noqa: ANN401 - whatever was given under this key
        """Return a value that was given; raises KeyError when there is none."""
        known = self._given[key]
        if self._asking:
            self._asking[-1].append(known)
        return known.value

    def derive(self, rule: "Rule[_Key, _Value]", key: _Key) -> _Value:
        """Return what a rule makes of a key."""
        place = (rule, key)
        result = self._results.get(place)
        if result is None:
            result = self._results[place] = _Result(rule, key)
            self._work_out(result)
        elif result.checked != self.revision:
            self._bring_up_to_date(result)
        if self._asking and result.sources:  # what was derived from nothing but its key never changes
            self._asking[-1].append(result)
        value: _Value = result.value
        return value

    def _bring_up_to_date(self, result: _Result) -> None:
        if result.changed < 0:  # the rule has raised when it was tried before
            self._work_out(result)
            return
        for source in result.sources:
            if source.rule is not None and source.checked != self.revision:
                self._bring_up_to_date(source)
            if source.changed > result.checked:
                self._work_out(result)
                return
        result.checked = self.revision

    def _work_out(self, result: _Result) -> None:
        self._asking.append([])
        try:
            value = result.rule(self, result.key) if result.rule else None
        finally:
            sources = tuple(dict.fromkeys(self._asking.pop()))
        self.worked_out += 1
        if result.changed < 0 or result.value != value:
            result.value, result.changed = value, self.revision
        result.sources, result.checked = sources, self.revision

    def _forget(self) -> None:
        oldest = self.revision - _KEPT_REVISIONS
        self._results = {place: result for place, result in self._results.items() if result.checked > oldest}
