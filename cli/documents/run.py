"""sddc.run: what `sddc apply` did: the plan, what became of each change, and what was found after each wave."""

from datetime import UTC
from typing import Literal

from cli.documents.checks import CheckItem
from cli.documents.document import JsonDocument, Part
from cli.documents.plan import PlanDocument, plan_document
from inventory.finding import Finding
from orchestration.change import Outcome, Status
from orchestration.gate import Gate
from orchestration.record import RunState
from orchestration.report import Report


class OutcomeItem(Part):
    """What became of one change."""

    address: str
    status: Status
    message: str
    """What went wrong and what state it is in now, redacted; empty when done."""
    steps: tuple[str, ...]
    seconds: float

    @classmethod
    def of(cls, outcome: Outcome) -> "OutcomeItem":
        """Take over an outcome."""
        return cls(
            address=str(outcome.address),
            status=outcome.status,
            message=outcome.message,
            steps=outcome.steps,
            seconds=round(outcome.seconds, 3),
        )


class GateItem(Part):
    """What was found after a wave."""

    wave: int
    holds: bool
    checks: tuple[CheckItem, ...]
    waiting: tuple[CheckItem, ...]
    """Checks that do not hold yet because of changes still to come."""
    outside: tuple[CheckItem, ...]
    seconds: float

    @classmethod
    def of(cls, gate: Gate) -> "GateItem":
        """Take over a gate."""
        return cls(
            wave=gate.wave,
            holds=gate.holds,
            checks=tuple(map(CheckItem.of, gate.checks)),
            waiting=tuple(map(CheckItem.of, gate.waiting)),
            outside=tuple(map(CheckItem.of, gate.outside)),
            seconds=round(gate.seconds, 3),
        )


class RunFinding(Part):
    """A warning about the estate."""

    code: str
    severity: str
    source: str
    """file:line:column, seen from the estate's folder."""
    detail: str
    advice: str

    @classmethod
    def of(cls, finding: Finding) -> "RunFinding":
        """Take over a finding."""
        return cls(
            code=finding.code,
            severity=finding.severity.value,
            source=str(finding.source),
            detail=finding.message,
            advice=finding.advice,
        )


class RunDocument(JsonDocument):
    """The end of an apply, good or bad."""

    format: Literal["sddc.run"] = "sddc.run"
    version: Literal[1] = 1
    run: str | None
    """Null when there was nothing to do, so that no run was begun."""
    resumes: str | None
    state: RunState
    started: str
    seconds: float
    waves: int
    totals: dict[Status, int]
    plan: PlanDocument
    outcomes: tuple[OutcomeItem, ...]
    gates: tuple[GateItem, ...]
    notes: tuple[str, ...]
    findings: tuple[RunFinding, ...]


def run_document(report: Report) -> RunDocument:
    """Make the document of a run's report."""
    return RunDocument(
        run=report.run,
        resumes=report.resumes,
        state=report.state,
        started=report.started.astimezone(UTC).isoformat(),
        seconds=round(report.seconds, 3),
        waves=report.waves,
        totals=report.totals,
        plan=plan_document(report.plan),
        outcomes=tuple(map(OutcomeItem.of, report.outcomes)),
        gates=tuple(map(GateItem.of, report.gates)),
        notes=report.notes,
        findings=tuple(map(RunFinding.of, report.findings)),
    )
