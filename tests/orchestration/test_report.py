import json
from datetime import UTC, datetime

import pytest

from cli.documents.document import document_text
from cli.documents.run import run_document
from inventory.finding import Finding, Severity
from inventory.model.origin import Source
from orchestration.change import Address, Check, Outcome, Status
from orchestration.gate import Gate
from orchestration.plan import Plan
from orchestration.record import RunState
from orchestration.report import Report
from tests.orchestration.worlds import BASIS

NOW = datetime(2026, 11, 22, 9, 14, tzinfo=UTC)
HOLDS = Gate(1, (Check("leaf-a", "bgp", Status.DONE),))
FAILS = Gate(1, (Check("leaf-a", "bgp", Status.FAILED, "Established", "Idle"),))


def report(statuses: str, gates: tuple[Gate, ...], *, waves: int = 1, stopped: bool = False) -> Report:
    names = {"d": Status.DONE, "f": Status.FAILED, "s": Status.SKIPPED}
    outcomes = tuple(Outcome(Address("device", str(n)), names[letter]) for n, letter in enumerate(statuses))
    return Report("r1", Plan(BASIS, NOW), NOW, outcomes, gates, waves, stopped=stopped)


@pytest.mark.parametrize(
    ("what", "state"),
    [
        (report("", (), waves=0), RunState.DONE),
        (report("dd", (HOLDS,)), RunState.DONE),
        (report("dd", (HOLDS,), stopped=True), RunState.DONE),
        (report("dd", (HOLDS,), waves=2), RunState.FAILED),
        (report("dd", (FAILS,)), RunState.FAILED),
        (report("dd", (), stopped=True), RunState.INTERRUPTED),
        (report("ds", (), stopped=True), RunState.INTERRUPTED),
        (report("ds", (FAILS,), stopped=True), RunState.PARTLY),
        (report("ds", (FAILS,), waves=2), RunState.PARTLY),
        (report("df", ()), RunState.PARTLY),
        (report("fs", ()), RunState.FAILED),
        (report("", (FAILS,)), RunState.FAILED),
    ],
)
def test_the_state_of_a_run_follows_from_what_became_of_its_parts(what: Report, state: RunState) -> None:
    assert what.state is state


def test_totals_name_every_status() -> None:
    assert report("dds", ()).totals == {
        Status.DONE: 2,
        Status.FAILED: 0,
        Status.ERROR: 0,
        Status.REVERTED: 0,
        Status.SKIPPED: 1,
    }


def test_a_report_is_written_as_a_document() -> None:
    warning = Finding("one-feed", Severity.WARNING, Source("racks.yaml", 3, 5), "one feed", "add another")
    data = json.loads(document_text(run_document(report("ds", (FAILS,)).with_findings((warning,)))))
    assert data["state"] == "partly"
    assert data["totals"] == {"done": 1, "failed": 0, "error": 0, "reverted": 0, "skipped": 1}
    assert data["outcomes"][1] == {
        "address": "device/1",
        "status": "skipped",
        "message": "",
        "steps": [],
        "seconds": 0.0,
    }
    assert data["gates"][0]["holds"] is False
    assert data["gates"][0]["checks"][0] == {
        "subject": "leaf-a",
        "name": "bgp",
        "status": "failed",
        "expected": "Established",
        "actual": "Idle",
        "outside": False,
    }
    assert data["findings"][0]["source"] == "racks.yaml:3:5"
    assert data["plan"]["format"] == "sddc-plan"
