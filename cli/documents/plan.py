"""sddc-plan: what `sddc plan` would change and why; the same document that `sddc plan -o` saves and apply reads."""

from typing import Literal

from cli.documents.document import JsonDocument, Part
from orchestration.change import Action
from orchestration.plan import Plan


class PlanBasisDocument(Part):
    """What the plan is made from."""

    estate: str
    path: str
    digest: str
    access: str
    """The name of the way to switches, clouds and hosts."""


class PlannedChange(Part):
    """One difference between the estate and the live world."""

    address: str
    action: Action
    reason: str
    diff: str
    """Redacted."""
    fingerprint: str
    """Of the live object that the change was planned against; empty where there was none."""
    site: str
    after: tuple[str, ...]
    redundancy_group: str | None
    hits: tuple[str, ...]
    disrupts: tuple[str, ...] = ()
    """What it interrupts, each with its cause."""


class NotPlanned(Part):
    """Something that could not be looked at, or that others must do something for first, and why."""

    address: str
    site: str
    message: str


class ImpossibleChanges(Part):
    """Changes that cannot be carried out in any order, and why; such a plan is not applied."""

    addresses: tuple[str, ...]
    message: str


class PlanDocument(JsonDocument):
    """Every difference between the estate and the live world at one moment, without what carries it out."""

    format: Literal["sddc-plan"] = "sddc-plan"
    version: Literal[1] = 1
    basis: PlanBasisDocument
    created: str
    changes: tuple[PlannedChange, ...]
    unknown: tuple[NotPlanned, ...]
    unchanged: dict[str, int]
    """How many things are as wanted, by a plural: {"devices": 16}."""
    withheld: tuple[PlannedChange, ...]
    """What needs --allow-delete."""
    awaited: tuple[NotPlanned, ...]
    impossible: tuple[ImpossibleChanges, ...]


def plan_document(plan: Plan) -> PlanDocument:
    """Make the document of a plan: the same that is saved."""
    return PlanDocument.model_validate(plan.to_json(), strict=False)
