"""Every rule that a finding can be of: those of reading, the checks of every estate, and those of standards."""

from collections.abc import Mapping
from importlib.resources import files

from facility.standards.catalogue import RULES as STANDARD_RULES
from facility.standards.rule import StandardRule
from inventory.codes import ESTATE_RULES
from inventory.rule import Rule
from inventory.rule_example import RuleExample, example_of

RULES: tuple[Rule, ...] = (*ESTATE_RULES, *STANDARD_RULES)
BY_CODE: Mapping[str, Rule] = {rule.code: rule for rule in RULES}
FORMERLY: Mapping[str, str] = {former: rule.code for rule in RULES for former in rule.formerly}
"""Code that a rule once had, or whose rule it has taken the place of → the rule's code."""


def rule_of(name: str) -> Rule | None:
    """Find a rule by its code, in any case, or by a code that it once had."""
    for code in (name, name.lower(), name.upper()):
        found = BY_CODE.get(FORMERLY.get(code, code))
        if found is not None:
            return found
    return None


def example_for(rule: Rule) -> RuleExample:
    """Read the example of a rule; empty if it has none."""
    package = "facility.standards" if isinstance(rule, StandardRule) else "inventory"
    return example_of(rule.code, files(package) / "rule_examples")
