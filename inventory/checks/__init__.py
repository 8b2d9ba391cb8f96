"""The rules that an estate must keep, in the order in which they are shown."""

from collections.abc import Callable, Iterator

from inventory.model.estate import Estate
from inventory.problem import Problem

Rule = Callable[[Estate], Iterator[Problem]]

RULES: tuple[Rule, ...] = ()
