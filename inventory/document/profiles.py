"""Profiles of rules and waivers as they are written."""

from typing import Annotated

from pydantic import Field

from inventory.document.fields import Day, Document, Name, Number
from inventory.model.profiles import RuleSeverity


class RuleChangeDocument(Document):
    """What a profile changes about one rule."""

    severity: RuleSeverity | None = None
    limits: dict[Name, Number] = Field(default_factory=dict, description="Instead of the rule's own limits, by name.")


class ProfileDocument(Document):
    """A profile of the bank's own: another one with changes."""

    based_on: Name
    rules: dict[Name, RuleChangeDocument] = Field(default_factory=dict, description="Rule → what is changed about it.")


class WaiverDocument(Document):
    """A rule that need not hold for a subject for a while."""

    rule: Name
    subject: Annotated[str, Field(min_length=1)] = Field("*", description="A glob over names: tianfu/pdu-*.")
    reason: Annotated[str, Field(min_length=1)]
    owner: Annotated[str, Field(min_length=1)]
    until: Day = Field(description="The last day on which it holds: 2027-06-30.")
