"""What a bank changes about the rules that it is held to, and what it lives with for a while."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from inventory.model.origin import Origin


class RuleSeverity(StrEnum):
    """How much a rule of a profile weighs."""

    ERROR = "error"
    WARNING = "warning"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What a profile changes about one rule; None and empty: nothing."""

    severity: RuleSeverity | None
    limits: Mapping[str, float]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Profile:
    """A bank's own profile: another one with changes."""

    name: str
    based_on: str
    rules: Mapping[str, RuleChange]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Waiver:
    """A rule that need not hold for a subject until the end of a day."""

    rule: str
    subject: str
    """A glob over the names that the rule's findings are about: tianfu/pdu-*."""
    reason: str
    owner: str
    until: date
    origin: Origin
