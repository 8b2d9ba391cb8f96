"""What a run did: its plan, what became of each change, and what was found afterwards."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from inventory.finding import Finding
from orchestration.change import Outcome, Status
from orchestration.gate import Gate
from orchestration.plan import Plan
from orchestration.record import RunState


@dataclass(frozen=True, slots=True)
class Report:
    """The end of an apply, good or bad."""

    run: str | None
    """None when there was nothing to do, so that no run was begun."""
    plan: Plan
    """What was carried out: made afresh when the run began."""
    started: datetime
    outcomes: tuple[Outcome, ...] = ()
    """One for each change of the plan, in the order of the waves."""
    gates: tuple[Gate, ...] = ()
    """One for each wave that ended well."""
    waves: int = 0
    """How many waves there were to be."""
    seconds: float = 0.0
    resumes: str | None = None
    stopped: bool = False
    """Whether the user asked to stop."""
    notes: tuple[str, ...] = ()
    """What else the user should know: a dead lock taken over, a journal that failed."""
    findings: tuple[Finding, ...] = ()
    """The estate's warnings, where the caller adds them."""

    @property
    def totals(self) -> dict[Status, int]:
        """How many changes ended how; every status is there."""
        counts = Counter(outcome.status for outcome in self.outcomes)
        return {status: counts[status] for status in Status}

    @property
    def verified(self) -> bool:
        """Whether the gate of every wave was made and held."""
        return len(self.gates) == self.waves and all(gate.holds for gate in self.gates)

    @property
    def state(self) -> RunState:
        """DONE when everything is in and verified; FAILED when nothing is in, or all is in but something does not hold.

        PARTLY when some changes are in and others not; INTERRUPTED when the user stopped it before its end.
        """
        done = self.totals[Status.DONE]
        if done == len(self.outcomes) and self.verified:
            return RunState.DONE
        if self.stopped and not any(gate.failed for gate in self.gates):
            return RunState.INTERRUPTED
        return RunState.PARTLY if 0 < done < len(self.outcomes) else RunState.FAILED

    def with_findings(self, findings: tuple[Finding, ...]) -> "Report":
        """Add the estate's warnings."""
        return replace(self, findings=findings)
