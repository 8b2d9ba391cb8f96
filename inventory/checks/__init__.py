"""The rules that an estate must keep: one small function each, named like its finding's code.

The first line of a rule's docstring is what `sddc explain` shows. Nothing is registered on import: a rule
counts because it stands in its file's RULES, and a file's rules because they stand here.
"""

from collections.abc import Callable, Iterator

from inventory.checks import cabling, compute, fabrics, networks, racks
from inventory.model.estate import Estate
from inventory.problem import Problem

Rule = Callable[[Estate], Iterator[Problem]]

RULES: tuple[Rule, ...] = (*racks.RULES, *cabling.RULES, *networks.RULES, *fabrics.RULES, *compute.RULES)
